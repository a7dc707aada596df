// A cadre goes where there is no signal, and the page comes along: whole, of one version, and never changed under the hand.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DESKTOP, PHONE, choose, eventually, expectVerdict, fillVillage, ready, saved, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { passingOn } from './passing_on.mjs';

const LOGIN = '<!doctype html><title>login</title><p>Please log in to the network.</p>';
/** What a browser says of a network that is not there, or not ours. */
const NO_NETWORK = ['Failed to load resource', 'ERR_CONNECTION_REFUSED', 'ERR_FAILED', 'Failed to fetch', 'net::ERR_'];
const REFUSED_WORKER = ['unsupported MIME type', 'ServiceWorker'];

/** A site and pages on it with the worker. */
async function onSite(t, options, visit) {
  const site = await passingOn();
  try {
    await withPage(t, { ...PHONE, worker: true, allow: NO_NETWORK, site: site.url, ...options }, (visited) =>
      visit({ ...visited, site }),
    );
  } finally {
    await site.goAway();
  }
}

async function installed(page) {
  await page.locator('.offline-note', { hasText: '已可离线使用' }).waitFor();
}

/** The caches of the page's folder, by name, with the paths they hold. */
function caches(page) {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const paths = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname).sort();
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await paths(name)])));
  });
}

/** Looks for a new version, and waits until what was found is installed or given up. */
function look(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {});
    const fresh = registration.installing;
    if (fresh) await new Promise((resolve) => fresh.addEventListener('statechange', resolve, { once: true }));
    return { waits: Boolean(registration.waiting), version: fresh?.state };
  });
}

test('first visit, then without a network: reloaded, filled in, saved, and there after a restart', async (t) => {
  const profile = mkdtempSync(join(tmpdir(), 'bayou-offline-'));
  const site = await passingOn();
  const options = { ...PHONE, worker: true, allow: NO_NETWORK, site: site.url, profile };
  try {
    await withPage(t, options, async ({ page, url }) => {
      await ready(page);
      await installed(page);
      const { files } = await (await fetch(`${url}files.json`)).json();
      const [held] = Object.values(await caches(page));
      assert.deepEqual(held, files.map(({ path }) => `/${path}`).sort(), 'one version, whole');
      assert.equal(await page.evaluate(async () => (await fetch('./index.html', { method: 'POST' })).status), 405, 'only GET');
      await site.goAway();
      await page.reload();
      await ready(page);
      await fillVillage(page);
      await expectVerdict(page, '饮水安全', 'unmet');
      await saved(page);
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.locator('.offline-note').scrollIntoViewIfNeeded();
      await screenshot(page, 'phone-offline', false);
    });
    await withPage(t, options, async ({ page }) => {
      await ready(page);
      await expectVerdict(page, '饮水安全', 'unmet');
      await eventually(() => page.getByLabel('总户数', { exact: true }).inputValue(), '531', '总户数');
      await page.locator('.packs summary').click();
      await page.locator('.packs').getByLabel('贫困村退出标准(2016)', { exact: true }).click();
      await page.locator('.card[data-check="贫困发生率"]').waitFor({ state: 'attached' });
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

test('a new version waits until it is agreed to, and then all pages have it', async (t) => {
  await onSite(t, {}, async ({ page, context, url, site }) => {
    await ready(page);
    await installed(page);
    const other = await context.newPage();
    await other.goto(url);
    await ready(other);
    await type(other, '总人口', '1463');
    await saved(other);
    await page.evaluate(() => Promise.all(['portal', 'bayou %2Fother%2F 1'].map((name) => caches.open(name))));
    await page.reload();
    await ready(page);
    await site.release('新版');
    await page.getByLabel('总户数', { exact: true }).focus();
    await page.keyboard.type('53');
    for (const one of [page, other]) await one.evaluate(() => void (window.sameDocument = true));
    await look(page);
    await page.locator('.offline-bar', { hasText: '有新版本' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('.offline-bar').isVisible(), false, 'not while something is typed on a phone');
    await page.keyboard.type('1');
    assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531');
    await page.locator('h1').click();
    await page.locator('.offline-bar').waitFor();
    await other.locator('h1').click();
    await other.locator('.offline-bar').waitFor();
    for (const one of [page, other]) assert.equal(await one.evaluate(() => window.sameDocument), true, 'nothing was reloaded');
    assert.deepEqual(await accessibilityFaults(page), []);
    await screenshot(page, 'phone-update', false);

    await saved(page);
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), '八有自查', 'not agreed to: still the old one');
    await page.locator('.offline-bar').waitFor();
    await page.getByRole('button', { name: '稍后' }).click();
    assert.equal(await page.locator('.offline-bar').isVisible(), false);

    await page.reload();
    await ready(page);
    await page.getByRole('button', { name: '更新', exact: true }).click();
    for (const [one, name, typed] of [[page, '总户数', '531'], [other, '总人口', '1463']]) {
      await eventually(() => one.title().catch(() => ''), '新版', 'the new version');
      await ready(one);
      await eventually(() => one.getByLabel(name, { exact: true }).inputValue(), typed, 'what was typed');
      assert.equal(await one.locator('.offline-bar').isVisible(), false);
    }
    const names = Object.keys(await caches(page));
    assert.equal(names.length, 3, `one version, and what is not ours: ${names}`);
    assert.ok(names.includes('portal') && names.includes('bayou %2Fother%2F 1'));
    await site.goAway();
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), '新版');
  });
});

test('what cannot be saved is not lost to a new version', async (t) => {
  await onSite(t, { path: null }, async ({ page, context, url, site }) => {
    await page.goto(url);
    await ready(page);
    await installed(page);
    const other = await context.newPage();
    await other.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
    await other.goto(url);
    await ready(other);
    await other.getByRole('alert').getByText('无法保存到本机').waitFor();
    await type(other, '总人口', '1463');
    await page.reload();
    await ready(page);
    await site.release('新版');
    await look(page);
    await page.getByRole('button', { name: '更新', exact: true }).click();
    await eventually(() => page.title().catch(() => ''), '新版', 'the new version');
    await other.locator('.offline-bar', { hasText: '没有保存到本机' }).waitFor();
    await other.waitForTimeout(300);
    assert.equal(await other.getByLabel('总人口', { exact: true }).inputValue(), '1463');
    await other.getByRole('button', { name: '仍要更新' }).click();
    await eventually(() => other.title().catch(() => ''), '新版', 'the new version, agreed to');
  });
});

test('an interrupted installation leaves the old version whole, and goes on later', async (t) => {
  await onSite(t, {}, async ({ page, site }) => {
    await ready(page);
    await installed(page);
    const before = await caches(page);
    const [name] = Object.keys(before);
    await site.release('新版');
    const whole = site.answers.get('/index.html');
    site.answers.set('/index.html', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': whole.length });
      response.write(whole.slice(0, 100));
      setTimeout(() => response.destroy(), 50);
    });
    assert.equal((await look(page)).waits, false);
    assert.deepEqual((await caches(page))[name], before[name]);
    assert.equal(await page.locator('.offline-bar').isVisible(), false);
    await site.goAway();
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), '八有自查');
    await site.comeBack();
    site.answers.set('/index.html', whole);
    await look(page);
    await page.getByRole('button', { name: '更新', exact: true }).click();
    await eventually(() => page.title().catch(() => ''), '新版', 'the new version');
  });
});

test('a file that was harmed on the device is fetched again, or the page says what to do', async (t) => {
  await onSite(t, { allow: [...NO_NETWORK, 'error', 'WebAssembly'] }, async ({ page, site }) => {
    await ready(page);
    await installed(page);
    const harm = (part) =>
      page.evaluate(async (part) => {
        const [name] = await caches.keys();
        const cache = await caches.open(name);
        const found = (await cache.keys()).find(({ url }) => url.includes(part));
        const bytes = new Uint8Array(await (await cache.match(found)).arrayBuffer());
        bytes[bytes.length >> 1] ^= 1;
        await cache.put(found, new Response(bytes, { headers: { 'content-type': 'application/wasm' } }));
      }, part);
    await harm('_bg-');
    await page.reload();
    await ready(page);
    await site.goAway();
    await page.reload();
    // Mended: it is there without a network.
    await ready(page);

    await harm('_bg-');
    // The browser's own memory of the file is none of ours to rely on.
    await page.context().newCDPSession(page).then((session) => session.send('Network.clearBrowserCache'));
    await page.reload();
    await page.locator('.waiting-text', { hasText: '没有打开' }).waitFor();
    await screenshot(page, 'phone-not-opened');
    await harm('index.html');
    await page.reload();
    await page.getByText('离线版本损坏了').waitFor();
    await site.comeBack();
    await page.reload();
    await ready(page);
  });
});

test('a login page in place of a file is never taken for it', async (t) => {
  await onSite(t, { allow: [...NO_NETWORK, ...REFUSED_WORKER] }, async ({ page, site }) => {
    const { files } = await (await fetch(`${site.url}files.json`)).json();
    const wasm = `/${files.find(({ path }) => path.endsWith('.wasm')).path}`;
    await ready(page);
    await installed(page);
    const [name] = Object.keys(await caches(page));
    await site.release('新版');
    // The new version's module is new, so that it cannot be had from the old one.
    const worker = site.answers.get('/worker.js');
    site.answers.set('/worker.js', worker.replaceAll(wasm.slice(1), 'other.wasm').replace(/("path":"other\.wasm","bytes":\d+,"sha256":")../, '$100'));
    const page_ = { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" };
    site.answers.set('/other.wasm', (_, response) => response.writeHead(200, page_).end(LOGIN));
    assert.equal((await look(page)).waits, false);
    site.answers.set('*', (_, response) => response.writeHead(200, page_).end(LOGIN));
    for (const path of site.answers.keys()) if (path !== '*') site.answers.delete(path);
    assert.equal((await look(page)).waits, false);
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), '八有自查');
    assert.ok(Object.keys(await caches(page)).includes(name));
  });
});

test('a first installation behind a login page says that it will be tried again', async (t) => {
  await onSite(t, { path: null, allow: [...NO_NETWORK, ...REFUSED_WORKER] }, async ({ page, url, site }) => {
    site.answers.set('/worker.js', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(LOGIN));
    await page.goto(url);
    await ready(page);
    await page.locator('.offline-note', { hasText: '现在还不能离线使用' }).waitFor();
    site.answers.clear();
    await page.reload();
    await ready(page);
    await installed(page);
  });
});

test('the switch takes the worker and its caches away, and nothing else', async (t) => {
  await onSite(t, {}, async ({ page, site }) => {
    await ready(page);
    await installed(page);
    await type(page, '总户数', '531');
    await saved(page);
    await page.evaluate(() => caches.open('portal'));
    site.answers.set('/offline.json', '{"offline": false}');
    await page.reload();
    await ready(page);
    await eventually(async () => Object.keys(await caches(page)).join(), 'portal', 'the caches');
    await page.reload();
    await ready(page);
    await page.locator('.offline-note', { hasText: '现在还不能离线使用' }).waitFor();
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
    assert.equal(await page.getByLabel('总户数', { exact: true }).inputValue(), '531', 'the answers stay');
    assert.deepEqual(Object.keys(await caches(page)), ['portal']);
    site.answers.clear();
    await page.reload();
    await ready(page);
    await installed(page);
  });
});

test('where there is no worker the page says so and offers the page in one file', async (t) => {
  for (const [name, device] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await withPage(t, device, async ({ page, url }) => {
      await ready(page);
      const note = page.locator('.offline-note', { hasText: '不能离线打开' });
      await note.waitFor();
      const link = note.getByRole('link', { name: '下载单文件版' });
      const answer = await fetch(new URL(await link.getAttribute('href'), url));
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type'), /text\/html/);
      await note.scrollIntoViewIfNeeded();
      await screenshot(page, `${name}-no-worker`, false);
    });
  }
});

test('the page can be installed', async (t) => {
  await onSite(t, DESKTOP, async ({ page, context, url }) => {
    await ready(page);
    await installed(page);
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A window of a test is a private one, in which nothing is installed.
    assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
    const manifest = await (await fetch(`${url}manifest.webmanifest`)).json();
    for (const { src, sizes } of manifest.icons) {
      const size = await page.evaluate(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, src);
      assert.equal(size, sizes);
    }
    await choose(page, '通动力电', '是');
    await expectVerdict(page, '动力电', 'met');
  });
});
