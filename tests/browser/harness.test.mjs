// The page as it is delivered: headers, first load, and that the guard of the other tests catches what it must.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { serve, withPage } from './harness.mjs';

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data:; manifest-src 'self'; worker-src 'self'";

function ask(url, path, options = {}) {
  return new Promise((resolve, reject) => {
    // Not `fetch`: it mends paths and unpacks bodies.
    get(url, { path, ...options }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

async function list(url) {
  const { body } = await ask(url, '/files.json');
  return JSON.parse(body.toString());
}

test('every answer carries the security headers', async () => {
  const url = await serve();
  for (const path of ['/', '/files.json', '/nothing-here']) {
    const { headers } = await ask(url, path);
    assert.ok(headers['content-security-policy'].startsWith(POLICY), path);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
});

test('files have their type, and those named by content are kept', async () => {
  const url = await serve();
  const { files } = await list(url);
  const wasm = files.find(({ path }) => path.endsWith('.wasm'));
  const answer = await ask(url, `/${wasm.path}`, { headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(answer.headers['content-type'], 'application/wasm');
  assert.equal(answer.headers['content-encoding'], 'br');
  assert.match(answer.headers['cache-control'], /immutable/);
  const plain = await ask(url, `/${wasm.path}`);
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(plain.body.length, wasm.bytes);
  assert.equal((await ask(url, '/')).headers['cache-control'], 'no-cache');
});

test('only files of the page are served, and only read', async () => {
  const url = await serve();
  for (const path of ['/../Cargo.toml', '/%2e%2e/Cargo.toml', '/..%2fCargo.toml', '//etc/passwd', '/.git/config']) {
    assert.equal((await ask(url, path)).status, 404, path);
  }
  assert.equal((await ask(url, '/', { method: 'POST' })).status, 405);
  assert.equal((await ask(url, '/', { method: 'HEAD' })).body.length, 0);
  assert.equal((await ask(url, '/%')).status, 400);
});

test('many visitors at once are all served', async () => {
  const url = await serve();
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(url, '/')));
  assert.ok(answers.every(({ status }) => status === 200));
});

test('the first load takes at most six requests, all listed, none elsewhere', async (t) => {
  await withPage(t, {}, async ({ page, url, requests }) => {
    await page.waitForFunction(() => document.body.childElementCount > 0);
    await page.waitForLoadState('networkidle');
    const { files } = await list(url);
    const known = new Set([url, ...files.map(({ path }) => url + path)]);
    assert.deepEqual(requests.filter((request) => !known.has(request)), []);
    assert.equal(new Set(requests).size, requests.length, `each once: ${requests}`);
    // What comes once the form stands is no part of it: the second part, and the script that registers the worker.
    await page.locator('.offline-note:not(:empty)').waitFor();
    const after = requests.findIndex((request) => /\/(offline-[0-9a-f]+\.js|later-[0-9a-f]+\.\w+)$/.test(request));
    assert.ok(after > 0 && after <= 6, `${after} requests before it: ${requests}`);
  });
});

for (const [what, breach, says] of [
  ['a warning', () => console.warn('careful'), /console warning: careful/],
  ['an uncaught error', () => void setTimeout(() => { throw new Error('lost'); }), /error: Error: lost/],
  ['an inline script', () => void (document.body.appendChild(document.createElement('script')).text = '1'), /script-src-elem/],
  ['an inline style', () => document.body.setAttribute('style', 'color: red'), /style-src-attr/],
  ['another origin', () => fetch('http://127.0.0.1:9/').catch(() => {}), /connect-src|another origin/],
  ['a missing file', () => fetch('./nothing-here'), /404/],
]) {
  test(`the guard catches ${what}`, async (t) => {
    await assert.rejects(
      withPage(t, {}, async ({ page, complaints }) => {
        await page.evaluate(breach);
        for (let tries = 0; tries < 100 && !complaints.some((it) => says.test(it)); tries++) await page.waitForTimeout(50);
      }),
      says,
    );
  });
}
