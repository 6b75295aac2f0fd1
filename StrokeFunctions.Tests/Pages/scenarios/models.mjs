// Two versions: compared, the older promoted, rolled back, tagged; and who served when.
import assert from 'node:assert/strict';

export async function run({ page, look, open, shows, check }) {
  await open(page, '/app/models');
  assert.ok((await page.locator('#models tbody tr').count()) >= 2, 'there are not two versions');
  const first = () => page.locator('#models tbody tr').filter({ hasText: 'serves' }).locator('th .name').innerText();
  const serving = await first();

  const other = page.locator('#models tbody tr').filter({ hasNotText: 'serves' }).first();
  await other.getByRole('button', { name: /Promote|Roll back/ }).click();
  await shows(page, 'dialog', /scores every patient in place of/);
  await check(page, 'promote');
  await confirm(page, /Promote|Roll back/, 'the other one for a day');
  await page.waitForFunction(
    (was) =>
      ![...document.querySelectorAll('#models tbody tr')].find((row) => row.textContent.includes('serves'))?.textContent.includes(was),
    serving,
  );
  await shows(page, '.line', /the other one for a day/i);

  await page
    .locator('#models tbody tr')
    .filter({ hasText: serving })
    .getByRole('button', { name: /Promote|Roll back/ })
    .click();
  await confirm(page, /Promote|Roll back/, 'back again');
  await page.waitForFunction(
    (was) =>
      [...document.querySelectorAll('#models tbody tr')].find((row) => row.textContent.includes('serves'))?.textContent.includes(was),
    serving,
  );

  await page.locator('#models tbody tr').first().getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByLabel('Tag', { exact: true }).fill('ward-trial');
  await confirm(page, 'Tag', 'to find it again');
  await shows(page, '#models', /ward-trial/);
  await page.getByRole('button', { name: 'Untag ward-trial' }).click();
  await confirm(page, 'Untag', 'found');
  await page.getByRole('button', { name: 'Untag ward-trial' }).waitFor({ state: 'detached' });

  await newsWaitsForTheDialog(page);

  await page.getByLabel('Who served on').fill('2001-01-01T00:00');
  await page.getByRole('button', { name: 'Show' }).click();
  await shows(page, '#models', /None served then/);
  await columnsSort(page);
  await check(page, 'models-two');

  for (const box of await page.locator('#models tbody input[type=checkbox]').all()) await box.check();
  await page.locator('#compare').click();
  await page.waitForURL('**/app/compare?*');
  await shows(page, '#comparison', /ROC curves/);
  assert.equal(await page.locator('#comparison svg.chart path').count(), 6);
  await check(page, `compare`);
}

// News that comes while a person decides: the page stays as it is under the dialog and follows when it is closed; the focus is kept.
async function newsWaitsForTheDialog(page) {
  const row = page.locator('#models tbody tr').first();
  await row.evaluate((tr) => {
    tr.dataset.before = 'true';
  });
  const before = page.locator('#models tr[data-before]');
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  const answered = ['models', 'models/events'].map((path) => page.waitForResponse(`**/api/${path}`));
  await page.evaluate(() => document.dispatchEvent(new Event('news')));
  for (const answer of await Promise.all(answered)) await answer.finished();
  await page.getByLabel('Why').fill('what is typed stays');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(await before.count(), 1, 'redrawn under an open dialog');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await before.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Pin');
}

async function confirm(page, name, reason) {
  await page.getByLabel('Why').fill(reason);
  await page
    .locator('dialog')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .click();
  await page.locator('dialog').waitFor({ state: 'detached' });
}

async function columnsSort(page) {
  const recalls = () =>
    page.locator('#models tbody tr td:nth-child(4)').evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.sort)));
  const heading = page.getByRole('button', { name: 'recall', exact: true });
  await heading.click();
  const down = await recalls();
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
  );
  await heading.click();
  assert.deepEqual(
    await recalls(),
    [...down].sort((a, b) => a - b),
  );
}
