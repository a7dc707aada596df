// The clerk's errand: a sheet of many villages is opened, matched, judged and read as a matrix and as areas; what is supposed
// and what changed since; what is taken along. Everything on the device: the guard of the harness fails on any other request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { DESKTOP, PHONE, enlarge, eventually, ready } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { WITHOUT, hasPoppler, printed } from './paper.mjs';
import { GB18030, MISTAKES, XLSX, archive, csv, villages, withMistakes } from './sheets.mjs';

const DEVICES = [['phone', PHONE], ['desktop', DESKTOP]];
const LOOKS = [
  ...DEVICES,
  ['phone in dark', { ...PHONE, colorScheme: 'dark' }],
  ['phone with letters of 30 px', PHONE, 30],
  ['desktop in dark', { ...DESKTOP, colorScheme: 'dark' }],
];

async function openTables(page) {
  await page.evaluate(() => (location.hash = '#tables'));
  await page.getByRole('heading', { name: '多村表格', level: 2 }).waitFor();
  await page.locator('.table-tabs').waitFor();
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const turnTo = (page, tab) => page.locator('.table-tabs').getByRole('button', { name: tab, exact: true }).click();
const file = (page, given) => page.getByLabel('选一个表格').setInputFiles(given);
const text = (name, content) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });

async function judge(page) {
  await press(page, '开始判定');
  await page.getByText('判定完了').waitFor({ timeout: 60_000 });
}

/** Opens a sheet and judges it. */
async function judged(page, given) {
  await ready(page);
  await openTables(page);
  await file(page, given);
  await judge(page);
}

async function demo(page) {
  await ready(page);
  await openTables(page);
  await press(page, '载入示例');
  await judge(page);
}

async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, button)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const grid = (page) => page.getByRole('grid', { name: '各村各项的结论' });
const active = (page) =>
  grid(page).evaluate((it) => document.getElementById(it.getAttribute('aria-activedescendant'))?.textContent ?? '');
const firstNames = async (page, count) =>
  (await page.locator('#grid-body .grid-name b').allTextContents()).slice(0, count);

// Nothing here depends on time: two pages at once, each with a process of its own.
suite('the demo', { concurrency: 2 }, () => {
  for (const [device, size, textSize] of LOOKS) {
    test(`the demo is marked, judged, and readable on every tab, on the ${device}`, async (t) => {
      await withPage(t, size, async ({ page }) => {
        await ready(page);
        if (textSize) await enlarge(page, textSize);
        await openTables(page);
        await page.getByText('不会上传').waitFor();
        assert.deepEqual(await accessibilityFaults(page), [], 'empty');
        await screenshot(page, `tables-empty-${device}`);
        await turnTo(page, '总表');
        await page.getByText('还没有村').waitFor();
        await turnTo(page, '导入');
        await press(page, '载入示例');
        await page.getByRole('button', { name: '开始判定' }).waitFor();
        assert.deepEqual(await accessibilityFaults(page), [], 'preview');
        await screenshot(page, `tables-preview-${device}`);
        await judge(page);
        await page.getByText('不是真实的村，请勿上报').first().waitFor();
        assert.deepEqual(await accessibilityFaults(page), [], 'judged');
        await screenshot(page, `tables-judged-${device}`, false);
        for (const tab of ['总表', '全域', '如果', '对比', '导出']) {
          await turnTo(page, tab);
          await page.locator('.mark', { hasText: '示例' }).first().waitFor();
          const settled = { 总表: device.startsWith('phone') ? '.of-villages li' : '#grid-body b', 全域: '.area-checks li', 如果: '#tables-field', 对比: '.drop', 导出: '.files li' };
          await page.locator(settled[tab]).first().waitFor();
          assert.deepEqual(await accessibilityFaults(page), [], tab);
          const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(spill <= 0, `${tab} spills ${spill} px`);
          await screenshot(page, `tables-${tab}-${device}`, tab === '全域');
        }
      });
    });
  }
});

test('a workbook of 300 villages is read, and so is the same as GB18030 with merged heads', async (t) => {
  for (const [path, count] of [[XLSX, 300], [GB18030, 300]]) {
    await withPage(t, DESKTOP, async ({ page }) => {
      await ready(page);
      await openTables(page);
      await file(page, path);
      await page.getByText(/认出 \d+ 列/).waitFor();
      const found = Number((await page.getByText(/认出 \d+ 列/).textContent()).match(/认出 (\d+) 列/)[1]);
      assert.ok(found >= 108, `${found} columns are found in ${path}`);
      await judge(page);
      await page.getByText(`判定完了，共 ${count} 个村`).waitFor();
      await turnTo(page, '总表');
      await page.getByText('显示 300 个村，共 300 个').waitFor();
    });
  }
});

test('forty mistakes are each told at their cell, and all villages are judged', async (t) => {
  const { text: content, places, count } = withMistakes();
  await withPage(t, DESKTOP, async ({ page }) => {
    await judged(page, text('四十处错误.csv', content));
    await page.getByText(`共 ${count} 个村，发现 ${places.length} 处问题`).waitFor();
    const rows = await page.locator('.problems-of tbody tr').evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    assert.equal(rows.length, MISTAKES.length);
    const letters = (column) => (column > 26 ? String.fromCharCode(64 + Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26));
    for (const { row, column, name, cell, says } of places) {
      const place = `第 ${row} 行 ${letters(column)} 列（${name}）`;
      const told = rows.find(([where]) => where === place);
      assert.ok(told, `${place} is told; told are ${rows.map(([where]) => where).join('、')}`);
      assert.ok(told[1] === cell || told[1] === `${cell.slice(0, 30)}…`, `${told[1]} for ${cell}`);
      assert.match(told[2], says);
    }
    await screenshot(page, 'tables-mistakes-desktop', false);
    // A village without a mistake is judged in full; one with a mistake only without what rests on it.
    await turnTo(page, '总表');
    await page.locator('#grid-body .grid-name').first().click();
    const fine = await page.locator('.checks [data-verdict="blocked"]').count();
    assert.equal(fine, 0);
    await press(page, '返回');
    await page.locator('#grid-body .grid-name').nth(1).click();
    await page.getByText('这一行的问题').waitFor();
    assert.ok((await page.locator('.checks [data-verdict="met"]').count()) > 10);
  });
});

test('a column that could be another is asked about, the answer is remembered for the next file', async (t) => {
  const [head, ...rows] = villages();
  const other = head.map((name) => (name === '文化室' ? '文化活动室' : name));
  const sheet = csv([other, ...rows.slice(0, 20)]);
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await openTables(page);
    await file(page, text('a.csv', sheet));
    const column = page.getByLabel('“文化活动室”这一列对应的指标');
    const change = page.getByRole('button', { name: '改“文化活动室”对应的指标', exact: true });
    const details = page.locator('details', { has: page.locator('.columns-of') });
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
    await change.click();
    await eventually(() => column.evaluate((it) => it === document.activeElement), true, 'the choice has the focus');
    await column.selectOption({ label: '文化室' });
    await eventually(() => column.evaluate((it) => it.selectedOptions[0].textContent), '文化室', 'the choice');
    await screenshot(page, 'tables-columns-phone');
    await judge(page);
    await page.reload();
    await ready(page);
    await openTables(page);
    await file(page, text('b.csv', sheet));
    await page.getByText(`认出 ${head.length} 列`).waitFor();
  });
});

test('a heading in another unit is asked about, and settled by saying in which unit the numbers are', async (t) => {
  const [head, ...rows] = villages();
  const other = head.map((name) => (name === '总户数' ? '总户数（人）' : name === '集体经营收入' ? '集体经营收入（千元）' : name));
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await openTables(page);
    await file(page, text('单位.csv', csv([other, ...rows.slice(0, 5)])));
    await page.getByText('有 2 列拿不准').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'tables-units-phone', false);
    await press(page, '是“总户数（户）”');
    await page.getByText('有 1 列拿不准').waitFor();
    await press(page, '是“集体经营收入（千元）”');
    await page.getByText(`认出 ${head.length} 列`).waitFor();
    await judge(page);
    await turnTo(page, '总表');
    await page.locator('.of-villages .link').nth(1).click();
    // Thousands, to the form as what they come to.
    await press(page, '在表单中打开');
    await press(page, '新建并打开');
    const income = rows[1][head.indexOf('集体经营收入')];
    await eventually(() => page.getByLabel('集体经营收入', { exact: true }).inputValue(), `${income}000`, '集体经营收入');
    await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), rows[1][head.indexOf('总户数')], '总户数');
  });
});

test('the matrix is scrolled, sorted, filtered and walked through by keys', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await judged(page, XLSX);
    await turnTo(page, '总表');
    await page.locator('#grid-body b').first().waitFor();
    assert.equal(await grid(page).getAttribute('aria-rowcount'), '301');
    const painted = () => page.locator('#grid-body .grid-row').count();
    assert.ok((await painted()) < 60, 'only what is in view is in the document');

    await grid(page).evaluate((it) => (it.scrollTop = 200 * 44));
    await page.locator('[aria-rowindex="202"] b').waitFor();
    assert.ok((await painted()) < 60);
    await grid(page).evaluate((it) => (it.scrollLeft = it.scrollWidth));
    const columns = Number(await grid(page).getAttribute('aria-colcount'));
    await page.locator(`[role=columnheader][aria-colindex="${columns}"]`).waitFor();
    const name = page.locator('[aria-rowindex="202"] .grid-name');
    const [box, frame] = [await name.boundingBox(), await grid(page).boundingBox()];
    assert.ok(box.x - frame.x < 4, 'the names stay in view');
    await grid(page).evaluate((it) => ((it.scrollLeft = 0), (it.scrollTop = 0)));

    // Leaping from one screenful to the next, frame by frame: names and colours; where it stops, words again.
    const flown = await grid(page).evaluate(async (it) => {
      const seen = [];
      for (let leap = 1; leap <= 12; leap++) {
        it.scrollTop = (leap % 2 ? 150 : 30) * 44;
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        const row = document.querySelector(`#grid-body [aria-rowindex="${leap % 2 ? 154 : 34}"]`);
        seen.push([row?.querySelector('b')?.textContent, row?.querySelectorAll('i.is-met, i.is-unmet').length]);
      }
      return seen.at(-1);
    });
    assert.ok(flown[0] && flown[1] > 3, `a name and colours fly past: ${flown}`);
    const cell = page.locator('#grid-body [aria-rowindex="34"] [role=gridcell]').first();
    await eventually(() => cell.textContent().then((it) => /达标|待定|不适用|数据有误/.test(it)), true, 'words where it stops');
    assert.equal(await page.locator('#grid-body i').count(), 0);
    await grid(page).evaluate((it) => (it.scrollTop = 0));
    await page.locator('#grid-body [aria-rowindex="2"] b').waitFor();

    // By a heading: unmet first, then met first, then as in the file.
    const inFile = await firstNames(page, 5);
    const head = page.locator('[role=columnheader]').nth(3);
    const column = Number(await head.getAttribute('aria-colindex'));
    const verdicts = () => page.locator(`#grid-body [aria-colindex="${column}"]`).allTextContents();
    await head.click();
    await page.locator('[role=columnheader][aria-sort=ascending]').waitFor();
    await eventually(async () => [...new Set(await verdicts())].includes('未达标'), true, 'unmet ones come first');
    await head.click();
    await page.locator('[role=columnheader][aria-sort=descending]').waitFor();
    await head.click();
    await eventually(async () => (await firstNames(page, 5)).join(), inFile.join(), 'the order of the file');

    // Found while typing.
    await page.getByLabel('查找村、乡镇或代码').pressSequentially('癸');
    const names = () => page.locator('#grid-body .grid-name').allTextContents();
    await page.getByText(/显示 [12]?\d?\d 个村/).waitFor();
    await eventually(async () => (await names()).every((it) => it.includes('癸')), true, 'found');
    const found = Number((await page.getByText(/显示 \d+ 个村/).textContent()).match(/显示 (\d+) 个/)[1]);
    assert.ok(found > 0 && found < 300, `${found} are found`);
    await press(page, '取消筛选');
    await page.getByText('显示 300 个村').waitFor();
    await page.locator('#tables-only').selectOption('数据有误的村');
    await page.getByText(/显示 [12]?\d?\d 个村/).waitFor();
    await press(page, '取消筛选');
    await page.getByText('显示 300 个村').waitFor();
    await page.getByLabel('按一项筛选').selectOption('通组公路');
    await page.getByLabel('这一项的结论').selectOption('达标');
    const at = Number(await page.locator('[role=columnheader]', { hasText: /^通组公路$/ }).getAttribute('aria-colindex'));
    await eventually(
      async () => (await page.locator(`#grid-body [aria-colindex="${at}"]`).allTextContents()).filter(Boolean).every((it) => it === '达标'),
      true,
      'only met ones',
    );
    await press(page, '取消筛选');
    await page.getByText('显示 300 个村').waitFor();

    // By keys: the heading, a cell, far away and back, a pick, a village.
    await grid(page).focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await active(page), new RegExp(inFile[0]));
    await page.keyboard.press('ArrowRight');
    assert.match(await active(page), /达标|待定|不适用|数据有误/);
    for (let pages = 0; pages < 40; pages++) await page.keyboard.press('PageDown');
    await page.locator('[aria-rowindex="301"] .is-active').waitFor();
    await page.keyboard.press(' ');
    await page.getByText('已勾选 1 个村').waitFor();
    await page.keyboard.press('End');
    await page.locator(`.is-active[aria-colindex="${columns}"]`).waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.locator('#tables-village').waitFor();
    await press(page, '返回');
    await page.locator('[aria-rowindex="301"] b').waitFor();
    await screenshot(page, 'tables-keys-desktop', false);
  });
});

test('a village tells its verdicts with gap, clause and reasons, and goes into the form beside those of the device', async (t) => {
  for (const [device, size] of DEVICES) {
    await withPage(t, size, async ({ page }) => {
      await demo(page);
      await turnTo(page, '总表');
      await (device === 'phone' ? page.locator('.of-villages .link') : page.locator('#grid-body .grid-name')).first().click();
      const name = (await page.locator('#tables-village').textContent()).match(/(示例.村)$/)[1];
      const unmet = page.locator('.checks [data-verdict=unmet]').first();
      assert.match(await unmet.textContent(), /依据/);
      await unmet.getByRole('button', { name: '为什么' }).click();
      await unmet.locator('.reasons li').first().waitFor();
      assert.deepEqual(await accessibilityFaults(page), [], 'village');
      await screenshot(page, `tables-village-${device}`);
      await press(page, '在表单中打开');
      await page.getByText('本机已有的村都不会改动').waitFor();
      await press(page, '不了');
      await press(page, '在表单中打开');
      await press(page, '新建并打开');
      await eventually(() => page.getByLabel('村名', { exact: true }).inputValue(), name, '村名 in the form');
      // The table is still there.
      await openTables(page);
      await turnTo(page, '总表');
      await page.getByText('显示 60 个村').waitFor();
    });
  }
});

test('areas are bars between their bounds, with what is lacking and who decides', async (t) => {
  for (const [device, size] of DEVICES) {
    await withPage(t, size, async ({ page }) => {
      await demo(page);
      await turnTo(page, '全域');
      const check = page.locator('[data-area="集中供水率"]');
      await check.waitFor();
      assert.match(await check.textContent(), /现在 [\d.]+%|现在 [\d.]+% 到 [\d.]+% 之间/);
      assert.match(await check.textContent(), /标准 不低于 80%/);
      const [sure, open, line] = await Promise.all(['.bar-sure', '.bar-open', '.bar-line'].map((it) => check.locator(it).boundingBox()));
      assert.ok(Math.abs(sure.x + sure.width - open.x) < 2, 'what may be begins where what is ends');
      const bar = await check.locator('.bar').boundingBox();
      assert.ok(Math.abs((line.x - bar.x) / bar.width - 0.8) < 0.02, 'the line is at 80 %');
      const deciding = page.locator('.area-checks details').first();
      await deciding.locator('summary').click();
      await deciding.locator('.link').first().click();
      await page.locator('#tables-village').waitFor();
      await press(page, '返回');
      await page.getByLabel('看哪一级').selectOption('乡镇');
      await page.getByLabel('看哪一个').waitFor();
      assert.deepEqual(await accessibilityFaults(page), [], 'townships');
    });
  }
});

test('the report on an area is whole on paper, with its head on every page', async (t) => {
  if (!hasPoppler) return t.skip(WITHOUT);
  await withPage(t, DESKTOP, async ({ page }) => {
    await demo(page);
    await turnTo(page, '全域');
    const names = await page.locator('.area-checks h4').allTextContents();
    assert.ok(names.length >= 12, `${names.length} figures`);
    const sheets = await printed(page, 'tables-report');
    assert.ok(sheets.length >= 2 && sheets.length <= 6, `${sheets.length} pages`);
    for (const sheet of sheets) assert.match(sheet, /示例甲县.*判定日期\d{4}-\d\d-\d\d/);
    const whole = sheets.join('');
    for (const name of [...names, '全域达标情况报告', '请勿上报', '审核人（签字）', '一、区域指标', '二、每一项有多少村达标']) {
      assert.ok(whole.includes(name), `${name} is printed`);
    }
    assert.ok(!whole.includes('不会上传'), 'what is for the screen is not printed');
  });
});

test('what is supposed turns verdicts and figures, is marked everywhere, and is taken back', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    await demo(page);
    await turnTo(page, '总表');
    const cells = () => page.locator('#grid-body [role=gridcell]').allTextContents();
    await page.locator('#grid-body b').first().waitFor();
    const before = await cells();
    await turnTo(page, '如果');
    await page.getByLabel('哪一项').selectOption('标准化卫生室');
    await page.getByLabel('改成').selectOption('否');
    await press(page, '试算');
    await page.getByText(/涉及 60 个村，[1-9]\d* 个结论变了/).waitFor();
    await page.locator('.turned-of tbody tr').first().waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], 'supposed');
    await screenshot(page, 'tables-supposed-desktop', false);
    for (const tab of ['总表', '全域', '导出']) {
      await turnTo(page, tab);
      await page.locator('.mark', { hasText: '假设' }).first().waitFor();
    }
    await turnTo(page, '如果');
    await press(page, '撤销上一步');
    await page.getByText('现在没有假设').waitFor();
    await turnTo(page, '总表');
    await eventually(async () => (await cells()).join(), before.join(), 'as before');
    assert.equal(await page.locator('.mark', { hasText: '假设' }).count(), 0);
  });
});

test('two imports are compared, and everything is taken along', async (t) => {
  const [head, ...rows] = villages();
  const early = rows.slice(0, 30).map((row) => row.map((cell, at) => (head[at] === '通动力电' ? '否' : cell)));
  await withPage(t, DESKTOP, async ({ page }) => {
    await judged(page, text('今年.csv', csv([head, ...rows.slice(0, 31)])));
    await turnTo(page, '对比');
    await file(page, text('去年.csv', csv([head, ...early])));
    await press(page, '开始判定');
    await page.getByText('从“去年.csv”到“今年.csv”').waitFor();
    await page.getByText(/两次都有 30 个村：[1-9]\d* 个有上升的项.*新增 1 个村，减少 0 个村/).waitFor();
    assert.match(await page.locator('.compared-of').textContent(), /动力电.*未达标 → 达标/);
    assert.deepEqual(await accessibilityFaults(page), [], 'compared');
    await screenshot(page, 'tables-compared-desktop', false);

    await turnTo(page, '导出');
    const book = await downloaded(page, '下载总表（Excel）');
    assert.match(book.name, /\.xlsx$/);
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
    const matrix = await downloaded(page, '下载总表（CSV）');
    const lines = matrix.bytes.toString('utf8').trim().split(/\r?\n/);
    assert.equal(lines.length, 32, 'a heading and 31 villages');
    assert.match(lines[1], /达标/);
    const problems = await downloaded(page, '下载问题清单（CSV）');
    assert.match(problems.bytes.toString('utf8'), /请/);
    const json = await downloaded(page, '下载数据（JSON 行）');
    const first = JSON.parse(json.bytes.toString('utf8').split('\n')[0]);
    assert.ok(JSON.stringify(first).includes(rows[0][head.indexOf('村名')]));
    const template = await downloaded(page, '下载空白模板');
    assert.match(template.name, /\.xlsx$/);
  });
});

test('reading is stopped by a press, and what is there says that it is not all', async (t) => {
  const [head, ...rows] = villages();
  const many = Array.from({ length: 20 }, () => rows).flat();
  await withPage(t, { ...DESKTOP, throttle: 4 }, async ({ page }) => {
    await ready(page);
    await openTables(page);
    await file(page, text('很多.csv', csv([head, ...many])));
    await press(page, '开始判定');
    await page.getByText(/判定了 [1-9]\d* 个村/).waitFor({ timeout: 60_000 });
    await press(page, '停下');
    await page.getByText('没有读完就停下了').waitFor({ timeout: 60_000 });
    await turnTo(page, '总表');
    await page.getByText('不是全部').waitFor();
  });
});

test('what is no sheet of villages is refused in plain words', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await openTables(page);
    for (const [given, says] of [
      [text('空.csv', ''), /空/],
      [{ name: '坏.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004 no workbook') }, /./],
      [{ name: '各村.ods', mimeType: 'application/zip', buffer: archive(['mimetype', 'content.xml']) }, /\.ods.*另存为 \.xlsx/],
    ]) {
      await file(page, given);
      const alert = page.getByRole('alert').filter({ hasText: says });
      await alert.waitFor();
      assert.match(await alert.textContent(), /请|应/);
      await page.getByLabel('选一个表格').waitFor();
    }
    await screenshot(page, 'tables-refused-phone');
    // A sheet of other names is no mistake yet: each column can be said to be something.
    await file(page, text('别的.csv', 'a,b\n1,2\n'));
    await page.getByText(/没有一个指标名称.*请逐列选择/).waitFor();
    await page.locator('.columns-of').getByRole('button', { name: '改“a”对应的指标', exact: true }).waitFor();
    await screenshot(page, 'tables-other-names-phone');
  });
});
