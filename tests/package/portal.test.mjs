// The package in a browser: without a bundler, built by Vite and by webpack, inlined, and as a single file, each under a
// policy that forbids everything else; and every golden village, to the byte what it is in Node and natively.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { close, launch, watch } from '../browser/harness.mjs';
import { names, packs, receipts, village } from './golden.mjs';
import { install } from './installed.mjs';
import { CARRYING, FETCHING, builtByVite, builtByWebpack, portals, serve } from './portal.mjs';

const installed = install();
const folder = portals(installed);
after(async () => {
  await close();
  installed.done();
});

const { used } = await import(pathToFileURL(join(folder, 'use.js')));
const expected = used(await installed.load('node.js'));

/** Opens a page under a policy and hands it to `visit`; fails on any complaint and on requests to elsewhere. */
async function withPage(path, policy, visit) {
  const server = await serve(folder, policy);
  const context = await (await launch()).newContext();
  const complaints = [];
  const requests = [];
  watch(context, server.url, requests, (complaint) => complaints.push(complaint));
  try {
    const page = await context.newPage();
    await page.goto(new URL(path, server.url).href);
    await visit(page);
  } finally {
    await context.close();
    server.close();
  }
  assert.deepEqual(complaints, []);
}

/** What the page shows. */
async function shown(page) {
  const output = page.locator('output:not(:empty)');
  const text = await output.textContent();
  assert.ok(!text.startsWith('failed'), text);
  return JSON.parse(text);
}

test('the expected is worth being held against', () => {
  assert.equal(expected.turned[0].to, 'met');
  assert.deepEqual(expected.mismatches, []);
  assert.match(expected.reason, /11/);
});

for (const [what, path, policy] of [
  ['without a bundler', 'plain/module.html', FETCHING],
  ['inlined, with nothing that may be fetched', 'plain/inline.html', CARRYING],
  ['as a single file, with nothing that may be fetched', 'plain/single.html', CARRYING],
]) {
  test(`${what}: the same as in Node`, async () => {
    await withPage(path, policy, async (page) => {
      assert.deepEqual(await shown(page), expected);
      const added = await page.evaluate(() => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        const own = new Set(Object.getOwnPropertyNames(frame.contentWindow));
        frame.remove();
        return Object.getOwnPropertyNames(window).filter((name) => !own.has(name) && !/^\d+$/.test(name));
      });
      assert.deepEqual(added, path.includes('single') ? ['Bayou'] : []);
    });
  });
}

for (const [bundler, build] of [['Vite', builtByVite], ['webpack', builtByWebpack]]) {
  test(`built by ${bundler}: the same as in Node`, async () => {
    const path = await build(folder);
    await withPage(path, FETCHING, async (page) => {
      assert.deepEqual(await shown(page), expected);
    });
  });
}

test('a policy that does not allow WebAssembly ends in a typed error', async () => {
  const server = await serve(folder, "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:");
  const page = await (await launch()).newPage();
  try {
    await page.goto(`${server.url}plain/module.html`);
    assert.match(await page.locator('output:not(:empty)').textContent(), /^failed: not-loaded /);
  } finally {
    await page.close();
    server.close();
  }
});

test('every golden village is in the browser what it is natively and in Node, to the byte, in both editions', async () => {
  mkdirSync(join(folder, 'packs'));
  const built = packs(join(folder, 'packs'));
  const cases = names.map((name) => {
    const { top, answers, earlier } = village(name);
    const below = (extension) => built.file(top, extension).slice(folder.length + 1);
    return { name, date: top.date, answers, earlier, json: below('json'), pack: below('pack') };
  });
  const { Engine } = await installed.load('node.js');
  const inNode = cases.map(({ date, answers, earlier, json }) => {
    const engine = Engine.fromPack(readFileSync(join(folder, json), 'utf8'));
    const session = engine.open({ date, answers, earlier });
    return { record: session.recordText, assessment: JSON.stringify(session.assessment) };
  });
  await withPage('plain/module.html', FETCHING, async (page) => {
    await shown(page);
    const inBrowser = await page.evaluate(async (cases) => {
      const at = (path) => new URL(`../${path}`, location.href).href;
      const fetched = async (path) => (await fetch(at(path))).arrayBuffer();
      const full = await import(at('bayou-engine/web.js'));
      const compiled = await import(at('bayou-engine/compiled/web.js'));
      await Promise.all([full.init(), compiled.init()]);
      const judged = (engine, { date, answers, earlier }) => {
        const session = engine.open({ date, answers, earlier });
        const said = { record: session.recordText, assessment: JSON.stringify(session.assessment) };
        session.free();
        engine.free();
        return said;
      };
      const found = [];
      for (const one of cases) {
        const pack = new TextDecoder().decode(await fetched(one.json));
        found.push([judged(full.Engine.fromPack(pack), one), judged(compiled.Engine.fromCompiled(await fetched(one.pack)), one)]);
      }
      return found;
    }, cases);
    assert.equal(inBrowser.length, receipts.size);
    for (const [at, { name }] of cases.entries()) {
      for (const found of inBrowser[at]) {
        assert.deepEqual(found, inNode[at], name);
        // What is digested natively is the canonical JSON, which is what crosses the border.
        const digest = createHash('sha256').update(found.assessment).digest('hex');
        assert.equal(digest, receipts.get(name).result, name);
      }
    }
  });
});
