// An official reads the results: unmet first, each with its reason, nothing counted that does not count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, expectVerdict, fillVillage, ready, type } from './errand.mjs';
import { screenshot, withPage } from './harness.mjs';

const cards = (page) => page.locator('.cards .card:visible');

test('a tile leads to its explanation', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '饮水不安全户数', '3');
    await page.locator('[data-check="有安全饮水"]').click();
    const card = page.locator('.eight .card', { hasText: '有安全饮水' });
    await eventually(() => card.evaluate((it) => it === document.activeElement), true, 'the card has the focus');
    const [box, covered] = await Promise.all([card.boundingBox(), page.locator('.overview').boundingBox()]);
    assert.ok(box.y >= covered.y + covered.height - 1, 'the card is in view');
    await page.locator('.eight .notice').waitFor();
  });
});

test('unmet stands first, and filters show what they say', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    await page.getByRole('button', { name: '结果', exact: true }).click();
    await screenshot(page, 'phone-results');
    const first = await cards(page).first().getAttribute('data-verdict');
    assert.equal(first, 'unmet');
    for (const [filter, verdict] of [['未达标', 'unmet'], ['待定', 'undecided'], ['达标', 'met']]) {
      await page.locator(`[data-act="filter-${verdict}"]`).click();
      const shown = await cards(page).evaluateAll((all) => all.map((it) => it.dataset.verdict));
      const count = await page.locator(`[data-count="${verdict}"] dd`).textContent();
      assert.equal(String(shown.length), count, filter);
      assert.ok(shown.every((it) => it === verdict), filter);
    }
    await page.locator('[data-act="filter-all"]').click();
    assert.ok((await cards(page).count()) > 70);
  });
});

test('what is missing leads to the field', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await page.getByRole('button', { name: '结果', exact: true }).click();
    await page.locator('[data-check="通组公路"]').getByRole('button', { name: '通公路小组数' }).click();
    const field = page.getByLabel('通公路小组数', { exact: true });
    await eventually(() => field.evaluate((it) => it === document.activeElement), true, 'the field has the focus');
    await field.fill('6');
    await expectVerdict(page, '通组公路', 'unmet');
  });
});

test('area figures and recommendations never look unmet', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await type(page, '供水保证率', '85');
    const reference = page.locator('[data-reference="供水保证率"]');
    await eventually(() => reference.getAttribute('data-standing'), 'not-reached', '供水保证率');
    assert.match(await reference.textContent(), /低于区域标准/);
    await type(page, '供水保证率', '92.5');
    await eventually(() => reference.getAttribute('data-standing'), 'reached', '供水保证率');

    await type(page, '集体经营收入', '3.5万');
    await expectVerdict(page, '集体收入五万元', 'unmet');
    await type(page, '扶贫车间个数', '0');
    await expectVerdict(page, '扶贫车间', 'unmet');
    for (const name of ['集体收入五万元', '扶贫车间']) {
      const card = page.locator(`[data-check="${name}"]`);
      assert.ok(!(await card.locator('.verdict').first().textContent()).includes('未达标'), name);
    }
    assert.equal(await page.locator('[data-count="unmet"] dd').textContent(), '0');
  });
});

test('the day of the self-check decides what is overdue', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await choose(page, '通动力电', '否');
    await page.getByLabel('自查日期').fill('2020-12-21');
    await page.locator('[data-check="动力电"]', { hasText: '推进中，还有 10 天' }).waitFor();
    await page.getByLabel('自查日期').fill('2021-01-02');
    await page.locator('[data-check="动力电"]', { hasText: '逾期 2 天' }).waitFor();
  });
});

test('the measures of a check unfold', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    const card = page.locator('[data-check="饮水安全"]');
    await card.locator('summary').click();
    await card.getByText('怎么做').waitFor();
    await page.locator('.summaries > summary').click();
    await screenshot(page, 'desktop-results');
  });
});
