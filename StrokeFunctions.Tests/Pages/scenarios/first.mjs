// A new app: no model yet; a file that is refused; then the first dataset, from drop to promoted, with the bar moving. Then the rows that
// a dataset lost are fetched, another is withdrawn, and one that was set aside is let in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const expected = /status of (404|503)|ERR_CONNECTION/;

export async function run({ page, keys: [dataset], open, shows, check }) {
  await open(page, '/');
  await shows(page, '#serving', /No model yet/);
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#form-fault', /There is no model/);
  await check(page, 'no-model');
  await open(page, '/app/models');
  await shows(page, '#models', /There is no model yet/);
  await open(page, '/app/reports');
  await shows(page, '#reports', /There is no report yet/);

  await open(page, '/app/datasets');
  await shows(page, '#datasets', /No dataset has come yet/);
  await drop(page, 'wrong.csv', 'a,b\n1,2\n');
  await shows(page, '#upload table', /a\s*b/);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shows(page, '#datasets tr', /wrong\.csv.*(refused|rejected)/s);
  await check(page, 'datasets-rejected');
  await page.getByRole('link', { name: 'wrong.csv' }).last().click();
  await shows(page, '#dataset', /What was found, and what is allowed/);
  await check(page, 'dataset-rejected');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download the faults as CSV').click()]);
  assert.match(readFileSync(await download.path(), 'utf8'), /^"line","column","found","allowed","hint"\r\n/);

  await open(page, '/app/datasets');
  await drop(page, 'first.csv', readFileSync(dataset, 'utf8'));
  await watchBars(page);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shows(page, '#datasets tr', /first\.csv.*training/s);
  await check(page, 'datasets-training');
  // A training takes what it takes while other tests run beside it.
  await shows(page, '#datasets tr', /first\.csv.*promoted/s, 240_000);
  await shows(page, '#serving', /serves/);
  const seen = await page.evaluate(() => [...globalThis.seenShares]);
  assert.ok(seen.length >= 2, `the bar showed ${seen.join(', ')}`);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  await page.locator('#datasets a', { hasText: 'first.csv' }).click();
  await shows(page, '#dataset', /What was asked of the challenger/);
  await check(page, 'dataset-promoted');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await shows(page, 'dialog', /taken out of the training table/);
  await page.getByRole('button', { name: 'Cancel' }).click();

  const lines = readFileSync(dataset, 'utf8').trimEnd().split(/\r?\n/);
  await rejectedRowsComeBack(page, lines, open, shows, check);
  await datasetIsWithdrawn(page, shows, check);
  await datasetIsLetIn(page, lines, open, shows, check);
}

// Rows of the sample as other patients: another id, and other values by which one would be recognised.
const others = (rows, prefix) =>
  rows.map((row) => {
    const cells = row.split(',');
    return [prefix + cells[0], ...cells.slice(1, 8), (Number(cells[8]) + 0.5).toFixed(2), ...cells.slice(9)].join(',');
  });

async function upload(page, name, lines, open, shows, state) {
  await open(page, '/app/datasets');
  await drop(page, name, lines.join('\n'));
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await shows(page, '#datasets tr', state, 240_000);
  await page.locator('#datasets a', { hasText: name }).click();
  await page.waitForURL('**/app/dataset?name=*');
}

async function rejectedRowsComeBack(page, [header, ...rows], open, shows, check) {
  const ward = others(rows.slice(0, 200), 'ward-');
  ward[7] = ward[7].replace(/,(Urban|Rural),/, ',Town,');
  await upload(page, 'ward.csv', [header, ...ward], open, shows, /ward\.csv.*not needed/s);
  await shows(page, '#dataset', /200, 1 of them set aside/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the rejected rows' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'rejected-ward.csv');
  const [head, lost, ...more] = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  assert.equal(head, `${header},problem`);
  assert.ok(lost.startsWith(`${ward[7]},`) && lost.includes('Town'), lost);
  assert.deepEqual(more, []);
  await check(page, 'dataset-rows-set-aside');
}

async function datasetIsWithdrawn(page, shows, check) {
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByLabel('Why').fill('it was of another ward');
  await page.getByLabel('Your name').fill('Ada');
  await check(page, 'withdraw');
  await page.locator('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await shows(page, '#dataset .line', /By Ada\. It was of another ward/);
  await shows(page, '#dataset .verdict', /withdrawn/);
  await page.getByRole('button', { name: 'Let it in' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Withdraw' }).count(), 0);
}

async function datasetIsLetIn(page, [header, ...rows], open, shows, check) {
  // Fewer than make a training due.
  const cases = others(rows.filter((row) => row.endsWith(',1')).slice(0, 60), 'case-');
  await upload(page, 'cases.csv', [header, ...cases], open, shows, /cases\.csv.*set aside/s);
  await shows(page, '#dataset', /60 of its 60 .*have had a stroke/);
  await check(page, 'dataset-set-aside');
  await page.getByRole('button', { name: 'Let it in' }).click();
  await page.getByLabel('Why').fill('these are the cases of the year');
  await page.locator('dialog').getByRole('button', { name: 'Let it in' }).click();
  await page.locator('dialog').waitFor({ state: 'detached', timeout: 240_000 });
  await shows(page, '#dataset .line', /confirmed.*These are the cases of the year/s, 240_000);
  await page.getByRole('button', { name: 'Withdraw' }).waitFor();
}

async function drop(page, name, text) {
  const files = await page.evaluateHandle(
    ({ name, text }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: 'text/csv' }));
      return transfer;
    },
    { name, text },
  );
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: files });
}

const watchBars = (page) =>
  page.evaluate(() => {
    globalThis.seenShares = new Set();
    new MutationObserver(() => {
      const bar = document.querySelector('#activity:not([hidden]) progress');
      if (bar !== null) globalThis.seenShares.add(bar.value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
