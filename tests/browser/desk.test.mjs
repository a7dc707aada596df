// Proof: the clerk's desk comes when its screen is opened and not before, runs in a worker of the page's own program, does the
// same without one, and says so when it does not come, when it dies, and where there is none. What the screens show of it is
// proved in tables.test.mjs.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DESKTOP, PHONE, openScreen, ready, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { passingOn } from './passing_on.mjs';
import { csv, villages } from './sheets.mjs';

const PART = /desk-[0-9a-f]+\.wasm$/;
const WORKER = /desk-worker-[0-9a-f]+\.js$/;
const of = (requests, pattern) => requests.filter((address) => pattern.test(address)).length;
/** Complaints that come with a file that does not. */
const FAILS = ['Failed to load resource', 'integrity', 'ERR_FAILED', 'net::'];

async function openTables(page) {
  await ready(page);
  await openScreen(page, '多村表格');
  await page.getByRole('button', { name: '载入示例' }).waitFor();
}

/** Loads the district that is there to be tried, and has it judged. */
async function judgeDemo(page) {
  await page.getByRole('button', { name: '载入示例' }).click();
  await judge(page);
}

async function judge(page) {
  await page.getByRole('button', { name: '开始判定' }).click();
  await page.getByText('判定完了').waitFor();
}

test('it comes when its screen is opened, once, and works in a worker', async (t) => {
  await withPage(t, DESKTOP, async ({ page, requests }) => {
    await ready(page);
    await openScreen(page, '自查凭证');
    assert.equal(of(requests, PART), 0, 'not before');
    await page.locator('.back').click();
    await openTables(page);
    await judgeDemo(page);
    assert.equal(page.workers().length, 1);
    assert.match(page.workers()[0].url(), WORKER);
    await page.goBack();
    await openScreen(page, '多村表格');
    assert.equal(of(requests, PART), 1);
  });
});

test('where no worker starts, the page does the same', async (t) => {
  const shown = async (page) => {
    await openTables(page);
    await judgeDemo(page);
    return page.locator('main.screen').innerText();
  };
  let inWorker;
  await withPage(t, DESKTOP, async ({ page }) => {
    inWorker = await shown(page);
  });
  await withPage(t, { ...DESKTOP, path: null, allow: FAILS }, async ({ page, url }) => {
    await page.route(WORKER, (route) => route.abort());
    await page.goto(url);
    assert.equal(await shown(page), inWorker, 'a worker that does not come');
    assert.equal(page.workers().length, 0);
  });
  await withPage(t, { ...DESKTOP, path: null }, async ({ page, url }) => {
    await page.addInitScript(() => void delete window.Worker);
    await page.goto(url);
    assert.equal(await shown(page), inWorker, 'a browser without workers');
  });
});

for (const how of ['in a worker', 'in the page']) {
  test(`reading is stopped on the way, and what is there says that it is not all: ${how}`, async (t) => {
    const [head, ...rows] = villages();
    const name = head.indexOf('村名');
    const many = Array.from({ length: 20 }, (_, copy) => rows.map((row) => row.with(name, `${row[name]}${copy + 1}`))).flat();
    const file = { name: '很多村.csv', mimeType: 'text/csv', buffer: Buffer.from(csv([head, ...many])) };
    await withPage(t, { ...DESKTOP, path: null }, async ({ page, url }) => {
      if (how === 'in the page') await page.addInitScript(() => void delete window.Worker);
      await page.goto(url);
      await openTables(page);
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: '开始判定' }).click();
      await page.getByText(/判定了 [1-9]\d* 个村/).waitFor();
      await page.getByRole('button', { name: '停下' }).click();
      await page.getByText('没有读完就停下了').waitFor();
    });
  });
}

test('a part that does not come is told, and comes on 重试', async (t) => {
  await withPage(t, { ...PHONE, path: null, allow: FAILS }, async ({ page, url }) => {
    await page.route(PART, (route) => route.fulfill({ contentType: 'text/html', body: '<p>请登录</p>' }));
    await page.goto(url);
    await ready(page);
    await type(page, '总户数', '531');
    await openScreen(page, '多村表格');
    const alert = page.getByRole('alert').filter({ hasText: '没有取到' });
    await alert.waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'phone-desk-not-there');
    await page.unroute(PART);
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByRole('button', { name: '载入示例' }).waitFor();
    await page.goBack();
    await page.goBack();
    assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
  });
});

test('a worker that dies is told, and the next question begins anew', async (t) => {
  await withPage(t, { ...DESKTOP, allow: ['out of memory'] }, async ({ page }) => {
    await openTables(page);
    // What was said of a column must not have to be said again.
    const [head, ...rows] = villages();
    const other = csv([head.map((name) => (name === '总户数' ? '户数合计' : name)), ...rows.slice(0, 5)]);
    const sheet = { name: '户数合计.csv', mimeType: 'text/csv', buffer: Buffer.from(other) };
    await page.locator('input[type=file]').setInputFiles(sheet);
    await page.locator('.columns-of').waitFor({ state: 'attached' });
    if (!(await page.locator('.columns-of').isVisible())) await page.locator('summary', { hasText: '每一列对应哪一项' }).click();
    await page.getByRole('button', { name: '改“户数合计”对应的指标', exact: true }).click();
    await page.getByLabel('“户数合计”这一列对应的指标').selectOption({ label: '总户数' });
    await page.getByText(`认出 ${head.length} 列`).waitFor();
    await page.getByRole('button', { name: '换一个文件' }).click();
    await judgeDemo(page);
    const [worker] = page.workers();
    await worker.evaluate(() => void setTimeout(() => { throw new Error('out of memory'); }));
    await page.getByText('处理中断了').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'desktop-desk-died');
    await page.locator('input[type=file]').setInputFiles(sheet);
    await page.getByText(`认出 ${head.length} 列`).waitFor();
    assert.equal(page.workers().length, 1);
    assert.notEqual(page.workers()[0], worker);
  });
});

test('without a network it comes from the version on the device', async (t) => {
  const profile = mkdtempSync(join(tmpdir(), 'bayou-desk-'));
  const site = await passingOn();
  const allow = ['Failed to load resource', 'ERR_CONNECTION_REFUSED', 'ERR_FAILED', 'Failed to fetch', 'net::ERR_'];
  try {
    await withPage(t, { ...DESKTOP, worker: true, allow, site: site.url, profile }, async ({ page }) => {
      await ready(page);
      await page.locator('.offline-note', { hasText: '已可离线使用' }).waitFor();
      await site.goAway();
      await page.reload();
      await openTables(page);
      await judgeDemo(page);
      assert.equal(page.workers().filter((worker) => WORKER.test(worker.url())).length, 1);
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

test('the page in one file says where it is', async (t) => {
  await withPage(t, { ...PHONE, path: '/bayou.html' }, async ({ page }) => {
    await ready(page);
    await openScreen(page, '多村表格');
    await page.getByText('单文件版没有').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
  });
});
