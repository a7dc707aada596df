// Proof: the report of a full village on paper holds every indicator and every verdict, whole, with its head on every page;
// the plan is written on the page, kept with the village, and printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, fillVillage, openScreen, ready, saved } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { WITHOUT, hasPoppler, printed } from './paper.mjs';

/** Answers every question of the form. */
async function fillAll(page) {
  await fillVillage(page);
  for (const group of await page.locator('[role=radiogroup]').all()) {
    if (!(await group.isVisible()) || (await group.locator('input:checked').count())) continue;
    await group.locator('input').first().check();
  }
  for (const input of await page.locator('input[type=text][data-field]:visible').all()) {
    if ((await input.inputValue()) === '') await input.fill('1');
  }
}

test('the report on paper is whole', async (t) => {
  if (!hasPoppler) return t.skip(WITHOUT);
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await fillAll(page);
    await page.getByLabel('自查日期').fill('2020-06-30');
    const names = await page.locator('[data-field]').evaluateAll((all) => [
      ...new Set(all.map((it) => it.closest('.field')?.querySelector('label, .label, legend')?.textContent.trim()).filter(Boolean)),
    ]);
    const verdicts = await page
      .locator('.cards [data-check]')
      .evaluateAll((all) => all.map((it) => [it.dataset.check, it.querySelector('.verdict').textContent.trim()]));
    await openScreen(page, '打印自查报告');
    assert.deepEqual(await accessibilityFaults(page), [], 'report');
    await screenshot(page, 'desktop-report');
    const asked = await page.locator('.figures li span').allTextContents();
    assert.ok(asked.length >= 110, `${asked.length} indicators`);
    assert.ok(verdicts.length > 60 && names.length > 60);
    const pages = await printed(page, 'report');
    const all = pages.join('');
    for (const name of asked) assert.ok(all.includes(name), `${name} is on paper`);
    for (const [check, verdict] of verdicts) {
      assert.ok(all.includes(check), `${check} is on paper`);
      assert.ok(all.includes(verdict), `${verdict} is on paper`);
    }
    pages.forEach((text, at) => {
      assert.match(text, /石柱县中益乡华溪村/, `page ${at + 1} says which village`);
      assert.match(text, /自查日期2020-06-30/, `page ${at + 1} says which day`);
      assert.ok(text.includes(`第${at + 1}/${pages.length}页`), `page ${at + 1} of ${pages.length}`);
    });
    assert.ok(pages.length >= 3 && pages.length <= 12, `${pages.length} pages`);
    assert.match(all, /未达标，需要整改/);
    assert.ok(all.indexOf('未达标，需要整改') < all.indexOf('逐项结论'), 'what needs work stands first');
    for (const word of ['责任人', '时限', '签字', '盖章', '凭证号']) assert.ok(all.includes(word), word);
    // None is cut by the edge of its cell or the end of a page: each cell and each line stands on one page as a whole.
    const whole = await page.locator('.rows td, .rows th, .figures li, .eight-words li').allTextContents();
    for (const text of whole) {
      const plain = text.replace(/\s+/g, '');
      assert.ok(pages.some((page) => page.includes(plain)), `${text} stands whole on a page`);
    }
    t.diagnostic(`${pages.length} pages, ${asked.length} indicators, ${verdicts.length} verdicts`);
  });
});

test('the plan is written, kept with the village, and printed', async (t) => {
  await withPage(t, PHONE, async ({ page, url }) => {
    await ready(page);
    await fillVillage(page);
    await openScreen(page, '施工图、时间表');
    const task = page.locator('[data-task="通组公路"]');
    await task.getByLabel('责任人').fill('张三');
    await task.getByLabel('时限').fill('2020年9月底前');
    await task.getByLabel('措施').fill('硬化三组到四组 1.2 公里');
    await task.getByLabel('责任人').focus();
    assert.deepEqual(await accessibilityFaults(page), [], 'plan');
    await screenshot(page, 'phone-plan');
    await saved(page);
    await page.goto(url);
    await ready(page);
    await openScreen(page, '施工图、时间表');
    assert.equal(await task.getByLabel('责任人').inputValue(), '张三', 'kept');
    assert.equal(await task.getByLabel('措施').inputValue(), '硬化三组到四组 1.2 公里');
    if (hasPoppler) {
      const all = (await printed(page, 'plan')).join('');
      for (const text of ['施工图、时间表', '通组公路', '张三', '2020年9月底前', '硬化三组到四组1.2公里', '完成情况']) {
        assert.ok(all.includes(text), `${text} is on paper`);
      }
    }
    await page.evaluate(() => (location.hash = '#print'));
    assert.match(await page.locator('.of-unmet').textContent(), /张三/, 'the report has it too');
    await page.evaluate(() => (location.hash = '#export'));
    const code = await page.locator('#code').inputValue();
    await page.evaluate(() => (location.hash = '#import'));
    await page.getByLabel(/粘贴到这里/).fill(code);
    await page.getByRole('button', { name: '看看会改什么' }).click();
    await page.getByText('带有施工图、时间表 1 条').waitFor();
  });
});

test('a browser that cannot print says what to do', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await choose(page, '通动力电', '否');
    await openScreen(page, '打印自查报告');
    await screenshot(page, 'phone-report');
    await page.evaluate(() => (window.print = undefined));
    await page.getByRole('button', { name: '打印', exact: true }).click();
    await page.getByText('这里不能打印').waitFor();
  });
});
