// A newcomer's first minute: the page says what it is for, an example can be looked at and put away, the letters can be made
// bigger; and whoever fills in sees it when nothing is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, enlarge, eventually, expectVerdict, openScreen, ready, saved, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { records } from './shelf.mjs';

const NARROW = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
const value = (page, name) => page.getByLabel(name, { exact: true }).inputValue();
const button = (page, name) => page.getByRole('button', { name, exact: true });

test('the first screen says what the page is for, and the first question stands on it', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    for (const seen of [page.getByText('就知道八有达标没有'), page.getByText('仅保存在本机，尚未上报'), button(page, '长辈版'), button(page, '看示例村')]) {
      const box = await seen.boundingBox();
      assert.ok(box && box.y + box.height <= PHONE.viewport.height, `${seen} is on the first screen`);
    }
    const first = await page.locator('.field-name').first().boundingBox();
    assert.ok(first.y + first.height <= PHONE.viewport.height, `the first question begins at ${first.y} px`);
  });
});

test('a page that nobody looks at is drawn all the same, with what was kept', async (t) => {
  await withPage(t, PHONE, async ({ page, context, url }) => {
    await ready(page);
    await type(page, '总户数', '531');
    await saved(page);
    const behind = await context.newPage();
    // A tab behind another has no frames.
    await behind.addInitScript(() => (window.requestAnimationFrame = () => 1));
    await behind.goto(url);
    await ready(behind);
    assert.equal(await value(behind, '总户数'), '531');
    assert.equal(await behind.locator('.field').count(), await page.locator('.field').count());
    await expectVerdict(behind, '动力电', 'undecided');
  });
});

test('the example comes and goes with one press each, and the store never hears of it', async (t) => {
  for (const device of [PHONE, DESKTOP]) {
    await withPage(t, device, async ({ page }) => {
      await ready(page);
      // A village that was begun and emptied again is there all the same.
      await type(page, '村名', '华溪村');
      await saved(page);
      await type(page, '村名', '');
      await page.waitForTimeout(350);
      await saved(page);
      const before = await records(page);
      await button(page, '看示例村').click();
      await expectVerdict(page, '有安全饮水', 'unmet');
      await expectVerdict(page, '有动力电', 'met');
      assert.equal(await page.locator('.village').textContent(), '示例县示例镇示例村');
      const mark = page.locator('.demo');
      assert.match(await mark.textContent(), /示例/);
      await page.evaluate(() => scrollTo(0, 2000));
      await inView(page, mark);
      assert.deepEqual(await accessibilityFaults(page), []);
      await screenshot(page, `example-${device.viewport.width}`, false);
      await type(page, '饮水不安全户数', '0');
      await expectVerdict(page, '有安全饮水', 'met');
      await openScreen(page, '本机上的村');
      await page.locator('.villages > li').first().waitFor();
      assert.doesNotMatch(await page.locator('.villages').allTextContents().then(String), /示例/, 'it is no village of this device');
      await page.goBack();
      await page.goBack();
      await button(page, '清除示例').click();
      await eventually(() => value(page, '村名'), '', 'the village is as it was');
      await expectVerdict(page, '有安全饮水', 'undecided');
      assert.equal(await mark.count(), 0);
      assert.deepEqual(await records(page), before, 'not a byte of it is kept');
      await type(page, '村名', '稻谷村');
      await saved(page);
      await page.reload();
      await ready(page);
      await eventually(() => value(page, '村名'), '稻谷村', 'what is typed after it is kept');
      assert.equal(await button(page, '看示例村').count(), 0, 'over a village that is begun it is not offered');
    });
  }
});

test('a reload ends the example', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await button(page, '看示例村').click();
    await page.locator('.demo').waitFor();
    await type(page, '总户数', '7');
    await page.waitForTimeout(400);
    await page.reload();
    await ready(page);
    assert.equal(await value(page, '总户数'), '');
    assert.equal(await page.getByText('尚未填写村名').count(), 1);
  });
});

test('长辈版 is on with one press, stays on, has three sizes and goes off again', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    const size = (selector) => page.locator(selector).first().evaluate((it) => parseFloat(getComputedStyle(it).fontSize));
    await button(page, '长辈版').click();
    await button(page, '大').waitFor();
    await eventually(() => size('.field-name'), 20, 'the text of questions');
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'care-20', false);
    await button(page, '最大').click();
    await eventually(() => size('.field-name'), 30, 'the biggest');
    await type(page, '饮水不安全户数', '3');
    await page.locator('.chip').first().waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, input:not([type=radio]):not([type=checkbox]), select, summary, .option')]
        .filter((it) => it.offsetParent && !it.classList.contains('jump'))
        .map((it) => [it.className || it.tagName, Math.min(it.offsetHeight, it.offsetWidth)])
        .filter(([, least]) => least < 60),
    );
    assert.deepEqual(small, [], 'every target is 60 px');
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'nothing spills sideways');
    await page.reload();
    await ready(page);
    await eventually(() => size('.field-name'), 30, 'it stays on');
    await page.evaluate(() => scrollTo(0, 2000));
    await inView(page, button(page, '下一题'));
    await button(page, '标准').click();
    await eventually(() => size('.field-name'), 17, 'off');
    assert.ok(await button(page, '长辈版').evaluate((it) => it === document.activeElement), 'the focus is where it began');
  });
});

test('长辈版 spills nothing sideways on the narrowest phone and on a wide screen', async (t) => {
  for (const device of [NARROW, DESKTOP]) {
    await withPage(t, device, async ({ page }) => {
      await ready(page);
      await enlarge(page, 30);
      await button(page, '最大').waitFor();
      for (const tab of ['填写', '结果']) {
        if (device === NARROW) await button(page, tab).click();
        const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(spill <= 0, `${tab} at ${device.viewport.width} px spills ${spill} px`);
        await screenshot(page, `care-30-${device.viewport.width}-${tab}`, false);
      }
    });
  }
});

test('that nothing is kept stays in view, and what to do is one press away', async (t) => {
  for (const device of [NARROW, PHONE, DESKTOP]) {
    await withPage(t, { ...device, path: null }, async ({ page, url }) => {
      await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
      await page.goto(url);
      await ready(page);
      const warning = page.getByRole('alert').getByText('无法保存到本机');
      await warning.waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.getByLabel('群众满意度', { exact: true }).focus();
      await page.getByLabel('群众满意度', { exact: true }).fill('95');
      await inView(page, warning);
      await inView(page, button(page, '导出'));
      await uncovered(page, page.getByLabel('群众满意度', { exact: true }));
      await screenshot(page, `warned-${device.viewport.width}`, false);
      // On a screen behind 更多 as well, where there is no form.
      await page.locator('#to-more').click();
      await page.getByRole('heading', { name: '更多', level: 2 }).waitFor();
      await page.evaluate(() => scrollTo(0, 1e6));
      await inView(page, page.getByRole('alert').getByText('无法保存到本机'));
    });
  }
});

test('errors are one press away from the form', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '村民小组数', '7');
    await type(page, '通公路小组数', '8');
    await page.locator('.counts').getByRole('button', { name: '数据有误' }).click();
    await page.locator('.errors').getByRole('button', { name: '通公路小组数' }).click();
    const field = page.getByLabel('通公路小组数', { exact: true });
    await eventually(() => field.evaluate((it) => it === document.activeElement), true, 'the field has the focus');
  });
});

async function inView(page, locator) {
  const [box, size] = [await locator.boundingBox(), page.viewportSize()];
  assert.ok(box && box.y >= 0 && box.y + box.height <= size.height, `${locator} is in view: ${JSON.stringify(box)}`);
}

/** Nothing lies above the middle of it. */
async function uncovered(page, locator) {
  const is = await locator.evaluate((it) => {
    const box = it.getBoundingClientRect();
    return it.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  });
  assert.ok(is, `${locator} is not covered`);
}
