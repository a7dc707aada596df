// The words of a cadre's errand: typing into the form and reading its verdicts.
import assert from 'node:assert/strict';

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const DESKTOP = { viewport: { width: 1280, height: 900 } };

/** Waits until all of the form is drawn, and of the results, which come after it. */
export async function ready(page) {
  await page.locator('.results:not([aria-busy]) [data-check]').first().waitFor({ state: 'attached' });
}

/** Turns 长辈版 on with letters of that many pixels, as whoever chose it finds the page again. */
export async function enlarge(page, size) {
  await page.evaluate((size) => localStorage.setItem('bayou-text', size), size);
  await page.reload();
  await ready(page);
}

/** Types an answer; the field is found by its exact name. */
export async function type(page, name, text) {
  await page.getByLabel(name, { exact: true }).fill(text);
}

/** Presses 是, 否 or another option of a question. */
export async function choose(page, name, option) {
  await page.getByRole('radiogroup', { name, exact: true }).getByLabel(option, { exact: true }).check();
}

/** Fails unless the check comes to the verdict. */
export async function expectVerdict(page, check, verdict) {
  const element = page.locator(`[data-check="${check}"]`);
  assert.equal(await element.count(), 1, `${check} stands on the page once`);
  await eventually(() => element.getAttribute('data-verdict'), verdict, check);
}

/** Fails unless `read` gives `expected` within two seconds. */
export async function eventually(read, expected, what) {
  let seen;
  for (let tries = 0; tries < 40; tries++) {
    seen = await read();
    if (seen === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(seen, expected, what);
}

/** Waits until everything typed is committed to the store. */
export async function saved(page) {
  await page.locator('[data-saving="saved"]').waitFor({ state: 'attached' });
}

/** The text of the whole question, with what the page says below it. */
export function question(page, name) {
  return page.locator('.field', { has: page.getByLabel(name, { exact: true }) });
}

/** A village with something of everything: met, unmet, a data error, a question that does not apply. */
export const VILLAGE = {
  texts: {
    区县: '石柱县', 乡镇: '中益乡', 村名: '华溪村', 总户数: '531', 总人口: '1463', 村民小组数: '7', 建档立卡户数: '85',
    建档立卡人口: '302', 未脱贫人口: '6', 累计脱贫人口: '296', 返贫人口: '0', 上年人均纯收入: '12000', 本年人均纯收入: '1.35万',
    区县收入增速: '10', 通公路小组数: '6', 集中供水人口: '1400', 供水保证率: '92.5', 饮水不安全户数: '3', 广播电视通达户数: '540',
    覆盖4G小组数: '7', 特色优势产业个数: '2', 集体经营收入: '3.5万', 存量危房户数: '2', 增收难户数: '12',
  },
  options: {
    村类型: '深度贫困村', 位于深度贫困乡镇: '否', 通村公路硬化: '是', 通动力电: '是', 通宽带: '是', 标准化卫生室: '是', 文化室: '是',
    便民服务中心: '否', 村两委班子健全: '是', 传统村落: '否',
  },
};

/** Answers with it. */
export async function fillVillage(page) {
  for (const [name, text] of Object.entries(VILLAGE.texts)) await type(page, name, text);
  for (const [name, option] of Object.entries(VILLAGE.options)) await choose(page, name, option);
}

/** Opens a screen behind 更多, which may be open already. */
export async function openScreen(page, name) {
  const entry = page.locator('.entries').getByRole('link', { name, exact: true });
  if (!(await entry.isVisible())) await page.locator('#to-more').click();
  await entry.click();
  await page.getByRole('heading', { name, level: 2 }).waitFor();
}

/** Opens the reasons and the measures of some cards of every verdict, of a 八有 and of a summary. */
export async function openReasons(page) {
  const summaries = page.locator('.summaries');
  if ((await summaries.getAttribute('open')) === null) await summaries.locator(':scope > summary').click();
  await page.locator('[data-summary="基础设施短板"] .toggle').click();
  for (const name of ['通组公路', '广播电视户户通', '饮水安全', '标准化卫生室']) {
    for (const toggle of await page.locator(`.card[data-check="${name}"] .toggle`).all()) await toggle.click();
  }
  await page.locator('.eight .card .toggle').first().click();
  await page.locator('.why').nth(1).waitFor();
}
