// An official reads the results: unmet first, each with its reason, nothing counted that does not count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, expectVerdict, fillVillage, question, ready, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

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

test('what is due soon is warned of', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await choose(page, '通动力电', '否');
    await page.getByLabel('自查日期').fill('2020-12-21');
    const alert = page.locator('.alerts [data-alert="动力电"]');
    await alert.waitFor({ state: 'attached' });
    assert.match(await alert.textContent(), /动力电.*10 天/);
    await page.getByRole('button', { name: '结果', exact: true }).click();
    assert.deepEqual(await accessibilityFaults(page), [], 'with a warning');
    await screenshot(page, 'phone-alerts');
    await page.getByLabel('自查日期').fill('2019-06-30');
    await alert.waitFor({ state: 'detached' });
  });
});

test('the measures of a check unfold', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    const card = page.locator('[data-check="饮水安全"]');
    await card.getByRole('button', { name: '要求和做法' }).click();
    await card.getByText('怎么做').waitFor();
    await page.locator('.summaries > summary').click();
    await screenshot(page, 'desktop-results');
  });
});

test('the reasons of a verdict open below it by keyboard, lead to the answers, and stay open', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await type(page, '通公路小组数', '6');
    await page.getByRole('button', { name: '结果', exact: true }).click();
    const card = page.locator('[data-check="通组公路"]');
    assert.match(await card.locator('.outcome').textContent(), /未达标.*还差：.*1 个/, 'the gap stands beside the verdict');
    const toggle = card.getByRole('button', { name: '为什么这样判定' });
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
    await toggle.focus();
    await page.keyboard.press('Enter');
    await eventually(() => toggle.getAttribute('aria-expanded'), 'true', 'open');
    assert.equal(await toggle.getAttribute('aria-controls'), await card.locator('.why').getAttribute('id'));
    const why = card.locator('.why');
    for (const says of [/通公路小组数6 个/, /村民小组数7 个/, /85\.71%/, /要求不低于 100%/, /标准线：通组公路率目标，区县自定，依据 二\(一\)/]) {
      assert.match(await why.textContent(), says);
    }
    await why.getByRole('button', { name: '通公路小组数' }).click();
    const field = page.getByLabel('通公路小组数', { exact: true });
    await eventually(() => field.evaluate((it) => it === document.activeElement), true, 'the field has the focus');
    await field.fill('5');
    assert.match(await question(page, '通公路小组数').locator('.chip', { hasText: '通组公路' }).textContent(), /2 个/);
    await page.getByRole('button', { name: '结果', exact: true }).click();
    await why.getByText('5 个', { exact: true }).waitFor();
    await toggle.click();
    await why.waitFor({ state: 'detached' });
  });
});

test('of a whole, the reasons name the parts that decide it', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '饮水不安全户数', '3');
    await page.locator('[data-check="有安全饮水"]').click();
    const card = page.locator('.eight .card', { hasText: '有安全饮水' });
    await card.locator('.why .parts .sentence', { hasText: '“饮水不安全户数”为 3 户' }).waitFor();
    await screenshot(page, 'phone-why-eight');
    await page.locator('.summaries > summary').click();
    const summary = page.locator('[data-summary="基础设施短板"]');
    await summary.getByRole('button', { name: /基础设施短板/ }).click();
    await summary.getByText('由下面 1 项决定').waitFor();
    const others = summary.locator('.parts-others');
    await others.locator(':scope > summary').click();
    await others.locator('details', { hasText: '通组公路' }).locator(':scope > summary').click();
    await others.getByRole('button', { name: '村民小组数' }).first().waitFor();
    await screenshot(page, 'phone-why-summary');
  });
});

test('what is missing and what is wrong is said with its fields', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await type(page, '总户数', '531');
    await type(page, '广播电视通达户数', '540');
    const wrong = page.locator('[data-check="广播电视户户通"]');
    await wrong.getByRole('button', { name: '为什么这样判定' }).click();
    await wrong.locator('.reason', { hasText: '比“总户数”（531 户）还多' }).waitFor();
    assert.equal(await wrong.locator('.facts .no-value', { hasText: '填写有误' }).count(), 2);
    const open = page.locator('[data-check="通组公路"]');
    await open.getByRole('button', { name: '为什么这样判定' }).click();
    assert.equal(await open.locator('.facts .no-value', { hasText: '还没有填' }).count(), 2);
    await open.locator('.facts').getByRole('button', { name: '村民小组数' }).click();
    const field = page.getByLabel('村民小组数', { exact: true });
    await eventually(() => field.evaluate((it) => it === document.activeElement), true, 'the field has the focus');
    await screenshot(page, 'desktop-why');
  });
});
