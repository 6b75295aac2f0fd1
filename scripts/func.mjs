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
const azuriteScript = join(root, 'node_modules', 'azurite', 'dist', 'src', 'azurite.js');
const windows = process.platform === 'win32';
const folder = join(root, 'artifacts', 'func');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: windows });
  if (status !== 0) process.exit(status ?? 1);
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

// First what can't be installed here, so that nothing is begun in vain.
if (spawnSync('func', ['--version'], { stdio: 'ignore', shell: windows }).status !== 0) {
  const install = 'npm install --global azure-functions-core-tools@4';
  fail(`"func" was not found; nothing was started. Install Azure Functions Core Tools 4: ${install}`);
}

const startAzurite = !await answers(azuritePort);
if (startAzurite && !existsSync(azuriteScript)) run('npm', ['ci', '--omit=dev']);

// Azurite has no Event Grid: here the blob trigger must poll, while a package for Azure must not.
run('dotnet', ['publish', 'StrokeFunctions', '--use-current-runtime', '-p:BlobTriggerSource=LogsAndContainerScan', '--output', folder]);
const settings = join(folder, 'local.settings.json');
if (!existsSync(settings)) copyFileSync(join(root, 'local.settings.sample.json'), settings);

let azurite;
if (startAzurite) {
  // Detached, so that Ctrl+C in the terminal does not reach it: it must outlive the host, which otherwise waits in vain for its storage
  // (24 s).
  const options = ['--location', join(root, '.azurite'), '--skipApiVersionCheck', '--silent', '--disableTelemetry'];
  azurite = spawn(process.execPath, [azuriteScript, ...options], { detached: true, windowsHide: true, stdio: 'inherit' });
  process.on('exit', () => azurite.kill());
  for (let i = 0; i < 300 && azurite.exitCode === null && !await answers(azuritePort); i++) await delay(100);
  if (!await answers(azuritePort)) fail(`Azurite does not answer on port ${azuritePort}.`);
}

// The terminal sends Ctrl+C to the host, too, and this one waits for it; said before the host is there, which may be faster than this line.
process.on('SIGINT', () => {});
const host = spawn('func', ['start'], { cwd: folder, stdio: 'inherit', shell: windows });
process.on('SIGTERM', () => host.kill('SIGTERM'));
host.on('error', error => fail(`"func start" did not start: ${error.message}`));
host.on('close', code => process.exit(code ?? 1));
