// The portals of tests/portal in the engines met in the field beside today's Chromium: the element under a strict policy, in
// a page with hostile style and in a sandbox; the frame; and the package by each way of building. `cargo xtask test engines`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from '../browser/harness.mjs';
import { install } from '../package/installed.mjs';
import { CARRYING, FETCHING, builtByVite, builtByWebpack, portals, serve } from '../package/portal.mjs';
import { looks } from '../portal/looks.mjs';
import { serveSite } from '../portal/server.mjs';
import { Absent, until, withEngine } from './engines.mjs';

/** Chromium as it is has tests of its own, in tests/browser and tests/package. */
const OTHERS = ['Firefox ESR', 'WebKit', 'Chromium 79'];
const servers = [];
after(() => servers.forEach(({ server }) => server.close()));

async function site(options) {
  const made = await serveSite({ dist: DIST, ...options });
  servers.push(made);
  return made;
}

/** Runs the visit in the engine; one that is not there is skipped and named. */
function inEngine(engine, what, visit) {
  test(`${engine}: ${what}`, { timeout: 300_000 }, async (t) => {
    try {
      await withEngine(engine, async (page) => {
        t.diagnostic(page.version);
        await visit(page, t);
      });
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      t.skip(error.message);
    }
  });
}

const heard = (name) => window.heard.filter((it) => it[0] === name).length > 0;
const told = (name, code) => window.told.some((it) => it[0] === name && it[1] === code);
const stands = (id) => {
  const { shadowRoot } = document.getElementById(id);
  return Boolean(shadowRoot && shadowRoot.querySelector('.results:not([aria-busy]) [data-check]'));
};
const verdict = () => document.querySelector('#first').assessment.checks.find((it) => it.name === '通组公路').verdict;
const fill = (label, value) => {
  const root = document.querySelector('#first').shadowRoot;
  const own = Array.from(root.querySelectorAll('label')).find((it) => it.htmlFor && it.textContent.trim() === label);
  const input = root.getElementById(own.htmlFor);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};

for (const engine of OTHERS) {
  inEngine(engine, 'the element tells and judges, under a strict policy', async (page) => {
    const { url } = await site();
    await page.open(`${url}/strict.html`);
    await until(page, true, heard, 'ready');
    await until(page, 'unmet', verdict);
    // The form draws its fields from frame to frame.
    await until(page, true, stands, 'first');
    await page.run(fill, '通公路小组数', '7');
    await until(page, true, heard, 'change');
    await until(page, 'met', verdict);
  });

  inEngine(engine, 'what is filled in is kept, and there when the page is opened again', async (page) => {
    const body = '<!doctype html><title>x</title><script src="/bayou/embed/bayou-check.js" defer></script><bayou-check id="first" village="华溪村"></bayou-check>';
    const { url } = await site({ pages: { '/strict-kept.html': body } });
    await page.open(`${url}/strict-kept.html`);
    await until(page, true, stands, 'first');
    await page.run(() => document.querySelector('#first').addEventListener('bayou-saved', () => (window.saved = true)));
    await page.run(fill, '村名', '华溪村');
    await until(page, true, () => window.saved);
    await page.reload();
    await until(page, true, stands, 'first');
    await until(page, '{"村名":"华溪村"}', () => JSON.stringify(document.querySelector('#first').value));
  });

  inEngine(engine, 'a hostile style changes nothing inside', async (page) => {
    const { url } = await site();
    await page.open(`${url}/plain.html`);
    await until(page, true, stands, 'first');
    const plain = await page.run(looks);
    await page.open(`${url}/table.html`);
    await until(page, true, stands, 'first');
    await until(page, true, stands, 'second');
    // The two pages are not equally wide, and nothing looked at goes by the width.
    assert.deepEqual(await page.run(looks), plain);
    assert.equal(await page.run(() => document.querySelector('div#app').textContent), '门户自己的区域');
  });

  inEngine(engine, 'in a sandbox it works and says that it does not keep', async (page) => {
    const { url } = await site();
    await page.open(`${url}/sandbox.html`);
    await until(page, true, told, 'ready', '');
    await until(page, true, told, 'error', 'storage-unavailable');
  });

  inEngine(engine, 'the frame speaks with the origin on its list', async (page) => {
    const pages = {};
    const portal = await site({ pages });
    const office = await site({ allowed: [portal.url] });
    pages['/host.html'] = `<!doctype html><title>x</title><link rel="icon" href="data:,">
      <script>window.heard = []; addEventListener('bayou-ready', (it) => heard.push(['ready', '', it.detail]));</script>
      <script src="${office.url}/bayou/embed/bayou-frame.js"></script><bayou-frame id="frame" village="华溪村" storage="none"></bayou-frame>`;
    await page.open(`${portal.url}/host.html`);
    await until(page, true, heard, 'ready');
    await page.run(() => {
      const form = document.querySelector('#frame');
      form
        .set({ 村民小组数: 7, 通公路小组数: 6 })
        .then(() => form.focusFirstProblem())
        .then((name) => (window.problem = name));
    });
    await until(page, '通组公路', () => window.problem);
    await until(page, true, () => document.querySelector('iframe').offsetHeight > 1000);
  });
}

describe('the package', () => {
  let installed;
  let folder;
  let expected;
  const built = {};
  before(async () => {
    installed = install();
    folder = portals(installed);
    const { used } = await import(pathToFileURL(join(folder, 'use.js')));
    expected = used(await installed.load('node.js'));
    built.Vite = await builtByVite(folder);
    built.webpack = await builtByWebpack(folder);
  });
  after(() => installed.done());

  for (const engine of OTHERS) {
    inEngine(engine, 'the package is the same as in Node, however it is built', async (page, t) => {
      const ways = [
        ['plain/module.html', FETCHING],
        ['plain/inline.html', CARRYING],
        ['plain/single.html', CARRYING],
      ];
      // As they are set by default, bundlers write for the browsers of today.
      if (engine !== 'Chromium 79') ways.push([built.Vite, FETCHING], [built.webpack, FETCHING]);
      for (const [path, policy] of ways) {
        // Chromium before 97 knows the wide word alone.
        const server = await serve(folder, engine === 'Chromium 79' ? policy.replace("'wasm-unsafe-eval'", "'unsafe-eval'") : policy);
        try {
          await page.open(`${server.url}${path}`);
          t.diagnostic(path);
          const shown = () => (document.querySelector('output') || {}).textContent || '';
          await until(page, JSON.stringify(expected), shown);
        } finally {
          server.close();
        }
      }
    });
  }
});
