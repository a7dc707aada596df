// The page in one file, out of a chat or from a memory stick: alone in a folder it opens, judges, keeps and prints.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unpack } from '../../web/offline/unpack.js';
import { PHONE, choose, eventually, expectVerdict, fillVillage, openScreen, ready, saved, type } from './errand.mjs';
import { DIST, screenshot, serve, withPage } from './harness.mjs';
import { trap } from './trap.mjs';

/** The file alone in a folder, opened from there, with what is to be changed in it first. */
async function fromFolder(t, options, change, visit) {
  const folder = mkdtempSync(join(tmpdir(), 'bayou-file-'));
  const file = join(folder, '八有自查.html');
  writeFileSync(file, change(readFileSync(join(DIST, 'bayou.html'), 'utf8')));
  try {
    await withPage(t, { ...PHONE, path: '', site: pathToFileURL(file).href, offline: true, ...options }, visit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asItIs = (page) => page;

test('from a folder it opens, judges, keeps what is typed and prints', async (t) => {
  await fromFolder(t, {}, asItIs, async ({ page, requests }) => {
    await ready(page);
    await fillVillage(page);
    await expectVerdict(page, '饮水安全', 'unmet');
    await type(page, '饮水不安全户数', '0');
    await expectVerdict(page, '饮水安全', 'met');
    await saved(page);
    await page.reload();
    await ready(page);
    await expectVerdict(page, '饮水安全', 'met');
    await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), '531', '总户数');
    await page.locator('.packs summary').click();
    await page.locator('.packs').getByLabel('贫困村退出标准(2016)', { exact: true }).click();
    await page.locator('.card[data-check="贫困发生率"]').waitFor({ state: 'attached' });
    await openScreen(page, '打印自查报告');
    const printed = await page.pdf({ preferCSSPageSize: true });
    assert.equal(printed.subarray(0, 5).toString(), '%PDF-');
    assert.ok(printed.length > 50_000, `${printed.length} bytes`);
    assert.deepEqual(requests.filter((it) => !it.startsWith('file:')), []);
    assert.equal(requests.length, 2, 'the file, twice');
  });
});

test('served, as where downloads are not allowed, it opens too', async (t) => {
  await withPage(t, { ...PHONE, path: '/bayou.html' }, async ({ page }) => {
    await ready(page);
    await type(page, '饮水不安全户数', '0');
    await expectVerdict(page, '饮水安全', 'met');
  });
});

test('its own policy lets nothing out', async (t) => {
  await withPage(t, { ...PHONE, path: '/bayou.html', allow: ['connect-src', 'img-src', 'Content Security Policy'] }, async ({ page, requests }) => {
    await ready(page);
    const before = requests.length;
    const refused = await page.evaluate(() => fetch('./files.json').then(() => false, () => true));
    assert.equal(refused, true);
    assert.equal(requests.length, before);
  });
});

test('a program that dies leads to the export and starts again, from a folder too', async (t) => {
  await fromFolder(t, { allow: ['unreachable'] }, asItIs, async ({ page }) => {
    await ready(page);
    await type(page, '村名', '华溪村');
    await saved(page);
    await choose(page, '通动力电', '是');
    await trap(page);
    await page.getByRole('heading', { name: '页面出了问题' }).waitFor();
    const text = await page.locator('#rescue-text').inputValue();
    assert.match(text, /村名：华溪村/);
    assert.match(text, /通动力电：是/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载文件' }).click()]);
    assert.equal(JSON.parse(readFileSync(await download.path())).villages[0].answers.通动力电, true);
    await page.getByRole('button', { name: '重新打开页面' }).click();
    await ready(page);
    await eventually(() => page.getByLabel('村名', { exact: true }).inputValue(), '华溪村', '村名');
    await expectVerdict(page, '动力电', 'met');
  });
});

test('from a folder a self-check goes out as a code and a file, and comes in again', async (t) => {
  await fromFolder(t, {}, asItIs, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    await openScreen(page, '导出、发给别人');
    const code = await page.locator('#code').inputValue();
    assert.match(code, /^BAYOU1/);
    assert.equal(await page.locator('#link').count(), 0, 'a file has no address for others');
    await page.getByRole('button', { name: '显示二维码' }).click();
    await page.getByRole('img', { name: '二维码' }).first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载备份文件' }).click()]);
    assert.equal(JSON.parse(readFileSync(await download.path())).answers.总户数, '531');
    await page.evaluate(() => (location.hash = ''));
    await page.getByRole('button', { name: '清空', exact: true }).click();
    await page.evaluate(() => (location.hash = '#import'));
    await page.getByLabel(/粘贴到这里/).fill(code);
    await page.getByRole('button', { name: '看看会改什么' }).click();
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText(/已导入/).waitFor();
    await expectVerdict(page, '饮水安全', 'unmet');
  });
});

test('without WebAssembly it says so, and the checklist is printed', async (t) => {
  await fromFolder(t, { path: null, allow: ['no WebAssembly'] }, asItIs, async ({ page, url }) => {
    await page.addInitScript(() => delete window.WebAssembly);
    await page.goto(url);
    await page.getByText('自查表没有打开').waitFor();
    await screenshot(page, 'phone-one-file-not-opened');
    await page.getByRole('link', { name: '自查清单' }).click();
    await page.getByRole('heading', { name: /自查清单/ }).first().waitFor();
    assert.match(await page.locator('body').textContent(), /通村公路硬化/);
    assert.ok((await page.pdf({ format: 'A4' })).length > 20_000);
    await screenshot(page, 'phone-one-file-checklist', false);
  });
});

test('a file that was harmed on its way says so, wherever it was harmed', async (t) => {
  const whole = readFileSync(join(DIST, 'bayou.html'), 'utf8');
  const from = whole.indexOf('>', whole.indexOf('id="packed"')) + 1;
  const to = whole.indexOf('<', from);
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    const at = from + Math.floor((to - from) * share);
    const harm = (page) => page.slice(0, at) + (page[at] === '5' ? '6' : '5') + page.slice(at + 1);
    await fromFolder(t, { allow: ['.'] }, harm, ({ page }) => page.getByText('自查表没有打开').waitFor());
  }
});

/** The bytes as liblzma packs them, with these settings. */
function packed(bytes, lc, pb) {
  const filter = `{'id':lzma.FILTER_LZMA1,'preset':9,'lc':${lc},'lp':0,'pb':${pb}}`;
  const program = `import lzma,sys;sys.stdout.buffer.write(lzma.compress(sys.stdin.buffer.read(),format=lzma.FORMAT_RAW,filters=[${filter}]))`;
  return execFileSync('python3', ['-c', program], { input: bytes, maxBuffer: 1 << 24 });
}

test('what another program packs unpacks to the byte', async (t) => {
  try {
    packed(Buffer.alloc(1), 3, 0);
  } catch {
    return t.skip('skipped: there is no python3 with lzma to pack with');
  }
  const url = await serve();
  const { files } = await (await fetch(`${url}files.json`)).json();
  const samples = [...files.map(({ path }) => readFileSync(join(DIST, path))), Buffer.alloc(0), randomBytes(70_000), Buffer.alloc(70_000, 7)];
  for (const [lc, pb] of [[4, 0], [3, 2], [0, 4]]) {
    for (const sample of samples) {
      const unpacked = Buffer.from(unpack(packed(sample, lc, pb), sample.length, lc, pb));
      assert.ok(unpacked.equals(sample), `${sample.length} bytes, lc=${lc} pb=${pb}`);
    }
  }
});
