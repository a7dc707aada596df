// Proof: the page's second part is loaded once, when it is used or when the page has come to rest; when it does not come,
// the page says so and what was typed stays; the screens behind 更多 are left by the browser's own way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, eventually, openScreen, ready, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

const PART = /later-[0-9a-f]+\.wasm$/;
const of = (requests) => requests.filter((address) => PART.test(address)).length;
/** Complaints that come with a file that does not. */
const FAILS = ['Failed to load resource', 'integrity', 'ERR_FAILED'];

test('the first load does without the second part, which follows once the form stands', async (t) => {
  await withPage(t, DESKTOP, async ({ page, requests }) => {
    await ready(page);
    assert.equal(of(requests.slice(0, 6)), 0, 'not with the page');
    await openScreen(page, '自查凭证');
    assert.equal(of(requests), 1, 'ahead of its use');
  });
});

test('what is asked for twice comes once, and opens when it has come', async (t) => {
  await withPage(t, DESKTOP, async ({ page, requests }) => {
    await ready(page);
    const toggles = page.locator('.cards [data-act="why"]');
    await toggles.nth(0).click();
    await toggles.nth(1).click();
    await page.locator('.cards .why').nth(1).waitFor();
    assert.equal(await toggles.nth(0).getAttribute('aria-expanded'), 'true');
    await page.waitForTimeout(3500);
    assert.equal(of(requests), 1);
  });
});

for (const [what, answer] of [
  ['no network', (route) => route.abort()],
  ['a page of the network to log in', (route) => route.fulfill({ contentType: 'text/html', body: '<p>请登录</p>' })],
  ['an error of the server', (route) => route.fulfill({ status: 503 })],
]) {
  test(`a part that does not come is told, and comes on 重试: ${what}`, async (t) => {
    await withPage(t, { ...PHONE, path: null, allow: FAILS }, async ({ page, url }) => {
      await page.route(PART, answer);
      await page.goto(url);
      await ready(page);
      await type(page, '总户数', '531');
      await openMore(page);
      const alert = page.getByRole('alert').filter({ hasText: '没有取到' });
      await alert.waitFor();
      assert.match(await alert.textContent(), /已经填写的内容不受影响/);
      assert.deepEqual(await accessibilityFaults(page), [], 'told');
      await screenshot(page, `phone-part-${what}`);
      await page.unroute(PART);
      await page.getByRole('button', { name: '重试' }).click();
      await page.getByRole('heading', { name: '更多', level: 2 }).waitFor();
      assert.equal(await alert.count(), 0);
      await page.goBack();
      assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
    });
  });
}

async function openMore(page) {
  await page.locator('#to-more').click();
}

test('a screen has its heading in focus, and the way back leads to the form as it was', async (t) => {
  for (const [name, device] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await withPage(t, device, async ({ page }) => {
      await ready(page);
      await type(page, '总户数', '531');
      await openMore(page);
      const heading = page.getByRole('heading', { name: '更多', level: 2 });
      await heading.waitFor();
      await eventually(() => heading.evaluate((it) => it === document.activeElement), true, 'the heading has the focus');
      assert.equal(await page.getByLabel('总户数', { exact: true }).isVisible(), false, 'the form is out of the way');
      assert.deepEqual(await accessibilityFaults(page), [], 'the list');
      await screenshot(page, `${name}-more`);
      await page.getByRole('link', { name: '自查凭证' }).click();
      await page.getByRole('button', { name: '生成凭证' }).waitFor();
      await page.goBack();
      await heading.waitFor();
      await page.getByRole('link', { name: '返回填表' }).click();
      assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
      assert.equal(await heading.count(), 0);
    });
  }
});

test('an address that names a screen opens it', async (t) => {
  await withPage(t, { ...DESKTOP, path: '/#receipt' }, async ({ page }) => {
    await page.getByRole('button', { name: '生成凭证' }).waitFor();
    await page.locator('.back').click();
    await openScreen(page, '自查凭证');
  });
});
