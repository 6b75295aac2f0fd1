// Drives the real app in a real Chromium, as a person would. Usage: node browser.mjs <look> <address> <screenshots> [key]
// Ends with 0 if all holds; else the failed assertion is on standard error.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, devices } from 'playwright-core';

const [look, address, screenshots, key] = process.argv.slice(2);
const looks = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { ...devices['Pixel 7'], colorScheme: 'light' },
};
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const header = 'id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status';
const row = 'Female,81,1,1,Yes,Private,Urban,220.5,36.1,smokes';

mkdirSync(screenshots, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
try {
  const context = await browser.newContext(looks[look]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(fault.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('blob:')) complaints.push(`loads ${request.url()}`);
  });
  await (key === undefined ? withoutKey(page) : withKey(page));
  const unexpected = complaints.filter((text) => !/status of 40[01]/.test(text));
  assert.deepEqual(unexpected, []);
} finally {
  await browser.close();
}

async function withoutKey(page) {
  await open(page);
  await shows(page, '#model-state', /Ready\. Model .* serves/);
  await shows(page, '#report-state', /Last report/);
  await check(page, 'home');

  await faultyFieldIsNamed(page);
  await patientIsScoredByKeyboard(page);
  await check(page, 'answer');
  await misspeltValueFromTheServerIsNamed(page);
  await fileIsScored(page);
  await check(page, 'file');

  await page.getByRole('link', { name: 'Model card' }).click();
  await page.waitForURL('**/api/models/champion/card');
  await check(page, 'card');
  await page.goBack();
  await page.locator('#report-state a').click();
  await page.waitForURL('**/api/reports/*.html');
  await check(page, 'report');
  assert.equal(await page.locator('figure').count(), 16);
  await page.goto(`${address}/api/reports`);
  await check(page, 'reports');
  await page.goto(`${address}/app/api`);
  await page.locator('.operation, .fault').first().waitFor();
  if (await page.locator('.operation').count() > 0) {
    await page.locator('.operation > summary').filter({ hasText: '/api/score' }).first().click();
  }
  await check(page, 'api');
}

async function withKey(page) {
  await open(page);
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await page.getByRole('textbox', { name: 'Function key' }).fill('not the key at all');
  await page.getByRole('button', { name: 'Use this key' }).click();
  await shows(page, '#key-note', /does not open/);
  await check(page, 'key');
  await page.getByRole('textbox', { name: 'Function key' }).fill(key);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await shows(page, '#answer', /had a stroke\./);
  assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0);
  assert.equal(await page.evaluate(() => sessionStorage.length), 1);
  await shows(page, '#report-state', /Last report/);
  await page.locator('#report-state a').click();
  await page.waitForURL('blob:**');
  await check(page, 'report');
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).maxWidth), '1152px');
  await page.goBack();
  await page.getByRole('button', { name: 'Forget the key' }).click();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
}

async function faultyFieldIsNamed(page) {
  await page.getByLabel('Age years').fill('130');
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#age-fault', /Allowed: 0 to 120 years/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'age');
  await check(page, 'fault');
}

async function patientIsScoredByKeyboard(page) {
  await page.getByLabel('Age years').fill('72');
  await page.getByLabel('Body mass index').fill('');
  await page.getByLabel('Body mass index').press('Enter');
  await shows(page, '#answer', /Of 1?,?\d00 patients like this, \d+ have had a stroke\..*not the chance of one to come/s);
  assert.equal(await page.locator('.reasons li').count(), 10);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'answer-h');
  await shows(page, '#answer', /Body mass index that was not measured/);
  await shows(page, '#answer svg', /Female patients, 65-79 years, \d/);
}

async function misspeltValueFromTheServerIsNamed(page) {
  await page.locator('#gender option').first().evaluate((option) => { option.value = 'male'; });
  await page.getByLabel('Gender').selectOption('male');
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#gender-fault', /Found "male"\. Allowed: Male, Female, Other\. Perhaps Male\?/);
}

async function fileIsScored(page) {
  const csv = `${header}\n${Array.from({ length: 40 }, (_, i) => `p${i},${row}`).join('\n')}\nbad,femail${row.slice(6)}\n`;
  await page.getByLabel('Drop a CSV file here').setInputFiles({ name: 'ward.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await shows(page, '#file-answer', /40 patients scored/);
  await shows(page, '#file-answer', /line 42, gender: found femail, allowed Male, Female, Other, meant Female\?/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download the scored file').click()]);
  assert.equal(download.suggestedFilename(), 'ward-scored.csv');
  const scored = readFileSync(await download.path(), 'utf8').trimEnd().split('\n');
  assert.equal(scored.length, 42);
  assert.match(scored[0], /^id,gender,.*,stroke_probability,at_risk,model_version,problem$/);
}

async function open(page) {
  await page.goto(address);
  await page.locator('html[data-ready=true]').waitFor();
}

async function shows(page, selector, pattern) {
  const place = page.locator(selector).filter({ hasText: pattern });
  await place.first().waitFor().catch(async () => {
    assert.match(await page.locator(selector).first().innerText(), pattern);
  });
}

// A screenshot, no serious fault by axe-core, and nothing wider than the screen.
async function check(page, name) {
  await page.screenshot({ path: join(screenshots, `${name}-${key === undefined ? look : `${look}-key`}.png`), fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ target }) => target).join(' ')}`), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than the screen`);
}
