// The whole errand as one hand does it on a small phone in 长辈版: open, answer sixty questions, read what is unmet, plan, print.
// What the hand does is counted, and may only become less.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, ready, saved } from './errand.mjs';
import { screenshot, withPage } from './harness.mjs';
import { golden } from './states.mjs';

/** What was reached. Whoever lowers it writes the lower number here. */
const REACHED = { taps: 40, keys: 171, swipes: 24 };
const ANSWERS = 60;
/** What is not in order in the village, and the checks that ask for it. */
const UNMET = { 通公路小组数: 5, 饮水不安全户数: 3, 存量危房户数: 2 };
const TASKS = ['通组公路', '饮水安全', '存量危房清零'];

/** A hand on a phone: it taps what it sees, and swipes until it sees it. */
function handOn(page) {
  const done = { taps: 0, keys: 0, swipes: 0 };
  /** How far what is wanted is out of view: negative above, positive below. */
  const away = (wanted) =>
    wanted.evaluate((it) => {
      const box = it.getBoundingClientRect();
      const over = document.querySelector('.overview');
      const isBehind = over && over.compareDocumentPosition(it) === Node.DOCUMENT_POSITION_FOLLOWING;
      const top = isBehind && getComputedStyle(over).position === 'sticky' ? Math.max(0, over.getBoundingClientRect().bottom) : 0;
      if (box.top < top) return box.top - top - 16;
      return box.bottom > innerHeight ? box.bottom - innerHeight + 16 : 0;
    });
  const hand = {
    done,
    async see(wanted) {
      for (let tries = 0; tries < 60; tries++) {
        const far = await away(wanted);
        if (!far) return;
        done.swipes += 1;
        // A thumb moves the page by two thirds of what is in view, at most.
        const most = (PHONE.viewport.height * 2) / 3;
        await page.evaluate((by) => scrollBy(0, by), Math.max(-most, Math.min(most, far)));
        await page.waitForTimeout(30);
      }
      assert.fail(`${wanted} does not come into view`);
    },
    async tap(wanted) {
      await hand.see(wanted);
      done.taps += 1;
      await wanted.tap();
    },
    async type(text) {
      done.keys += [...text].length;
      await page.keyboard.type(text);
    },
    async press(key) {
      done.keys += 1;
      await page.keyboard.press(key);
    },
  };
  return hand;
}

test('sixty answers, the unmet list, the plan and the paper, by one hand in 长辈版', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await page.evaluate(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    await ready(page);
    const hand = handOn(page);
    await hand.tap(page.getByRole('button', { name: '长辈版' }));
    const parts = {};
    let before = { ...hand.done };
    const partEnds = (name) => {
      parts[name] = Object.fromEntries(Object.entries(hand.done).map(([what, count]) => [what, count - before[what]]));
      before = { ...hand.done };
    };

    const answers = Object.entries({ ...golden('all_met'), ...UNMET }).slice(0, ANSWERS);
    for (const [name, value] of answers) {
      if (typeof value === 'boolean' || (await page.getByRole('radiogroup', { name, exact: true }).count())) {
        const group = page.getByRole('radiogroup', { name, exact: true });
        const word = typeof value === 'boolean' ? (value ? '是' : '否') : value;
        await hand.tap(group.locator('.option', { hasText: new RegExp(`^${word}$`) }));
      } else if (Array.isArray(value)) {
        const group = page.getByRole('group', { name, exact: true });
        for (const word of value) await hand.tap(group.locator('.option', { hasText: word }));
      } else {
        const field = page.getByLabel(name, { exact: true });
        if (!(await field.evaluate((it) => it === document.activeElement))) await hand.tap(field);
        await hand.type(String(value));
        await hand.press('Enter');
      }
    }
    await saved(page);
    partEnds('sixty answers');
    assert.equal(await page.locator('[data-count="unmet"] dd').textContent(), String(TASKS.length));

    await hand.tap(page.locator('.tabs').getByRole('button', { name: '结果', exact: true }));
    await hand.tap(page.locator('[data-act="filter-unmet"]'));
    const unmet = page.locator('.cards .card:visible');
    for (const card of await unmet.all()) await hand.see(card.locator('h4'));
    await screenshot(page, 'hand-unmet', false);
    partEnds('reading what is unmet');

    await hand.tap(page.locator('.concluded').getByRole('link', { name: '施工图、时间表', exact: true }));
    for (const check of TASKS) {
      const task = page.locator(`[data-task="${check}"]`);
      await hand.tap(task.getByLabel('责任人'));
      await hand.type('张三');
      await hand.tap(task.getByLabel('时限'));
      await hand.type('9月底');
    }
    await page.keyboard.press('Tab');
    await saved(page);
    await screenshot(page, 'hand-plan', false);
    partEnds('the plan of three');

    await hand.tap(page.locator('.screen').getByRole('link', { name: '打印自查报告', exact: true }));
    await hand.tap(page.getByRole('button', { name: '打印', exact: true }));
    await page.waitForFunction(() => window.printed === 1);
    assert.match(await page.locator('.of-unmet').textContent(), /张三/, 'the plan is on the paper');
    partEnds('printing');

    for (const [name, done] of Object.entries(parts)) t.diagnostic(`${name}: ${JSON.stringify(done)}`);
    t.diagnostic(`together: ${JSON.stringify(hand.done)}`);
    for (const [what, most] of Object.entries(REACHED)) assert.ok(hand.done[what] <= most, `${hand.done[what]} ${what}, once ${most}`);
  });
});
