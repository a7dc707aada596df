// Many villages on one device: list, search, new, copy, archive, delete with undo; self-checks kept and compared; history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, ready, saved, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { plain, records } from './shelf.mjs';

const value = (page, name) => page.getByLabel(name, { exact: true }).inputValue();
const row = (page, name) => page.locator(`[data-village="${name}"]`);
const said = (page, text) => page.getByRole('status').getByText(text).waitFor();

async function openList(page) {
  await page.evaluate(() => (location.hash = '#villages'));
  await page.getByRole('heading', { name: '本机上的村' }).waitFor();
  await page.getByRole('button', { name: '新建一个村' }).waitFor();
}

/** Fills in a village of this name and waits until it is saved. */
async function fill(page, name, households) {
  await type(page, '村名', name);
  await type(page, '总户数', households);
  await page.waitForTimeout(350);
  await saved(page);
}

/** From the list into an empty form. */
async function begin(page) {
  await page.getByRole('button', { name: '新建一个村' }).click();
  await eventually(() => value(page, '村名'), '', 'an empty form');
  await page.getByLabel('村名', { exact: true }).waitFor();
}

for (const [device, size] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  test(`villages are listed, found, copied, archived and deleted, on the ${device}`, async (t) => {
    await withPage(t, size, async ({ page }) => {
      await ready(page);
      await openList(page);
      await page.getByText('还没有村').waitFor();
      await screenshot(page, `villages-empty-${device}`);
      await begin(page);
      await type(page, '行政区划代码', '500240104205');
      await type(page, '饮水不安全户数', '3');
      await choose(page, '通动力电', '是');
      await fill(page, '华溪村', '531');
      await openList(page);
      await begin(page);
      await fill(page, '稻谷村', '312');
      await openList(page);
      await row(page, '华溪村').waitFor();
      assert.equal(await page.locator('[data-village]').count(), 2);
      assert.match(await row(page, '华溪村').textContent(), /500240104205.*最后修改 \d{4}-\d\d-\d\d \d\d:\d\d.*达标 [1-9]\d*，未达标 [1-9]/);
      await row(page, '稻谷村').getByText('正在填').waitFor();
      await screenshot(page, `villages-filled-${device}`);
      assert.deepEqual(await accessibilityFaults(page), []);

      for (const [sought, found] of [['华溪', '华溪村'], ['5002401', '华溪村'], ['稻', '稻谷村']]) {
        await page.getByLabel('按村名或行政区划代码查找').fill(sought);
        await page.getByRole('button', { name: '查找', exact: true }).click();
        await eventually(() => page.locator('[data-village]').count(), 1, sought);
        await row(page, found).waitFor();
      }
      await page.getByLabel('按村名或行政区划代码查找').fill('没有这个村');
      await page.getByRole('button', { name: '查找', exact: true }).click();
      await page.getByText('没有找到，换个词再试').waitFor();
      await page.getByLabel('按村名或行政区划代码查找').fill('');
      await page.getByRole('button', { name: '查找', exact: true }).click();

      await row(page, '稻谷村').getByRole('button', { name: '复制', exact: true }).click();
      await said(page, '已复制为“稻谷村”的另一份');
      await eventually(() => row(page, '稻谷村').count(), 2, 'copies');

      await row(page, '华溪村').getByRole('button', { name: '归档', exact: true }).click();
      await row(page, '华溪村').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '已归档' }).click();
      await row(page, '华溪村').getByRole('button', { name: '取消归档' }).click();
      await page.getByText('没有已归档的村').waitFor();
      await page.getByRole('button', { name: '在办' }).click();

      await row(page, '华溪村').getByRole('button', { name: '删除', exact: true }).click();
      await said(page, '已删除“华溪村”');
      await row(page, '华溪村').waitFor({ state: 'detached' });
      await screenshot(page, `villages-deleted-${device}`);
      await page.getByRole('button', { name: '撤销', exact: true }).click();
      await row(page, '华溪村').waitFor();

      await row(page, '华溪村').getByRole('button', { name: '打开', exact: true }).click();
      await eventually(() => value(page, '总户数'), '531', '总户数');
      await page.locator('.village', { hasText: '华溪村' }).waitFor();
      await page.reload();
      await ready(page);
      await eventually(() => value(page, '总户数'), '531', 'the same village after a reload');
    });
  });
}

test('the open village, deleted, leaves the form, and is gone for good only when that is said twice', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await fill(page, '华溪村', '531');
    await openList(page);
    await row(page, '华溪村').getByRole('button', { name: '删除', exact: true }).click();
    await said(page, '已删除“华溪村”');
    await page.evaluate(() => (location.hash = ''));
    await eventually(() => value(page, '村名'), '', '村名');
    await openList(page);
    await page.getByRole('button', { name: '最近删除' }).click();
    await row(page, '华溪村').getByRole('button', { name: '彻底删除' }).click();
    await row(page, '华溪村').getByRole('button', { name: '再点一次，彻底删除' }).waitFor();
    assert.ok(Object.keys(await records(page)).some((key) => key.startsWith('village/')));
    await row(page, '华溪村').getByRole('button', { name: '再点一次，彻底删除' }).click();
    await said(page, '已彻底删除“华溪村”');
    assert.deepEqual(Object.keys(await records(page)).filter((key) => key.startsWith('village/')), []);
  });
});

test('self-checks are kept by name and compared; history brings back what was', async (t) => {
  for (const [device, size] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await withPage(t, size, async ({ page }) => {
      await ready(page);
      await page.getByLabel('自查日期').fill('2018-12-31');
      await type(page, '饮水不安全户数', '3');
      await choose(page, '通动力电', '是');
      await fill(page, '华溪村', '531');
      await openList(page);
      await row(page, '华溪村').getByRole('button', { name: '自查记录与历史' }).click();
      await page.getByText('还没有自查记录').waitFor();
      await page.getByLabel('名称', { exact: true }).fill('年底自查');
      await page.getByRole('button', { name: '存为自查记录' }).click();
      await said(page, '已存为“年底自查”');
      await page.getByText('年底自查（2018-12-31）').first().waitFor();

      await page.evaluate(() => (location.hash = ''));
      await page.getByLabel('自查日期').fill('2019-06-30');
      await type(page, '饮水不安全户数', '0');
      await choose(page, '通动力电', '否');
      await page.waitForTimeout(300);
      await saved(page);
      await openList(page);
      await row(page, '华溪村').getByRole('button', { name: '自查记录与历史' }).click();
      await page.getByRole('button', { name: '对比', exact: true }).click();
      const compared = page.locator('.compared').first();
      await compared.getByText('从 2018-12-31 到 2019-06-30，相隔 181 天').waitFor();
      const part = (title) => compared.locator(`h5:text-is("${title}") + *`);
      assert.match(await part('上升').textContent(), /饮水安全/);
      assert.match(await part('下降').textContent(), /动力电/);
      for (const name of ['基础设施进一步改善', '产业带贫机制进一步建立', '生态人居环境进一步优化', '村级治理体系进一步夯实']) {
        assert.match(await part('总体情况').textContent(), new RegExp(`${name}：.`));
      }
      assert.match(await part('预警').textContent(), /动力电/);
      assert.deepEqual(await accessibilityFaults(page), []);
      await screenshot(page, `villages-compared-${device}`);

      // The form says the same of the village as it is, against its last self-check.
      await page.evaluate(() => (location.hash = ''));
      await page.getByText('和自查记录“年底自查”（2018-12-31）比的').waitFor({ state: 'attached' });
      await page.locator('[data-alert="动力电"]', { hasText: '上一次自查达标，这一次未达标' }).waitFor({ state: 'attached' });
      const better = page.locator('[data-summary="基础设施进一步改善"]');
      await eventually(() => better.getAttribute('data-verdict'), 'unmet', 'a check fell back');
      await page.evaluate(() => document.querySelectorAll('details.summaries').forEach((it) => (it.open = true)));
      await screenshot(page, `form-compared-${device}`, false);
      await page.evaluate(() => (location.hash = '#print'));
      const printed = page.locator('.of-summaries tr', { hasText: '基础设施进一步改善' });
      assert.doesNotMatch(await printed.textContent(), /需要与上一次/, 'so does the report');
      await page.evaluate(() => (location.hash = ''));
      await page.getByLabel('自查日期').fill('2018-12-31');
      await page.getByText('和自查记录“年底自查”').waitFor({ state: 'detached' });
      assert.equal(await better.getAttribute('data-verdict'), 'undecided', 'not with the self-check of the day itself');
      await page.getByLabel('自查日期').fill('2019-06-30');
      await page.waitForTimeout(300);
      await saved(page);

      await page.evaluate(() => (location.hash = ''));
      await page.getByRole('button', { name: '清空', exact: true }).click();
      await page.waitForTimeout(350);
      await saved(page);
      await openList(page);
      await page.locator('[data-village]').getByRole('button', { name: '自查记录与历史' }).click();
      await page.locator('li', { hasText: '清空以前' }).getByRole('button', { name: '恢复' }).click();
      await said(page, '已恢复');
      await page.evaluate(() => (location.hash = ''));
      await eventually(() => value(page, '村名'), '华溪村', '村名');
      assert.equal(await value(page, '总户数'), '531');
      const all = await records(page);
      const village = JSON.parse(all[`village/${all.last}/0`].body);
      const other = JSON.parse(all[`village/${all.last}/1`].body);
      assert.equal(plain((village.seq > other.seq ? village : other).fields).村名, '华溪村', 'on the disk too');
    });
  }
});
