// A new app: no model yet; a file that is refused; then the first dataset, from drop to promoted, with the bar moving.
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
  await page.getByRole('button', { name: 'Upload' }).click();
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
  await page.getByRole('button', { name: 'Upload' }).click();
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
