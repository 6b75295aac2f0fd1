// Every page as it is found: its place in the bar, no fault by axe-core, no more bytes than a page may have.
import assert from 'node:assert/strict';

const maxBytes = 60_000;
const pages = { score: '/', datasets: '/app/datasets', models: '/app/models', reports: '/app/reports', api: '/app/api' };

export async function run({ page, look, open, shows, check }) {
  const measured = [];
  for (const [name, path] of Object.entries(pages)) {
    let bytes = 0;
    const count = async (response) => {
      const { responseBodySize, responseHeadersSize } = await response.request().sizes();
      bytes += response.url().includes('/api/') ? 0 : responseBodySize + responseHeadersSize;
    };
    page.on('response', count);
    await open(page, path);
    await page.waitForLoadState('networkidle');
    page.off('response', count);
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    await shows(page, '.bar [aria-current=page]', new RegExp(name, 'i'));
    await shows(page, '#serving', /serves/);
    if (name === 'api') {
      await page.locator('.operation, .fault').first().waitFor();
      await page.locator('.operation > summary').filter({ hasText: '/api/score' }).first().click();
    }
    await check(page, name);
    assert.ok(bytes < maxBytes, `${name} loads ${bytes} bytes`);
    measured.push(`${name} ${look}: ${bytes} bytes, first paint after ${Math.round(paint)} ms`);
  }
  console.log(measured.join('\n'));
}
