// Where keys are set: a page asks for one when it needs one, says which, and a wrong one is told.
import assert from 'node:assert/strict';

export const expected = /status of 401/;

export async function run({ page, keys: [functionKey, adminKey], open, shows, check }) {
  await open(page, '/');
  assert.equal(await page.locator('dialog').count(), 0);
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await page.getByRole('textbox', { name: 'Function key' }).fill('not the key at all');
  await page.getByRole('button', { name: 'Use this key' }).click();
  await shows(page, '#key-note', /does not open/);
  await check(page, 'key');
  await page.getByRole('textbox', { name: 'Function key' }).fill(functionKey);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await shows(page, '#answer', /have had a stroke/);
  assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0);
  assert.equal(await page.evaluate(() => sessionStorage.length), 1);

  await open(page, '/app/reports');
  await page.locator('#reports tbody a').first().click();
  await page.waitForURL('**/app/report?name=*');
  await shows(page, '#document', /Retraining/);

  await open(page, '/app/models');
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.getByLabel('Why').fill('the function key must not do');
  await page.locator('dialog').getByRole('button', { name: 'Pin', exact: true }).click();
  await shows(page, '#key-note', /the admin key/);
  await page.getByRole('textbox', { name: 'Admin key' }).fill(adminKey);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await shows(page, '#models', /pinned/);
  await page.getByRole('button', { name: 'Unpin' }).click();
  await page.getByLabel('Why').fill('back as it was');
  await page.locator('dialog').getByRole('button', { name: 'Unpin' }).click();
  await page.getByRole('button', { name: 'Pin', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Forget the key' }).click();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
}
