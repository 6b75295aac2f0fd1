// The server goes away while pages are open: each says so in a sentence, and nothing breaks.
export const expected = /Failed to load resource|ERR_/;

export async function run({ page, open, shows, check }) {
  await open(page, '/');
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Score this patient' }).click();
  await shows(page, '#form-fault', /could not be reached/);
  for (const name of ['datasets', 'models', 'reports']) {
    await open(page, `/app/${name}`);
    await shows(page, `#${name}`, /could not be reached/);
    await shows(page, '#serving', /does not answer/);
  }
  await check(page, 'lost');
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await shows(page, '#reports', /All reports/);
}
