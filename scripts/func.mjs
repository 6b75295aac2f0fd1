// npm run func: publishes the app for this machine and starts it under the real Functions host, together with Azurite.
// Needs Azure Functions Core Tools ("func") on PATH. Ctrl+C ends both; Azurite's data stays in .azurite/.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const azuritePort = 10000; // what UseDevelopmentStorage=true means
const windows = process.platform === 'win32';
const folder = join(root, 'artifacts', 'func');

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

// Azurite has no Event Grid: here the blob trigger must poll, while a package for Azure must not.
run('dotnet', ['publish', 'StrokeFunctions', '--use-current-runtime', '-p:BlobTriggerSource=LogsAndContainerScan', '--output', folder]);
const settings = join(folder, 'local.settings.json');
if (!existsSync(settings)) copyFileSync(join(root, 'local.settings.sample.json'), settings);

let azurite;
if (!await answers(azuritePort)) {
  const script = join(root, 'node_modules', 'azurite', 'dist', 'src', 'azurite.js');
  azurite = spawn(process.execPath, [script, '--location', join(root, '.azurite'), '--skipApiVersionCheck', '--silent', '--disableTelemetry'], { stdio: 'inherit' });
  for (let i = 0; i < 100 && azurite.exitCode === null && !await answers(azuritePort); i++) await delay(100);
}

const host = spawn('func', ['start'], { cwd: folder, stdio: 'inherit', shell: windows });
host.on('error', () => console.error('"func" was not found. Install Azure Functions Core Tools 4: npm install --global azure-functions-core-tools@4'));
process.on('SIGINT', () => {}); // the terminal sends Ctrl+C to all three; this one waits for the other two
process.on('SIGTERM', () => host.kill('SIGTERM'));
host.on('close', code => {
  azurite?.kill();
  process.exitCode = code ?? 1;
});
