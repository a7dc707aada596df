// Proof: the form stands in pages of others, as an element and in a frame: nothing of their style comes in, none of ours goes
// out, the portal listens and drives, and what is hostile is refused. The pages are in tests/portal.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { looks } from '../portal/looks.mjs';
import { serveSite } from '../portal/server.mjs';
import { DIST, ROOT, accessibilityFaults, launch, screenshot, startServer } from './harness.mjs';


const servers = [];
after(() => servers.forEach(({ server }) => server.close()));
const CYCLES = Number(process.env.BAYOU_CYCLES ?? 1000);

/** Opens a page of a portal and fails on whatever the browser complains of. */
async function visit(path, { pages, allowed, allow = [], viewport = { width: 1100, height: 900 }, before } = {}, work) {
  const site = await serveSite({ dist: DIST, pages, allowed });
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
const ready = (page, id = 'first') => page.locator(`#${id} .results:not([aria-busy]) [data-check]`).first().waitFor({ state: 'attached', timeout: 30_000 });
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
  let plain;
  await visit('/plain.html', { viewport: { width: 925, height: 900 } }, async (page) => {
    await ready(page);
    plain = await page.evaluate(looks);
    await screenshot(page, 'portal-plain');
  });
  await visit('/table.html', {}, async (page) => {
    await ready(page);
    await ready(page, 'second');
    assert.deepEqual(await page.evaluate(looks), plain);
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

test('what is typed as the page is left is kept, beside the record until that is read again', async () => {
  const pages = { '/elsewhere.html': '<!doctype html><title>x</title><link rel="icon" href="data:,"><body></body>' };
  await visit('/table.html', { pages }, async (page, site) => {
    const beside = () =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.open('bayou-check').onsuccess = ({ target: { result } }) => {
              const all = result.transaction('villages').objectStore('villages').getAllKeys();
              all.onsuccess = () => resolve(all.result.filter((key) => key.includes('\n')).length);
            };
          }),
      );
    const saved = () => page.evaluate(() => new Promise((resolve) => document.querySelector('#first').addEventListener('bayou-saved', resolve, { once: true })));
    for (const number of ['7', '8']) {
      await ready(page);
      const one = saved();
      await field(page, 'first', '通公路小组数').fill(number);
      await one;
      // A save follows an edit by a third of a second; the page goes before.
      await page.evaluate((number) => {
        const form = document.querySelector('#first').shadowRoot;
        const input = form.getElementById([...form.querySelectorAll('label')].find((it) => it.textContent.trim() === '村民小组数').htmlFor);
        input.value = number;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        return new Promise((resolve) => setTimeout(() => resolve(location.assign('/elsewhere.html')), 50));
      }, number);
      await page.waitForURL(/elsewhere/);
      assert.equal(await beside(), 1);
      await page.goto(`${site.url}/table.html`);
      await ready(page);
      assert.deepEqual(await page.evaluate(() => document.querySelector('#first').value), { 村民小组数: number, 通公路小组数: number });
      const other = saved();
      await field(page, 'first', '村名').fill('华溪村');
      await other;
      assert.equal(await beside(), 0, 'merged');
      const last = saved();
      await field(page, 'first', '村名').fill('');
      await last;
    }
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

test('a portal themes it by custom properties and by parts', async () => {
  const page_of = {
    '/themed.html': `<!doctype html><html lang="zh-CN"><title>x</title><link rel="icon" href="data:,"><style>
      body { --bayou-main: rgb(120, 20, 60); --bayou-head: rgb(90, 10, 40); }
      #first { --bayou-paper: rgb(255, 250, 240); --bayou-font: monospace; --bayou-radius: 0px; --bayou-top: 40px; }
      #first::part(masthead) { border-bottom: 7px solid rgb(1, 2, 3); }
      #first::part(overview) { outline: 3px solid rgb(4, 5, 6); }
      #first::part(form) { padding-top: 33px; }
      #first::part(results) { padding-bottom: 44px; }
      #first::part(base) { border: 5px solid rgb(7, 8, 9); }
      #first::part(sizes) { border-top: 6px solid rgb(10, 11, 12); }
      </style><script src="/bayou/embed/bayou-check.js" defer></script><bayou-check id="first" mode="care"></bayou-check><bayou-check id="second"></bayou-check></html>`,
  };
  await visit('/themed.html', { pages: page_of }, async (page) => {
    await ready(page);
    await ready(page, 'second');
    const style = (id, selector, name) =>
      page.evaluate(([id, selector, name]) => getComputedStyle(document.getElementById(id).shadowRoot.querySelector(selector))[name], [id, selector, name]);
    assert.equal(await style('first', '.masthead', 'backgroundColor'), 'rgb(90, 10, 40)', 'set above the element');
    assert.equal(await style('first', '.section', 'backgroundColor'), 'rgb(255, 250, 240)');
    assert.equal(await style('first', '.field input', 'fontFamily'), 'monospace');
    assert.equal(await style('first', '.field input', 'borderTopLeftRadius'), '0px');
    assert.equal(await style('first', '.masthead', 'borderBottomWidth'), '7px');
    assert.equal(await style('first', '.overview', 'outlineWidth'), '3px');
    assert.equal(await style('first', '.half.form', 'paddingTop'), '33px');
    assert.equal(await style('first', '.half.results', 'paddingBottom'), '44px');
    assert.equal(await style('first', '.bayou', 'borderTopWidth'), '5px');
    assert.equal(await style('first', '.sizes', 'borderTopWidth'), '6px');
    assert.equal(await style('second', '.masthead', 'backgroundColor'), 'rgb(90, 10, 40)');
    assert.equal(await style('second', '.overview', 'top'), '0px');
    assert.notEqual(await style('second', '.section', 'backgroundColor'), 'rgb(255, 250, 240)', 'the neighbour keeps its own');
    await page.evaluate(() => (document.querySelector('#first').mode = 'normal'));
    assert.equal(await style('first', '.overview', 'top'), '40px');
    assert.equal(await style('first', '.sizes', 'display'), 'none');
    await page.locator('#first').getByRole('link', { name: '更多' }).click();
    await page.locator('#first [part=screen]').waitFor();
  });
});

test('长辈版 is big: text of 20 to 30 px, targets of 60, nothing beside the column, and the choice is kept', async () => {
  const page_of = {
    '/care.html': `<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width"><title>x</title><link rel="icon" href="data:,"><style>body { margin: 0; }</style>
      <script src="/bayou/embed/bayou-check.js" defer></script><main><h1>门户</h1><bayou-check id="first" mode="care" village="华溪村"></bayou-check></main></html>`,
  };
  /** What is smaller than it may be, in words; and how far the page goes beyond its width. */
  const small = (page, text) =>
    page.evaluate((text) => {
      const root = document.querySelector('#first').shadowRoot;
      const found = [];
      const seen = (it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility === 'visible';
      for (const it of root.querySelectorAll('button, select, .option span, .entry input, #day, a[href], summary')) {
        if (!seen(it) || it.closest('.option') !== null && it.tagName === 'INPUT') continue;
        const { height } = it.getBoundingClientRect();
        if (height < 60) found.push(`${it.className || it.tagName} ${it.textContent.slice(0, 8)} is ${height} px high`);
      }
      const texts = document.createTreeWalker(root.querySelector('.theme'), NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const parent = node.parentElement;
        if (!node.data.trim() || !seen(parent) || parent.closest('.unseen')) continue;
        const size = parseFloat(getComputedStyle(parent).fontSize);
        if (size < text * 0.9 - 0.01) found.push(`${node.data.slice(0, 12)} is ${size} px`);
      }
      const beyond = document.scrollingElement.scrollWidth - innerWidth;
      return [...new Set(found), ...(beyond > 0 ? [`${beyond} px beyond the page`] : [])];
    }, text);
  for (const viewport of [{ width: 320, height: 640 }, { width: 360, height: 740 }, { width: 1280, height: 800 }]) {
    await visit('/care.html', { pages: page_of, viewport }, async (page) => {
      await ready(page);
      assert.equal(await page.evaluate(() => document.querySelector('#first').text), 20);
      assert.deepEqual(await small(page, 20), [], `20 px at ${viewport.width}`);
      await screenshot(page, `portal-care-20-${viewport.width}`, false);
      await page.locator('#first').getByRole('button', { name: '最大' }).click();
      assert.equal(await page.locator('#first').getByRole('button', { name: '最大' }).getAttribute('aria-pressed'), 'true');
      assert.equal(await page.locator('#first').getAttribute('text'), '30');
      assert.deepEqual(await small(page, 30), [], `30 px at ${viewport.width}`);
      await screenshot(page, `portal-care-30-${viewport.width}`, false);
      const tabs = await page.locator('#first .tabs').isVisible();
      assert.equal(tabs, true, 'with text as big as this every page here is as narrow as a phone');
      await page.evaluate(() => document.querySelector('#first').check());
      await page.locator('#first .results:not([aria-busy]) [data-check]').first().waitFor();
      assert.deepEqual(await small(page, 30), [], `the results at ${viewport.width}`);
      await screenshot(page, `portal-care-results-${viewport.width}`, false);
      await page.reload();
      await ready(page);
      assert.equal(await page.evaluate(() => document.querySelector('#first').text), 30, 'the next visit');
      const set = (text) => page.evaluate((text) => { const form = document.querySelector('#first'); form.text = text; return form.text; }, text);
      assert.deepEqual([await set(24), await set(99), await set('x')], [24, 30, 20], 'what the portal sets');
    });
  }
});

test('print() prints the results of this form, and neither the portal nor what is filled in by', async () => {
  const before = (page) => page.addInitScript(() => {
    window.print = () => (top.printed = [...(top.printed || []), [window === top, document.documentElement.outerHTML]]);
  });
  await visit('/table.html', { before }, async (page) => {
    await ready(page);
    await ready(page, 'second');
    await page.emulateMedia({ colorScheme: 'dark' });
    // At once, before the results have followed the answers.
    await page.evaluate(() => {
      const form = document.querySelector('#second');
      form.value = { 村名: '稻谷村', 村民小组数: 7, 通公路小组数: 6 };
      return form.print();
    });
    const [[isPortal, html], ...more] = await page.evaluate(() => window.printed);
    assert.deepEqual([isPortal, more], [false, []]);
    const site = new URL(page.url()).origin;
    const paper = await page.context().newPage();
    await paper.goto(`${site}/bayou/embed/frame.json`);
    await paper.setContent(html);
    await paper.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const words = await paper.locator('.is-paper').innerText();
    assert.match(words, /^八有自查\n+重庆[^\n]+\n+稻谷村　自查日期 \d{4}-\d\d-\d\d\n/);
    for (const told of ['有硬化公路', '还差：再让 1 个小组通公路', '还需填写：本年人均纯收入', '基础设施短板']) assert.ok(words.replace(/\s+/g, '').includes(told.replace(/ /g, '')), told);
    assert.equal(await paper.locator('input, button, select, a').count(), 0);
    assert.equal(await paper.getByText('某县人民政府').count(), 0);
    assert.equal(await paper.locator('[data-check=通组公路][data-verdict=unmet]').isVisible(), true);
    const { size } = await paper.locator('.is-paper .card').first().evaluate((it) => ({ size: getComputedStyle(it).fontSize }));
    assert.ok(parseFloat(size) <= 17, `on paper 长辈版 is no bigger: ${size}`);
    const ink = await paper.locator('.is-paper .card h4').first().evaluate((it) => getComputedStyle(it).color);
    assert.equal(ink, 'rgb(0, 0, 0)', 'dark mode is no matter of paper');
    await screenshot(paper, 'portal-paper');
    assert.ok((await paper.pdf({ format: 'A4' })).length > 10_000);
    await paper.close();
  });
});

test('it is laid out by its own width, also when that changes', async () => {
  await visit('/plain.html', { viewport: { width: 1300, height: 800 } }, async (page) => {
    await ready(page);
    const tabs = page.locator('#first .tabs');
    assert.equal(await tabs.isVisible(), false, 'form and results beside each other');
    await page.evaluate(() => (document.querySelector('#first').style.width = '700px'));
    await tabs.waitFor();
    await page.evaluate(() => document.body.append(document.querySelector('#first')));
    await ready(page);
    await tabs.waitFor();
    await page.evaluate(() => (document.querySelector('#first').style.width = ''));
    await tabs.waitFor({ state: 'hidden' });
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
    await frame.locator('#first .results:not([aria-busy]) [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
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
    assert.deepEqual(await accessibilityFaults(page), []);
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
  const office = await serveSite({ dist: DIST });
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
  const site = await serveSite({ dist: DIST, pages });
  servers.push(site);
  const listed = await serveSite({ dist: DIST, allowed: [site.url] });
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

test('the development server lets the portal that is named have the frame, any page the element, and none else the frame', async () => {
  const pages = {};
  const named = await serveSite({ dist: DIST, pages });
  const other = await serveSite({ dist: DIST, pages });
  servers.push(named, other);
  const office = await startServer(['--portal', named.url]);
  const page_of = (script, body) => `<!doctype html><title>x</title><link rel="icon" href="data:,">
    <script>window.heard = []; addEventListener('bayou-ready', ({ detail }) => heard.push(['ready', '', detail]));</script>
    <script src="${office.url}embed/${script}"></script>${body}`;
  pages['/frame.html'] = page_of('bayou-frame.js', '<bayou-frame storage="none"></bayou-frame>');
  pages['/element.html'] = page_of('bayou-check.js', '<bayou-check id="first" storage="none"></bayou-check>');
  const context = await (await launch()).newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${named.url}/frame.html`);
    await hears(page, 'ready');
    await page.goto(`${other.url}/element.html`);
    await hears(page, 'ready');
    const refused = page.waitForEvent('console', { predicate: (it) => /frame-ancestors/.test(it.text()) });
    await page.goto(`${other.url}/frame.html`);
    await refused;
    await page.waitForTimeout(500);
    assert.deepEqual(await page.evaluate(() => window.heard), []);
    assert.equal(await page.frameLocator('iframe').locator('bayou-check').count(), 0);
  } finally {
    await context.close();
    office.child.kill();
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
      if (html.includes('<bayou-frame')) await page.frameLocator('iframe').locator('bayou-check .results:not([aria-busy]) [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
      else await page.locator('bayou-check .results:not([aria-busy]) [data-check]').first().waitFor({ state: 'attached', timeout: 30_000 });
      const output = page.locator('output');
      if (await output.count()) await page.waitForFunction(() => document.querySelector('output').textContent.trim() !== '', null, { timeout: 15_000 });
    });
  });
}

test("the guide's size of the element is that of the page that was built", { skip: !existsSync(join(DIST, 'embed')) }, () => {
  const folder = join(DIST, 'embed');
  const files = readdirSync(folder).filter((name) => /^bayou-check.*\.(js|css)\.br$/.test(name));
  assert.equal(files.length, 2);
  const size = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const [, most] = readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8').match(/^\| the element's own script and style;.*\| (\d+) KB \|$/m);
  assert.ok(size <= most * 1024 && size > (most - 1) * 1024, `${size} bytes are told as ${most} KB`);
});

test('the guide has examples of both ways', () => {
  const names = examples().map(({ name }) => name);
  for (const name of ['element', 'portal-owns', 'events', 'themed', 'frame', 'element-zh', 'portal-owns-zh', 'frame-zh']) assert.ok(names.includes(name), name);
});
