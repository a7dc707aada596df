// Proof: the form stands in pages of others, as an element and in a frame: nothing of their style comes in, none of ours goes
// out, the portal listens and drives, and what is hostile is refused. The pages are in tests/portal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { serveSite } from '../portal/server.mjs';
import { DIST, ROOT, launch, screenshot } from './harness.mjs';

const dist = process.env.BAYOU_DIST ?? DIST;
const servers = [];
after(() => servers.forEach(({ server }) => server.close()));
const CYCLES = Number(process.env.BAYOU_CYCLES ?? 1000);

/** Opens a page of a portal and fails on whatever the browser complains of. */
async function visit(path, { pages, allowed, allow = [], viewport = { width: 1100, height: 900 }, before } = {}, work) {
  const site = await serveSite({ dist, pages, allowed });
  servers.push(site);
  const context = await (await launch()).newContext({ locale: 'zh-CN', viewport });
  const complaints = [];
  const complain = (text) => allow.some((pattern) => text.includes(pattern)) || complaints.push(text);
  context.on('console', (it) => ['error', 'warning'].includes(it.type()) && !it.location().url.endsWith('favicon.ico') && complain(it.text()));
  context.on('weberror', (it) => complain(String(it.error())));
  try {
    const page = await context.newPage();
    if (before) await before(page, context);
    await page.goto(site.url + path);
    await work(page, site, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

const heard = (page, name) => page.evaluate((name) => window.heard.filter(([it]) => it === name).map(([, id, detail]) => ({ id, ...detail })), name);
const hears = (page, name, times = 1) =>
  page.waitForFunction(([name, times]) => window.heard.filter(([it]) => it === name).length >= times, [name, times], { timeout: 30_000 });
const ready = (page, id = 'first') => page.locator(`#${id} .cards [data-check]`).first().waitFor({ state: 'attached', timeout: 30_000 });
const field = (page, id, name) => page.locator(`#${id}`).getByLabel(name, { exact: true });

test('what is set before the element is defined is judged, kept and told, under a strict policy', async () => {
  await visit('/strict.html', {}, async (page) => {
    await hears(page, 'ready');
    const [told] = await heard(page, 'ready');
    assert.equal(told.schema, 1);
    assert.equal(told.village, '华溪村');
    assert.deepEqual(told.value, { 村民小组数: '7', 通公路小组数: '6' });
    const road = told.assessment.checks.find(({ name }) => name === '通组公路');
    assert.equal(road.verdict, 'unmet');
    await hears(page, 'saved');
    assert.deepEqual(await heard(page, 'change'), []);
    await field(page, 'first', '通公路小组数').fill('7');
    await hears(page, 'change');
    assert.deepEqual((await heard(page, 'change'))[0].changed, { 通公路小组数: '7' }, 'what was set by the portal is no change');
    await hears(page, 'saved', 2);
    const verdict = await page.evaluate(() => document.querySelector('#first').assessment.checks.find(({ name }) => name === '通组公路').verdict);
    assert.equal(verdict, 'met');
    await page.evaluate(() => (document.querySelector('#first').value = {}));
    assert.deepEqual(await page.evaluate(() => document.querySelector('#first').value), {}, 'at once');
    assert.equal((await heard(page, 'error')).length, 0);
  });
});

test('nothing of a hostile style comes in, and nothing of ours goes out', async () => {
  const styles = (page) =>
    page.evaluate(() => {
      const root = document.querySelector('#first').shadowRoot;
      const of = (selector) => {
        const { fontSize, fontStyle, color, textAlign, letterSpacing, lineHeight, textTransform, display, borderTopStyle, backgroundColor, position, marginTop } =
          getComputedStyle(root.querySelector(selector));
        return { fontSize, fontStyle, color, textAlign, letterSpacing, lineHeight, textTransform, display, borderTopStyle, backgroundColor, position, marginTop };
      };
      return ['h1', '.field', '.field input', '.button', '.tile', '.masthead', '.app', 'p', '.half.form'].map((it) => [it, of(it)]);
    });
  let plain;
  await visit('/plain.html', { viewport: { width: 925, height: 900 } }, async (page) => {
    await ready(page);
    plain = await styles(page);
    await screenshot(page, 'portal-plain');
  });
  await visit('/table.html', {}, async (page) => {
    await ready(page);
    await ready(page, 'second');
    assert.deepEqual(await styles(page), plain);
    assert.equal(await page.locator('div#app').innerText(), '门户自己的区域');
    assert.equal(await page.getByText('门户的抬头').isVisible(), true);
    assert.equal(await page.getByText('门户的落款').isVisible(), true);
    const big = await page.evaluate(() => getComputedStyle(document.querySelector('#second').shadowRoot.querySelector('.field input')).fontSize);
    assert.equal(big, '20px', 'mode="care"');
    const outside = () =>
      page.evaluate(() => ['h1', 'td', 'div#app', 'body', 'html'].map((it) => JSON.stringify(Object.entries(getComputedStyle(document.querySelector(it))).filter(([name]) => !/height|block-size|origin|blockSize|width|inline-size|inlineSize/i.test(name)))));
    const own = await outside();
    await screenshot(page, 'portal-table');
    await page.evaluate(() => document.querySelectorAll('bayou-check').forEach((it) => it.remove()));
    assert.deepEqual(await outside(), own);
  });
});

test('no global is added but the element', async () => {
  const globals = (page) => page.evaluate(() => Object.getOwnPropertyNames(window).filter((name) => !/^\d+$/.test(name)));
  const page_of = (script) => ({ '/empty.html': `<!doctype html><title>x</title><link rel="icon" href="data:,"><bayou-check id="first"></bayou-check>${script}` });
  let before;
  await visit('/empty.html', { pages: page_of('') }, async (page) => (before = await globals(page)));
  await visit('/empty.html', { pages: page_of('<script src="/bayou/embed/bayou-check.js"></script>') }, async (page) => {
    await ready(page);
    assert.deepEqual(await globals(page), before);
    assert.equal(await page.evaluate(() => ['FILES', 'BayouCheck', 'embed'].filter((name) => { try { return eval(`typeof ${name}`) !== 'undefined'; } catch { return true; } }).length), 0);
  });
});

test('two villages of one page are kept apart, and one that the portal owns is not kept', async () => {
  await visit('/table.html', {}, async (page, site) => {
    await ready(page);
    await ready(page, 'second');
    const saved = page.evaluate(() => new Promise((resolve) => document.querySelector('#first').addEventListener('bayou-saved', resolve, { once: true })));
    await field(page, 'second', '村名').fill('稻谷村');
    await field(page, 'first', '村名').fill('华溪村');
    await saved;
    await page.goto(`${site.url}/table.html`);
    await ready(page);
    await ready(page, 'second');
    const values = await page.evaluate(() => ['first', 'second'].map((id) => document.getElementById(id).value));
    assert.deepEqual(values, [{ 村名: '华溪村' }, {}]);
    // What has just been typed belongs to the village that it was typed for.
    await field(page, 'first', '村民小组数').fill('9');
    await page.evaluate(() => document.querySelector('#first').setAttribute('village', '第三村'));
    await page.waitForFunction(() => Object.keys(document.querySelector('#first').value).length === 0);
    await page.evaluate(() => (document.querySelector('#first').village = '华溪村'));
    await page.waitForFunction(() => document.querySelector('#first').value.村名 === '华溪村');
    assert.equal(await page.evaluate(() => document.querySelector('#first').value.村民小组数), '9');
  });
});

test('moved and put back, the element has its answers; attributes and properties reflect', async () => {
  await visit('/table.html', {}, async (page) => {
    await ready(page, 'second');
    await field(page, 'second', '村名').fill('稻谷村');
    await page.waitForFunction(() => document.querySelector('#second').value.村名 === '稻谷村');
    await page.evaluate(() => document.body.append(document.querySelector('#second')));
    assert.equal(await field(page, 'second', '村名').inputValue(), '稻谷村');
    await page.evaluate(async () => {
      const form = document.querySelector('#second');
      form.remove();
      await new Promise((resolve) => setTimeout(resolve, 300));
      document.body.append(form);
    });
    await ready(page, 'second');
    await page.waitForFunction(() => document.querySelector('#second').shadowRoot.querySelector('.village').textContent.includes('稻谷村'));
    assert.equal(await field(page, 'second', '村名').inputValue(), '稻谷村');
    const reflected = await page.evaluate(() => {
      const form = document.createElement('bayou-check');
      Object.assign(form, { pack: 'national-exit-2016', village: '甲', mode: 'care', storage: 'none', readonly: true });
      const html = form.outerHTML;
      form.setAttribute('mode', 'odd');
      return [html, form.mode, form.storage];
    });
    assert.deepEqual(reflected, ['<bayou-check pack="national-exit-2016" village="甲" mode="care" storage="none" readonly=""></bayou-check>', 'normal', 'none']);
  });
});

test('the portal drives the form by its methods', async () => {
  await visit('/plain.html', {}, async (page) => {
    await hears(page, 'ready');
    const run = (work, ...given) => page.evaluate(work, ...given);
    assert.equal(await run(() => document.querySelector('#first').focusFirstProblem()), '通组公路');
    await page.waitForFunction(() => document.querySelector('#first').shadowRoot.activeElement?.closest('.card')?.dataset.check === '通组公路');
    assert.equal(await run(() => document.querySelector('#first').check().checks.filter(({ verdict }) => verdict === 'unmet').length), 1);
    const code = await run(() => document.querySelector('#first').exportCode());
    assert.match(code, /^BAYOU1/);
    await run(() => document.querySelector('#first').reset());
    assert.deepEqual(await run(() => document.querySelector('#first').value), {});
    assert.equal(await run(() => document.querySelector('#first').focusFirstProblem()), null);
    assert.deepEqual(await run((code) => document.querySelector('#first').importCode(code), code), []);
    assert.deepEqual(await run(() => document.querySelector('#first').value), { 村民小组数: '7', 通公路小组数: '6' });
    await run(() => (window.print = () => { throw new Error('the portal was printed'); }));
    await run(() => document.querySelector('#first').print());
    await page.locator('#first').getByRole('link', { name: '更多' }).click();
    await page.locator('#first').getByRole('link', { name: '自查凭证' }).click();
    await page.locator('#first').getByRole('button', { name: /凭证/ }).first().click();
    await page.locator('#first .made textarea').waitFor();
    assert.equal(new URL(page.url()).hash, '', "the portal's address is its own");
    assert.equal(await page.locator('#first .entries').count(), 0);
  });
});

test('read only is read only', async () => {
  await visit('/plain.html', {}, async (page) => {
    await hears(page, 'ready');
    await page.evaluate(() => (document.querySelector('#first').readonly = true));
    await page.waitForFunction(() => [...document.querySelector('#first').shadowRoot.querySelectorAll('[data-field]')].every((it) => it.disabled));
    await page.evaluate(() => {
      const root = document.querySelector('#first').shadowRoot;
      const input = root.querySelector('[data-field]');
      input.value = 'x';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      root.querySelector('[data-act=clear]').click();
    });
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => document.querySelector('#first').value), { 村民小组数: '7', 通公路小组数: '6' });
    await page.evaluate(() => (document.querySelector('#first').readonly = false));
    await field(page, 'first', '村名').fill('华溪村');
    await page.waitForFunction(() => document.querySelector('#first').value.村名 === '华溪村');
  });
});

test('hostile answers end in a typed error or stay text', async () => {
  await visit('/plain.html', {}, async (page) => {
    await hears(page, 'ready');
    const codes = await page.evaluate(() => {
      const form = document.querySelector('#first');
      const cyclic = {};
      cyclic.a = cyclic;
      const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, '1']));
      const code = (work) => {
        try {
          work();
          return null;
        } catch (error) {
          return [error.name, error.code];
        }
      };
      return [cyclic, many, { 村名: 'x'.repeat(10_000_000) }, [1], 'text', { a: NaN }, { a: () => 1 }].map((it) => code(() => (form.value = it))).concat([
        code(() => form.importCode('<html>')),
        code(() => form.importCode('x'.repeat(10_000_000))),
        code(() => (form.date = 'tomorrow')),
      ]);
    });
    assert.deepEqual(codes.map((it) => it?.[1]), ['bad-answer', 'too-many-answers', 'answer-too-long', 'not-answers', 'not-answers', 'bad-answer', 'bad-answer', 'not-an-export', 'not-an-export', 'bad-date']);
    assert.ok(codes.every(([name]) => name === 'BayouError'));
    await page.evaluate(() => {
      document.querySelector('#first').value = JSON.parse('{"__proto__": "x", "constructor": "y", "村名": "<img src=x onerror=alert(1)>", "<script>": "<b>"}');
    });
    await page.waitForFunction(() => document.querySelector('#first').shadowRoot.querySelector('.village').textContent.includes('<img'));
    assert.equal(await page.locator('#first .app img, #first .app b').count(), 0);
    assert.equal(await page.evaluate(() => ({}).x), undefined);
    assert.deepEqual(JSON.parse(await page.evaluate(() => JSON.stringify(document.querySelector('#first').value))), JSON.parse('{"<script>":"<b>","__proto__":"x","constructor":"y","村名":"<img src=x onerror=alert(1)>"}'));
    await page.evaluate(() => (document.querySelector('#first').pack = '<b>'));
    await hears(page, 'error');
    assert.equal((await heard(page, 'error'))[0].code, 'unknown-pack');
  });
});

test('in a sandbox without storage the form works and says that it does not keep', async () => {
  await visit('/sandbox.html', {}, async (page) => {
    const frame = page.frameLocator('#box');
    await frame.locator('#first .cards [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
    await frame.locator('#first').getByLabel('村名', { exact: true }).fill('华溪村');
    const told = () => page.frames()[1].evaluate(() => window.heard.map(([name, , detail]) => [name, detail.code]));
    await page.frames()[1].waitForFunction(() => window.heard.some(([name]) => name === 'change'));
    assert.ok((await told()).some(([name, code]) => name === 'error' && code === 'storage-unavailable'));
    await frame.locator('#first .save-trouble p').first().waitFor();
  });
});

test('axe is content inside the shadow root', async () => {
  await visit('/plain.html', {}, async (page) => {
    await hears(page, 'ready');
    await page.evaluate(() => document.querySelector('#first').check());
    // axe writes styles of its own, which the strict portal forbids.
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    assert.deepEqual(violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${it.help}: ${node.target}`)), []);
  });
});

test(`memory is flat over ${CYCLES} times of putting it in and taking it out`, { timeout: 900_000 }, async () => {
  const page_of = { '/empty.html': '<!doctype html><title>x</title><link rel="icon" href="data:,"><script src="/bayou/embed/bayou-check.js"></script><body></body>' };
  const before = (page) =>
    page.addInitScript(() => {
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        const { memory } = (made.instance ?? made).exports;
        if (memory) window.wasm = memory;
        return made;
      };
    });
  await visit('/empty.html', { pages: page_of, before }, async (page, _, context) => {
    const session = await context.newCDPSession(page);
    const cycle = (times) =>
      page.evaluate(async (times) => {
        for (let at = 0; at < times; at++) {
          const form = document.createElement('bayou-check');
          form.storage = 'none';
          form.value = { 村名: `第${at}村`, 村民小组数: at };
          await new Promise((resolve) => {
            form.addEventListener('bayou-ready', resolve);
            document.body.append(form);
          });
          form.remove();
          // Taken away a moment later, so that being moved is no reason to begin anew.
          await new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(() => setTimeout(() => setTimeout(resolve))))));
        }
      }, times);
    const counted = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return { nodes, jsEventListeners, usedSize, wasm: await page.evaluate(() => window.wasm.buffer.byteLength) };
    };
    await cycle(100);
    const first = await counted();
    await cycle(CYCLES);
    const last = await counted();
    console.log(JSON.stringify({ first, last }));
    assert.equal(last.wasm, first.wasm, "the program's memory");
    assert.ok(last.jsEventListeners <= first.jsEventListeners + 5, `${first.jsEventListeners} → ${last.jsEventListeners} listeners`);
    assert.ok(last.nodes <= first.nodes + 200, `${first.nodes} → ${last.nodes} nodes`);
    assert.ok(last.usedSize <= first.usedSize + 1_000_000, `${first.usedSize} → ${last.usedSize} bytes`);
  });
});

test('a frame speaks with the origin on its list, in the words of its protocol, and no other', async () => {
  const office = await serveSite({ dist });
  servers.push(office);
  const portal = (extra = '') => `<!doctype html><title>x</title><link rel="icon" href="data:,"><script src="${office.url}/bayou/embed/bayou-frame.js"></script>
    <script>window.heard = []; window.raw = []; addEventListener('message', ({ data }) => raw.push(data));
    for (const name of ['ready', 'change', 'assess', 'saved', 'error']) addEventListener('bayou-' + name, ({ detail }) => heard.push([name, '', detail]));</script>
    <bayou-frame id="frame" village="华溪村" storage="none"></bayou-frame>${extra}`;
  await visit('/host.html', { pages: { '/host.html': portal() } }, async (page) => {
    await page.frameLocator('iframe').getByText('没有得到使用自查表的许可').waitFor({ timeout: 30_000 });
    assert.deepEqual(await page.evaluate(() => raw), [], 'an origin that is not on the list hears nothing');
  });
  const pages = { '/host.html': portal() };
  const site = await serveSite({ dist, pages });
  servers.push(site);
  const listed = await serveSite({ dist, allowed: [site.url] });
  servers.push(listed);
  pages['/host.html'] = portal().replaceAll(office.url, listed.url);
  const context = await (await launch()).newContext({ viewport: { width: 1000, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${site.url}/host.html`);
    await hears(page, 'ready');
    await page.evaluate(() => document.querySelector('#frame').set({ 村民小组数: 7, 通公路小组数: 6 }));
    await page.waitForFunction(() => document.querySelector('iframe').offsetHeight > 1000, null, { timeout: 10_000 });
    const got = await page.evaluate(() => document.querySelector('#frame').get());
    assert.deepEqual(got.value, { 村民小组数: '7', 通公路小组数: '6' });
    assert.equal(await page.evaluate(() => document.querySelector('#frame').focusFirstProblem()), '通组公路');
    const refused = await page.evaluate(() => document.querySelector('#frame').set({ a: {} }).catch(({ code }) => code));
    assert.equal(refused, 'bad-answer');
    const errors = await page.evaluate(async () => {
      const { contentWindow } = document.querySelector('iframe');
      raw.length = 0;
      for (const data of ['x', null, { bayou: 1 }, { bayou: 2, type: 'get', id: 9 }, { bayou: 1, type: 'constructor' }]) contentWindow.postMessage(data, '*');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const codes = raw.filter(({ type }) => type === 'error').map(({ detail }) => detail.code);
      raw.length = 0;
      for (let at = 0; at < 2000; at++) contentWindow.postMessage({ bayou: 1, type: 'hello' }, '*');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return [codes, raw.length];
    });
    assert.deepEqual(errors[0], ['malformed', 'malformed', 'malformed', 'version', 'unknown-type']);
    assert.ok(errors[1] < 300, `a flood of 2,000 is answered by ${errors[1]}`);
    // A frame beside ours speaks to it: it is neither the page around it nor of its origin.
    const answered = await page.evaluate(async (other) => {
      const frame = document.createElement('iframe');
      frame.src = `${other}/bayou/embed/frame.json`;
      document.body.append(frame);
      await new Promise((resolve) => (frame.onload = resolve));
      return true;
    }, office.url);
    assert.ok(answered);
    await page.waitForTimeout(5000);
    const silent = page.frames().find((it) => it.url().startsWith(office.url));
    await silent.evaluate(() => {
      window.raw = [];
      addEventListener('message', ({ data }) => window.raw.push(data));
      parent.frames[0].postMessage({ bayou: 1, type: 'reset' }, '*');
      parent.frames[0].postMessage('x', '*');
    });
    await page.waitForTimeout(500);
    assert.deepEqual(await silent.evaluate(() => window.raw), []);
    assert.deepEqual((await page.evaluate(() => document.querySelector('#frame').get())).value, got.value);
  } finally {
    await context.close();
  }
});

/** The examples of the guide that are pages, as written. */
function examples() {
  const guide = readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8');
  return [...guide.matchAll(/```html\n(<!-- (\S+) -->\n[\s\S]*?)```/g)].map(([, html, name]) => ({ html, name }));
}

for (const { html, name } of examples()) {
  test(`the guide's example ${name} runs as written`, async () => {
    const pages = { '/example.html': `<!doctype html><html lang="zh-CN"><title>x</title><link rel="icon" href="data:,"><body>${html}</body></html>` };
    await visit('/example.html', { pages }, async (page) => {
      if (html.includes('<bayou-frame')) await page.frameLocator('iframe').locator('bayou-check .cards [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
      else await page.locator('bayou-check .cards [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
      const output = page.locator('output');
      if (await output.count()) await page.waitForFunction(() => document.querySelector('output').textContent.trim() !== '', null, { timeout: 15_000 });
    });
  });
}

test('the guide has examples of both ways', () => {
  const names = examples().map(({ name }) => name);
  for (const name of ['element', 'portal-owns', 'events', 'frame']) assert.ok(names.includes(name), name);
});
