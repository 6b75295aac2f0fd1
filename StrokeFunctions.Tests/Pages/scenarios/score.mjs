// One patient, "what if", a file; then the card, a report within the site and as the API gives it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const header = 'id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status';
const row = 'Female,81,1,1,Yes,Private,Urban,220.5,36.1,smokes';

export const expected = /status of 400/;

export async function run({ page, look, open, shows, check, address }) {
  await open(page, '/');
  await faultyFieldIsNamed(page, shows, check);
  await patientIsScoredByKeyboard(page, shows);
  await screenReaderHearsTheAnswer(page);
  await check(page, 'answer');
  if (look !== 'phone')
    assert.ok(
      await page.evaluate(() => document.querySelector('.score').getBoundingClientRect().bottom <= innerHeight),
      'form and answer fill more than a screen',
    );
  assert.equal(new URL(page.url()).search, '');
  await changedValueIsScoredAtOnce(page, shows);
  await misspeltValueFromTheServerIsNamed(page, shows);
  await fileIsScored(page, shows, check);

  await open(page, '/app/reports');
  await page.locator('#reports tbody a').first().click();
  await page.waitForURL('**/app/report?name=*');
  await page.locator('html[data-ready=true]').waitFor();
  await check(page, 'report');
  const name = new URL(page.url()).searchParams.get('name');
  await page.goto(`${address}/api/reports/${name}.html`);
  await check(page, 'report-file');
  await open(page, '/app/card?version=champion');
  await check(page, 'card');
  await open(page, '/app/training?version=champion');
  await check(page, 'training');
}

async function faultyFieldIsNamed(page, shows, check) {
  await page.getByLabel('Age years').fill('130');
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#age-fault', /Allowed: 0 to 120 years/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'age');
  await check(page, 'fault');
}

async function patientIsScoredByKeyboard(page, shows) {
  await page.getByLabel('Age years').fill('72');
  await page.getByLabel('Body mass index').fill('');
  await page.getByLabel('Body mass index').press('Enter');
  await shows(page, '#answer', /lagged: of 1?,?\d00 patients like this, \d+ have had a stroke\..*not the chance of one to come/s);
  assert.equal(await page.locator('.reasons li').count(), 10);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'answer-h');
  await shows(page, '#answer', /Body mass index that was not measured/);
  await shows(page, '#answer svg', /Female patients, 65-79 years, \d/);
}

// In the accessibility tree, which is what a screen reader reads, every control has a name and the answer stands in a live region.
async function screenReaderHearsTheAnswer(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const textOf = (node) => [node.name?.value ?? '', ...(node.childIds ?? []).map((id) => textOf(byId.get(id)))].join(' ');
  const controls = nodes.filter(
    ({ ignored, role }) => !ignored && /^(button|link|textbox|spinbutton|combobox|checkbox)$/i.test(role.value),
  );
  assert.ok(controls.length >= 18, `only ${controls.length} controls`);
  assert.deepEqual(
    controls.filter(({ name }) => !name?.value).map(({ role }) => role.value),
    [],
  );
  const live = nodes.filter(({ properties = [] }) => properties.some(({ name, value }) => name === 'live' && value.value === 'polite'));
  assert.ok(
    live.some((node) => /have had a stroke\./.test(textOf(node))),
    'no live region holds the answer',
  );
}

async function changedValueIsScoredAtOnce(page, shows) {
  const before = await page.locator('#answer .verdict').innerText();
  const request = page.waitForRequest('**/api/score?log=false');
  await page.getByLabel('Age years').fill('34');
  await request;
  await shows(page, '#answer', /What if: not kept in the log/);
  assert.notEqual(await page.locator('#answer .verdict').innerText(), before);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'age');
}

async function misspeltValueFromTheServerIsNamed(page, shows) {
  await page
    .locator('#gender option')
    .first()
    .evaluate((option) => {
      option.value = 'madam';
    });
  await page.getByLabel('Gender').selectOption('madam');
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#gender-fault', /Found "madam"\. Allowed: Male, Female, Other\./);
}

async function fileIsScored(page, shows, check) {
  const csv = `${header}\n${Array.from({ length: 40 }, (_, i) => `p${i},${row}`).join('\n')}\nbad,madam${row.slice(6)}\n`;
  await page.getByLabel('Drop a CSV file here').setInputFiles({ name: 'ward.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await shows(page, '#file-answer table', /Residence_type/);
  await page.getByRole('button', { name: 'Score this file' }).click();
  await shows(page, '#file-answer', /40 patients scored/);
  await shows(page, '#file-answer tbody tr', /42\s*gender\s*madam\s*Male, Female, Other/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download the scored file').click()]);
  assert.equal(download.suggestedFilename(), 'ward-scored.csv');
  const scored = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n');
  assert.equal(scored.length, 42);
  assert.match(scored[0], /^id,gender,.*,stroke_probability,at_risk,model_version,problem$/);
  await check(page, 'file');
}
