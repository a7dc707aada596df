// Where the browser cannot run the form, the page says so and leads to the checklist on paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

test('without WebAssembly the page leads to the checklist, which prints', async (t) => {
  for (const [name, device] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await withPage(t, { ...device, path: null, allow: ['no WebAssembly'] }, async ({ page, url }) => {
      await page.addInitScript(() => void delete window.WebAssembly);
      await page.goto(url);
      const words = page.locator('.waiting-text', { hasText: '自查表没有打开' });
      await words.waitFor();
      assert.equal(await page.locator('.waiting-text:visible').count(), 1);
      await words.getByRole('link', { name: '自查清单' }).click();
      await page.getByRole('heading', { level: 1, name: '自查清单' }).waitFor();
      assert.ok((await page.locator('.fields tbody tr').count()) > 50, 'every question');
      assert.ok((await page.locator('.checks tbody tr').count()) > 50, 'every requirement');
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(spill <= 0, `it spills ${spill} px`);
      assert.deepEqual(await accessibilityFaults(page), []);
      const printed = await page.pdf({ preferCSSPageSize: true });
      const pages = printed.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      assert.ok(pages >= 3 && pages <= 20, `${pages} pages`);
      await page.evaluate(() => document.querySelectorAll('section:nth-of-type(n+4)').forEach((it) => it.remove()));
      await screenshot(page, `${name}-checklist`);
    });
  }
});

test('without scripts the page leads there too', async (t) => {
  await withPage(t, { ...PHONE, path: null, javaScriptEnabled: false }, async ({ page, url }) => {
    await page.goto(url);
    await page.getByRole('link', { name: '自查清单' }).first().click();
    await page.getByRole('heading', { level: 1, name: '自查清单' }).waitFor();
  });
});
