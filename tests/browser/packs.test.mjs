// Which documents a village is held against: chosen on the page or by its address, two of them over the same answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, expectVerdict, fillVillage, ready, saved, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

const EXIT = '贫困村退出标准(2016)';
const SECOND = '.card[data-check="贫困发生率"]';

/** Opens the choice and presses a document in it. */
async function press(page, title) {
  const packs = page.locator('.packs');
  if ((await packs.getAttribute('open')) === null) await packs.locator('summary').click();
  await packs.getByLabel(title, { exact: true }).click();
}

test('a second document is loaded when it is chosen, and both judge the same answers', async (t) => {
  await withPage(t, PHONE, async ({ page, requests }) => {
    await ready(page);
    await fillVillage(page);
    assert.ok(!requests.some((it) => it.includes('national-exit')), 'not with the page');
    const asked = await page.locator('.field').count();
    await press(page, EXIT);
    await page.locator(SECOND).waitFor({ state: 'attached' });
    assert.ok(requests.some((it) => it.includes('national-exit')));
    await expectVerdict(page, '贫困发生率', 'met');
    await expectVerdict(page, '通组公路', 'unmet');
    assert.equal(await page.locator('.field').count(), asked, 'what both ask is asked once');
    assert.deepEqual(await accessibilityFaults(page), [], 'both');
    await page.getByRole('button', { name: '结果', exact: true }).click();
    const titles = await page.locator('.pack-title').allTextContents();
    assert.equal(titles.length, 2);
    assert.equal(titles[1], EXIT, 'the choice calls the document by its title');
    await page.locator('.pack-title').nth(1).scrollIntoViewIfNeeded();
    await screenshot(page, 'phone-two-packs');
    await page.getByRole('button', { name: '填写', exact: true }).click();
    await type(page, '未脱贫人口', '200');
    await expectVerdict(page, '贫困发生率', 'unmet');
  });
});

test('the choice is remembered with the answers, and answers that are not asked are kept', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await type(page, '总人口', '1000');
    await type(page, '饮水不安全户数', '3');
    await press(page, EXIT);
    await page.locator(SECOND).waitFor({ state: 'attached' });
    const first = page.locator('.packs input').first();
    await first.click();
    await eventually(() => page.locator('[data-check="饮水安全"]').count(), 0, 'the first document is put away');
    assert.equal(await page.getByLabel('饮水不安全户数', { exact: true }).count(), 0);
    assert.equal(await page.locator('.packs input:checked').isDisabled(), true, 'one document always stays');
    await type(page, '总人口', '2000');
    await saved(page);
    await screenshot(page, 'desktop-exit');
    await page.reload();
    await page.locator(SECOND).waitFor({ state: 'attached' });
    await eventually(() => page.getByLabel('总人口', { exact: true }).inputValue(), '2000', 'the answer');
    assert.equal(await page.locator('[data-check="饮水安全"]').count(), 0, 'the choice is remembered');
    await press(page, await page.locator('.packs label').first().textContent());
    await expectVerdict(page, '饮水安全', 'unmet');
    await eventually(() => page.getByLabel('饮水不安全户数', { exact: true }).inputValue(), '3', 'the answer was kept');
  });
});

test('the address chooses the documents', async (t) => {
  await withPage(t, { ...PHONE, path: '/?pack=national-exit-2016' }, async ({ page }) => {
    await page.locator(SECOND).waitFor({ state: 'attached' });
    assert.equal(await page.locator('[data-check="通组公路"]').count(), 0);
  });
  await withPage(t, { ...PHONE, path: '/?pack=national-exit-2016&pack=chongqing-2018' }, async ({ page }) => {
    await page.locator(SECOND).waitFor({ state: 'attached' });
    await expectVerdict(page, '通组公路', 'undecided');
  });
  await withPage(t, { ...PHONE, path: '/?pack=gansu' }, async ({ page }) => {
    await ready(page);
    await page.getByRole('alert').getByText('“gansu”这里没有').waitFor();
    await expectVerdict(page, '通组公路', 'undecided');
  });
});

test('a document that does not come leaves everything as it was', async (t) => {
  await withPage(t, { ...PHONE, allow: ['Failed to load resource', 'ERR_FAILED'] }, async ({ page }) => {
    await ready(page);
    await type(page, '饮水不安全户数', '3');
    await page.route(/national-exit/, (route) => route.abort());
    await press(page, EXIT);
    await page.getByRole('alert').getByText('没有打开').waitFor();
    await expectVerdict(page, '饮水安全', 'unmet');
    assert.equal(await page.locator('.packs').getByLabel(EXIT).isChecked(), false);
    await page.unroute(/national-exit/);
    await press(page, EXIT);
    await page.locator(SECOND).waitFor({ state: 'attached' });
    assert.equal(await page.getByText('没有打开').count(), 0);
  });
});

test('the next question goes by keyboard from the most useful on, until nothing is left', async (t) => {
  await withPage(t, { ...DESKTOP, path: '/?pack=national-exit-2016' }, async ({ page }) => {
    await page.locator(SECOND).waitFor({ state: 'attached' });
    const next = page.locator('[data-act="next"]');
    const focused = () => page.evaluate(() => document.activeElement.closest('.field')?.querySelector('.field-name').textContent);
    const ask = async () => {
      await next.focus();
      await page.keyboard.press('Enter');
    };
    await ask();
    const first = await focused();
    assert.ok(['总人口', '未脱贫人口'].includes(first), `${first} decides the one verdict`);
    await ask();
    assert.notEqual(await focused(), first, 'a question can be passed over');
    await type(page, '总人口', '1000');
    await ask();
    assert.equal(await focused(), '未脱贫人口');
    await page.keyboard.type('10');
    await expectVerdict(page, '贫困发生率', 'met');
    for (const name of ['区县', '乡镇', '村名']) await type(page, name, '甲');
    await choose(page, '村类型', '贫困村');
    for (let left = 0; left < 3 && (await next.isEnabled()); left++) {
      await ask();
      await page.keyboard.type('300');
    }
    await eventually(() => next.isDisabled(), true, 'nothing is left');
    assert.equal(await next.textContent(), '已全部填完');
    await saved(page);
    await page.locator('[role=status]', { hasText: '没有要填的了' }).waitFor({ state: 'attached' });
  });
});
