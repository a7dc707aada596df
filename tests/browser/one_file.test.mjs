// The page in one file, out of a chat or from a memory stick: alone in a folder it opens, judges, keeps and prints.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { constants, deflateRawSync } from 'node:zlib';
import { inflate } from '../../web/offline/inflate.js';
import { PHONE, eventually, expectVerdict, fillVillage, ready, saved, type } from './errand.mjs';
import { DIST, serve, withPage } from './harness.mjs';

test('from a folder it opens, judges, keeps what is typed and prints', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bayou-file-'));
  const file = join(folder, '八有自查.html');
  copyFileSync(join(DIST, 'bayou.html'), file);
  try {
    await withPage(t, { ...PHONE, path: '', site: pathToFileURL(file).href, offline: true }, async ({ page, requests }) => {
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
      const printed = await page.pdf({ format: 'A4' });
      assert.equal(printed.subarray(0, 5).toString(), '%PDF-');
      assert.ok(printed.length > 20_000, `${printed.length} bytes`);
      assert.deepEqual(requests.filter((it) => !it.startsWith('file:')), []);
      assert.equal(requests.length, 2, 'the file, twice');
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

test('what is packed unpacks to the byte', async () => {
  const url = await serve();
  const { files } = await (await fetch(`${url}files.json`)).json();
  const samples = [...files.map(({ path }) => readFileSync(join(DIST, path))), Buffer.alloc(0), randomBytes(70_000), Buffer.alloc(70_000, 7)];
  for (const settings of [{ level: 9 }, { level: 0 }, { strategy: constants.Z_FIXED }, { strategy: constants.Z_HUFFMAN_ONLY }]) {
    for (const sample of samples) {
      const unpacked = Buffer.from(inflate(deflateRawSync(sample, settings), sample.length));
      assert.ok(unpacked.equals(sample), `${sample.length} bytes, ${JSON.stringify(settings)}`);
    }
  }
});
