// A cadre fills in the form: verdicts flip at their boundary, answers are read as people type them, nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, expectVerdict, fillVillage, question, ready, saved, type } from './errand.mjs';
import { screenshot, withPage } from './harness.mjs';

test('nothing in the head stands below the button in its corner', async (t) => {
  for (const size of [PHONE, DESKTOP, { viewport: { width: 320, height: 640 } }, { viewport: { width: 800, height: 600 } }]) {
    await withPage(t, { ...size, path: '/?pack=chongqing-2018&pack=national-exit-2016' }, async ({ page }) => {
      await ready(page);
      await page.locator('.policy', { hasText: '退出标准' }).waitFor();
      const covered = await page.evaluate(() => {
        const button = document.getElementById('to-more').getBoundingClientRect();
        const words = [...document.querySelectorAll('.masthead h1, .policy, .village, .day, .kept, .packs summary')].flatMap((it) => {
          const range = document.createRange();
          range.selectNodeContents(it);
          return [...range.getClientRects()].map((box) => [it.className || it.localName, box]);
        });
        const meets = (box) => box.left < button.right && button.left < box.right && box.top < button.bottom && button.top < box.bottom;
        return words.filter(([, box]) => box.width && meets(box)).map(([name]) => name);
      });
      assert.deepEqual(covered, [], `${size.viewport.width} wide`);
    });
  }
});

test('an empty form finds nothing unmet', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    assert.equal(await page.locator('.tiles [data-check]').count(), 8);
    assert.equal(await page.locator('[data-check][data-verdict="unmet"]').count(), 0);
    assert.equal(await page.locator('[data-check][data-verdict="blocked"]').count(), 0);
    await assertCount(page, 'unmet', '0');
    const names = await page.locator('[data-check]').evaluateAll((all) => all.map((it) => it.dataset.check));
    assert.equal(new Set(names).size, names.length, 'every check stands on the page once');
    await screenshot(page, 'phone-empty');
  });
});

test('verdicts flip exactly at their boundary', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await expectVerdict(page, '通组公路', 'undecided');
    await type(page, '通公路小组数', '6');
    await expectVerdict(page, '通组公路', 'unmet');
    await type(page, '通公路小组数', '7');
    await expectVerdict(page, '通组公路', 'met');

    await type(page, '饮水不安全户数', '1');
    await expectVerdict(page, '饮水安全', 'unmet');
    await expectVerdict(page, '有安全饮水', 'unmet');
    await type(page, '饮水不安全户数', '0');
    await expectVerdict(page, '饮水安全', 'met');
    await expectVerdict(page, '有安全饮水', 'met');

    await choose(page, '通动力电', '否');
    await expectVerdict(page, '动力电', 'unmet');
    await choose(page, '通动力电', '是');
    await expectVerdict(page, '动力电', 'met');
    await page.getByRole('button', { name: /^清除\s*通动力电$/ }).click();
    await expectVerdict(page, '动力电', 'undecided');
  });
});

test('a gap says how much is missing', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await type(page, '通公路小组数', '5');
    await page.locator('[data-check="通组公路"]', { hasText: '还差' }).waitFor();
    await page.locator('[data-check="通组公路"]', { hasText: /2\s*个/ }).waitFor();
  });
});

test('a part larger than its whole is an error at both fields and blocks the check', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await type(page, '通公路小组数', '8');
    await expectVerdict(page, '通组公路', 'blocked');
    for (const name of ['村民小组数', '通公路小组数']) {
      const field = page.getByLabel(name, { exact: true });
      assert.equal(await field.getAttribute('aria-invalid'), 'true', name);
      await question(page, name).locator('.wrong').waitFor();
    }
    assert.equal(await page.locator('[data-check][data-verdict="unmet"]').count(), 0);
    await type(page, '通公路小组数', '7');
    await expectVerdict(page, '通组公路', 'met');
    await page.locator('.wrong').waitFor({ state: 'detached' });
  });
});

test('a check that does not apply folds its question away', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await expectVerdict(page, '农网改造升级', 'undecided');
    await choose(page, '位于深度贫困乡镇', '否');
    await expectVerdict(page, '农网改造升级', 'not-applicable');
    const folded = page.locator('.field.is-folded', { hasText: '农网改造完成' });
    await folded.waitFor();
    await choose(page, '位于深度贫困乡镇', '是');
    await expectVerdict(page, '农网改造升级', 'undecided');
    await choose(page, '农网改造完成', '否');
    await expectVerdict(page, '农网改造升级', 'unmet');
    await choose(page, '位于深度贫困乡镇', '否');
    await expectVerdict(page, '农网改造升级', 'not-applicable');
    assert.equal(await folded.count(), 0, 'an answer stays in view');
    await page.getByRole('button', { name: /^清除\s*农网改造完成$/ }).click();
    await choose(page, '通动力电', '是');
    await folded.getByRole('button', { name: '展开' }).click();
    await page.getByRole('radiogroup', { name: '农网改造完成', exact: true }).waitFor();
  });
});

test('numbers are understood as people type them, and the page says how it read them', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    for (const [name, typed, read] of [
      ['总户数', '１２', '12'],
      ['总人口', '1,200', '1200'],
      ['集体经营收入', '3.5万', '35000'],
      ['供水保证率', '85％', '85'],
    ]) {
      await type(page, name, typed);
      await question(page, name).locator('.read-as', { hasText: `读作 ${read}` }).waitFor();
      assert.equal(await page.getByLabel(name, { exact: true }).inputValue(), typed, 'the field keeps what was typed');
    }
    await type(page, '总户数', '12');
    await question(page, '总户数').locator('.read-as').waitFor({ state: 'detached' });
    await type(page, '总户数', '十几');
    await question(page, '总户数').locator('.wrong').waitFor();
  });
});

test('what an input method is composing is not read', async (t) => {
  await withPage(t, PHONE, async ({ page, context }) => {
    await ready(page);
    const session = await context.newCDPSession(page);
    await page.getByLabel('村名', { exact: true }).focus();
    await session.send('Input.imeSetComposition', { text: 'huaxi', selectionStart: 5, selectionEnd: 5 });
    await page.waitForTimeout(150);
    assert.equal(await page.getByText('尚未填写村名').count(), 1);
    await session.send('Input.insertText', { text: '华溪村' });
    await eventually(() => page.locator('.village').textContent(), '华溪村', 'the composed name');
  });
});

test('a reload keeps the answers, and clearing can be undone', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村名', '华溪村');
    await type(page, '集体经营收入', '3.5万');
    await choose(page, '通动力电', '是');
    await page.getByLabel('自查日期').fill('2019-06-30');
    await saved(page);
    await page.reload();
    await ready(page);
    await expectVerdict(page, '动力电', 'met');
    assert.equal(await page.getByLabel('集体经营收入', { exact: true }).inputValue(), '3.5万');
    assert.equal(await page.getByLabel('自查日期').inputValue(), '2019-06-30');
    assert.equal(await page.locator('.village').textContent(), '华溪村');

    await page.getByRole('button', { name: '清空', exact: true }).click();
    await expectVerdict(page, '动力电', 'undecided');
    assert.equal(await page.getByLabel('集体经营收入', { exact: true }).inputValue(), '');
    await page.getByRole('button', { name: '撤销清空' }).click();
    await expectVerdict(page, '动力电', 'met');
    assert.equal(await page.getByLabel('集体经营收入', { exact: true }).inputValue(), '3.5万');
  });
});

test('answers typed just before the page goes are kept', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '总户数', '531');
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    await page.waitForTimeout(60);
    await page.reload();
    await ready(page);
    await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), '531', '总户数');
  });
});

test('a store that is not there warns and never stops the form', async (t) => {
  await withPage(t, { ...PHONE, path: null }, async ({ page, url }) => {
    await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
    await page.goto(url);
    await ready(page);
    await page.getByRole('alert').getByText('无法保存到本机').waitFor();
    await type(page, '饮水不安全户数', '0');
    await expectVerdict(page, '饮水安全', 'met');
    await page.waitForTimeout(400);
    await page.getByRole('alert').getByText('无法保存到本机').waitFor();
  });
});

test('the next question is the next that decides something', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    const next = page.getByRole('button', { name: '下一题' });
    const focused = () => page.evaluate(() => document.activeElement.dataset.field);
    await next.click();
    const first = await focused();
    assert.ok(first !== undefined, 'a field has the focus');
    await next.click();
    assert.notEqual(await focused(), first);
    await page.getByLabel('村民小组数', { exact: true }).fill('7');
    await page.getByLabel('村民小组数', { exact: true }).press('Enter');
    assert.notEqual(await focused(), undefined, 'Enter goes on to the next field');
    await inView(page, page.locator(':focus'));
  });
});

test('a filled village, looked at', async (t) => {
  for (const [name, device] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await withPage(t, device, async ({ page }) => {
      await ready(page);
      await fillVillage(page);
      await saved(page);
      await screenshot(page, `${name}-form`);
    });
  }
});

async function assertCount(page, verdict, count) {
  await eventually(() => page.locator(`[data-count="${verdict}"] dd`).textContent(), count, verdict);
}

async function inView(page, locator) {
  const [box, covered] = await Promise.all([locator.boundingBox(), page.locator('.overview').boundingBox()]);
  assert.ok(box.y >= covered.y + covered.height - 1, 'not under what is always in view');
}
