// Drives the real app in a real Chromium, as a person would. Usage: node browser.mjs <scenario> <look> <address> <screenshots> [key ...]
// Ends with 0 if all holds; else the failed assertion is on standard error.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [scenario, look, address, screenshots, ...keys] = process.argv.slice(2);
const looks = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'light' },
};
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

mkdirSync(screenshots, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const context = await browser.newContext(looks[look]);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(fault.message));
  page.on(
    'request',
    (request) => !request.url().startsWith(address) && !request.url().startsWith('blob:') && complaints.push(`loads ${request.url()}`),
  );
  const { run, expected } = await import(`./scenarios/${scenario}.mjs`);
  await run({ page, look, keys, open, shows, check, address });
  assert.deepEqual(
    complaints.filter((text) => !(expected ?? /$^/).test(text)),
    [],
  );
} finally {
  await browser.close();
}

async function open(page, path) {
  await page.goto(address + path);
  await page.locator('html[data-ready=true]').waitFor();
}

async function shows(page, selector, pattern, timeout) {
  const place = page.locator(selector).filter({ hasText: pattern });
  await place
    .first()
    .waitFor({ timeout })
    .catch(async () => {
      assert.match(await page.locator(selector).first().innerText(), pattern);
    });
}

// A screenshot, no fault of any level by axe-core, and nothing wider than the screen.
async function check(page, name) {
  await page.screenshot({ path: join(screenshots, `${name}-${look}.png`), fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ target }) => target).join(' ')}`),
    [],
  );
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the screen`);
}
