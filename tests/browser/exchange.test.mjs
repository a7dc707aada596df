// Proof: a village goes out of the page and into another in every form, and its record is the same to the byte; what is no
// self-check is told in plain words, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DESKTOP, PHONE, eventually, fillVillage, openScreen, ready, saved, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

/** The record of the village that stands on the page, to the byte. */
async function recordOf(page) {
  await page.evaluate(() => (location.hash = '#receipt'));
  await page.getByRole('button', { name: '生成凭证' }).click();
  const record = await page.locator('#record-0').inputValue();
  await page.evaluate(() => (location.hash = ''));
  return record;
}

async function open(page, screen) {
  await page.evaluate((name) => (location.hash = `#${name}`), screen);
  await page.locator('.screen-title').waitFor();
}

async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

/** Fills a village and takes it out in every form. */
async function exported(t) {
  let out;
  await withPage(t, { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    await page.getByLabel('自查日期').fill('2020-06-30');
    await type(page, '村名', '华溪村 “=1+1”');
    const record = await recordOf(page);
    await openScreen(page, '导出、发给别人');
    await page.getByRole('button', { name: '复制文字码' }).click();
    await page.getByText('已复制').waitFor();
    const code = await page.locator('#code').inputValue();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
    const link = await page.locator('#link').inputValue();
    await page.getByRole('button', { name: '显示二维码' }).click();
    const picture = page.getByRole('img', { name: '二维码' });
    await picture.waitFor();
    assert.ok(await picture.evaluate((it) => it.complete && it.naturalWidth > 300), 'the picture is drawn');
    assert.deepEqual(await accessibilityFaults(page), [], 'export');
    await screenshot(page, 'phone-export');
    const [json, csv] = [await downloaded(page, '下载备份文件'), await downloaded(page, '下载表格')];
    assert.match(json.name, /华溪村.*-2020-06-30\.json$/);
    const texts = [json, csv].map(({ path }) => readFileSync(path, 'utf8'));
    out = { record, code, link, json: texts[0], csv: texts[1] };
  });
  return out;
}

test('every form brings the same village, and the same record to the byte', async (t) => {
  const out = await exported(t);
  assert.ok(out.code.length < 700, `${out.code.length} characters of code`);
  const pasted = {
    'text code': out.code,
    'text code in a chat': `李书记您好，这是我们村的：\n> ${out.code.match(/.{1,40}/g).join('\n> ').toLowerCase()}\n请查收，谢谢！`,
    'link pasted': `点开看看 ${out.link}`,
    JSON: out.json,
    CSV: out.csv,
  };
  for (const [form, text] of Object.entries(pasted)) {
    await withPage(t, DESKTOP, async ({ page }) => {
      await ready(page);
      await open(page, 'import');
      await page.getByLabel(/粘贴到这里/).fill(text);
      await page.getByRole('button', { name: '看看会改什么' }).click();
      await page.getByRole('button', { name: '确认导入' }).click();
      await page.getByText(/已导入，改动 \d+ 项/).waitFor();
      assert.equal(await recordOf(page), out.record, form);
    });
  }
  for (const [form, name, text] of [['JSON file', 'a.json', out.json], ['CSV file', 'a.csv', out.csv]]) {
    await withPage(t, DESKTOP, async ({ page }) => {
      await ready(page);
      await open(page, 'import');
      await page.getByLabel(/选一个文件/).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: '确认导入' }).click();
      await page.getByText(/已导入/).waitFor();
      assert.equal(await recordOf(page), out.record, form);
    });
  }
  // A link is followed: shown first, taken out of the address, never asked of a server.
  await withPage(t, { ...PHONE, path: null }, async ({ page, url, requests }) => {
    await page.goto(new URL(new URL(out.link).hash, url).href);
    await page.getByRole('button', { name: '确认导入' }).waitFor();
    assert.equal(new URL(page.url()).hash, '#import', 'what it brought is out of the address');
    assert.ok(requests.every((address) => !address.includes(out.code.slice(0, 40))));
    assert.match(await page.locator('[data-change="总户数"]').textContent(), /总户数（空）531/);
    assert.deepEqual(await accessibilityFaults(page), [], 'preview');
    await screenshot(page, 'phone-import-preview');
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText(/已导入/).waitFor();
    assert.equal(await recordOf(page), out.record, 'link');
    await saved(page);
    await page.goto(url);
    await ready(page);
    await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), '531', 'saved with the village');
  });
});

test('an import shows what changes field by field, and is taken back', async (t) => {
  const text = JSON.stringify({
    总户数: 600, 通宽带: true, 供水保证率: '1o0', 村名: '别的村', 没有的指标: '1', 增收方式: [{}],
  });
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    const before = await recordOf(page);
    await open(page, 'import');
    await page.getByLabel(/粘贴到这里/).fill(text);
    await page.getByRole('button', { name: '看看会改什么' }).click();
    const change = (name) => page.locator(`[data-change="${name}"] td`).allTextContents();
    assert.ok(await page.getByLabel('作为新的村存下来').isChecked(), 'another village is not put over this one unasked');
    assert.deepEqual(await change('总户数'), ['（空）', '600']);
    await page.getByLabel('只改收到的项目').check();
    assert.deepEqual(await change('总户数'), ['531', '600']);
    assert.deepEqual(await change('通宽带'), [], 'what is the same is not listed');
    const notices = await page.locator('.brought .notices').textContent();
    for (const says of [/收到的是“别的村”，现在填的是“华溪村”/, /“供水保证率”填的“1o0”不是数字.*导入后请改正/, /“增收方式”的内容用不了/, /没有问到这些项目.*没有的指标/]) {
      assert.match(notices, says);
    }
    await screenshot(page, 'phone-import-notices');
    await page.getByLabel('全部换成收到的').check();
    assert.deepEqual(await change('总人口'), ['1463', '（空）']);
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText(/已导入/).waitFor();
    await page.getByRole('button', { name: '撤销这次导入' }).click();
    await page.getByText('已撤销').waitFor();
    assert.equal(await recordOf(page), before, 'as before');
    assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
  });
});

for (const [device, size] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  test(`what was received becomes a village of its own, is opened, and is taken back, on the ${device}`, async (t) => {
    const packs = [{ id: 'chongqing-2018', version: '1.0.0' }, { id: 'national-exit-2016', version: '1.0.0' }];
    const text = JSON.stringify({ format: 1, packs, date: '2019-06-30', answers: { 村名: '稻谷村', 总户数: '312', 未脱贫人口: '9' } });
    await withPage(t, size, async ({ page }) => {
      const look = async () => {
        await open(page, 'import');
        await page.getByLabel(/粘贴到这里/).fill(text);
        await page.getByRole('button', { name: '看看会改什么' }).click();
        await page.getByText('收到 3 项，会存到新的村里').waitFor();
        await page.getByRole('button', { name: '确认导入' }).click();
        await page.getByText('已作为新的村存在本机').waitFor();
      };
      await ready(page);
      await fillVillage(page);
      await saved(page);
      const before = await recordOf(page);
      await look();
      assert.deepEqual(await accessibilityFaults(page), []);
      await screenshot(page, `${device}-import-new`);
      assert.equal(await recordOf(page), before, 'the village that is open stays as it was');

      await look();
      await page.getByRole('button', { name: '撤销这次导入' }).click();
      await page.getByText('已放到“最近删除”里').waitFor();
      await open(page, 'villages');
      await page.locator('[data-village]').first().waitFor();
      assert.equal(await page.locator('[data-village="稻谷村"]').count(), 1, 'the first of the two');

      await page.locator('[data-village="稻谷村"]').getByRole('button', { name: '删除', exact: true }).click();
      await page.locator('[data-village="稻谷村"]').waitFor({ state: 'detached' });
      await look();
      await page.getByRole('button', { name: '打开这个村' }).click();
      await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), '312', '总户数');
      assert.equal(await page.getByLabel('自查日期').inputValue(), '2019-06-30');
      await page.locator('.policy').filter({ hasText: '退出标准' }).waitFor();
      assert.equal(await page.getByLabel('总人口', { exact: true }).inputValue(), '', 'nothing of the other village');
    });
  });
}

test('what the store refuses is said, and can be tried again', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await open(page, 'import');
    await page.getByLabel(/粘贴到这里/).fill('{"村名":"稻谷村","总户数":"312"}');
    await page.getByRole('button', { name: '看看会改什么' }).click();
    await page.getByLabel('作为新的村存下来').check();
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      window.makeRoom = () => (IDBObjectStore.prototype.put = put);
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText('空间已满').waitFor();
    await page.evaluate(() => window.makeRoom());
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText('已作为新的村存在本机').waitFor();
  });
});

test('what is no self-check is told in plain words, and nothing is lost', async (t) => {
  const { code } = await exported(t);
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await type(page, '总户数', '531');
    await open(page, 'import');
    const altered = code.slice(0, 60) + (code[60] === '7' ? '8' : '7') + code.slice(61);
    for (const [what, text, says] of [
      ['a cut code', code.slice(0, -30), /没有复制全/],
      ['an altered code', altered, /被改动过/],
      ['foreign JSON', '{"name":"x","list":[1]}', /不是本页导出的/],
      ['broken JSON', '{"answers":{"总户数":', /不完整/],
      ['HTML', '<!DOCTYPE html><html><body><script>alert(1)</script>登录</body></html>', /是一个网页/],
      ['a huge paste', 'x'.repeat(3_000_000), /太长/],
      ['a chat', '今天下午开会', /没有认出/],
      ['nothing', ' ', /还没有内容/],
    ]) {
      const area = page.getByLabel(/粘贴到这里/);
      // Typing three million characters would take minutes.
      await area.evaluate((it, text) => (it.value = text), text);
      await page.getByRole('button', { name: '看看会改什么' }).click();
      const found = page.locator('.brought .found');
      await found.waitFor();
      assert.match(await found.textContent(), says, what);
      assert.match(await found.textContent(), /已经填写的内容没有改动/, what);
      assert.equal(await page.getByRole('button', { name: '确认导入' }).count(), 0, what);
      assert.equal((await area.inputValue()).length, text.length, `${what} stays where it was pasted`);
    }
    await area_cleared(page);
    await page.getByLabel(/选一个文件/).setInputFiles({ name: 'a.xlsx', mimeType: '', buffer: Buffer.from('PK\u0003\u0004aaaa') });
    await page.getByText(/是表格文件/).waitFor();
    await page.getByLabel(/选一个文件/).setInputFiles({ name: 'b.csv', mimeType: '', buffer: Buffer.from([0xd6, 0xb8, 0xb1, 0xea, 0x2c, 0xca, 0xfd, 0xd6, 0xb5, 0x0a, 0xd7, 0xdc, 0xbb, 0xa7, 0xca, 0xfd, 0x2c, 0x36, 0x30, 0x30]) });
    await page.locator('[data-change="总户数"]').waitFor();
    assert.deepEqual(await page.locator('[data-change="总户数"] td').allTextContents(), ['531', '600'], 'a sheet in GB18030');
    await screenshot(page, 'phone-import-refused');
    await page.evaluate(() => (location.hash = ''));
    assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
  });
});

const area_cleared = (page) => page.getByLabel(/粘贴到这里/).fill('');

test('without the clipboard the text is there to be copied by hand, and without a network all of it works', async (t) => {
  await withPage(t, DESKTOP, async ({ page, context }) => {
    await ready(page);
    await fillVillage(page);
    await open(page, 'export');
    await context.setOffline(true);
    await page.evaluate(() => (document.execCommand = () => false));
    await page.getByRole('button', { name: '复制文字码' }).click();
    await page.getByText('没有复制成功').waitFor();
    const code = await page.locator('#code').inputValue();
    assert.ok(code.startsWith('BAYOU1'));
    await page.getByRole('button', { name: '显示二维码' }).click();
    await page.getByRole('img', { name: '二维码' }).waitFor();
    await screenshot(page, 'desktop-export');
    await open(page, 'import');
    await page.getByLabel(/粘贴到这里/).fill(code);
    await page.getByRole('button', { name: '看看会改什么' }).click();
    await page.getByText('和现在填的一样').waitFor();
    await screenshot(page, 'desktop-import');
    await context.setOffline(false);
  });
});
