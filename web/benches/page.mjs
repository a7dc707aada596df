// The page beside other form engines with the same questionnaire, in the same Chromium, in turns. Prints a table in Markdown;
// `cargo xtask bench page` runs it:
//   node web/benches/page.mjs PACK.json FOLDER
// over a finished dist/. FOLDER takes the other pages. Their verdicts are held against ours before anything is measured.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { PHONE, VILLAGE, fillVillage, ready, saved } from '../../tests/browser/errand.mjs';
import { DIST, FLAGS, accessibilityFaults, chromiumPath, close, withPage } from '../../tests/browser/harness.mjs';
import { KEYS, at, median, memory, startOf, strike, watchKeys } from '../../tests/browser/measure.mjs';
import { looked } from '../../tests/lighthouse/lighthouse.mjs';
import { xform } from './odk.mjs';
import { WORDS, titled } from './rules.mjs';
import { served } from './site.mjs';
import { questionnaire } from './survey.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const [packFile, folder] = process.argv.slice(2);
const pack = JSON.parse(readFileSync(packFile, 'utf8'));
const versions = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies;
const ROUNDS = 3;
const KEYS_A_ROUND = 20;
const RATES = [1, 4, 6];
/** How long anything is waited for on a busy machine. */
const PATIENCE = 300_000;
/** How often Lighthouse looks at each page. */
const LOOKS = 3;

/** Builds the page of another engine, with all that its bundler would do; the questionnaire is part of its script. */
async function built(name, made, sheet) {
  const site = join(folder, name);
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const loader = typeof made === 'string' ? 'text' : 'json';
  const contents = typeof made === 'string' ? made : JSON.stringify(made);
  await build({
    entryPoints: { page: join(HERE, `${name}.page.mjs`) },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
    logLevel: 'error',
    outdir: site,
    plugins: [
      {
        name: 'questionnaire',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^questionnaire$/ }, () => ({ path: 'questionnaire', namespace: 'made' }));
          onLoad({ filter: /./, namespace: 'made' }, () => ({ contents, loader }));
        },
      },
    ],
  });
  if (sheet) cpSync(sheet, join(site, 'page.css'));
  writeFileSync(
    join(site, 'index.html'),
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${pack.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="description" content="${pack.about}">
<link rel="icon" href="data:,">${sheet ? '<link rel="stylesheet" href="page.css">' : ''}
<script type="module" src="page.js"></script></head><body><main id="form"></main></body></html>\n`,
  );
  return served(site);
}

/** The sample village's numbers as they are meant; other texts and options as they stand. */
function meant(name, text) {
  const { type } = pack.indicators.find((it) => it.name === name);
  if (type === 'yes-no') return text === '是';
  if (!['count', 'money', 'percent'].includes(type)) return text;
  return text.endsWith('万') ? Number(text.slice(0, -1)) * 10_000 : Number(text);
}

const survey = {
  site: await built('survey', questionnaire(pack), join(dirname(require.resolve('survey-core')), 'survey-core.fontless.min.css')),
  first: '.sd-question input',
  shows: '.sd-expression',
  fill: (page) => {
    const answers = Object.entries({ ...VILLAGE.texts, ...VILLAGE.options }).map(([name, text]) => [name, meant(name, text)]);
    return page.evaluate((answers) => void (window.survey.data = Object.fromEntries(answers)), answers);
  },
  input: (page) => (name) => page.locator(`[data-name="${name}"] input`),
  verdicts: (page) =>
    page.evaluate(() => {
      const shown = window.survey.getAllQuestions().filter((it) => it.getType() === 'expression');
      return shown.map((it) => [it.title, it.displayValue]);
    }),
};

const odkQuestion = (page, name) => {
  const title = titled(pack.indicators.find((it) => it.name === name));
  return page.locator('.question-container').filter({ has: page.getByText(title, { exact: true }) }).first();
};
const odk = {
  site: await built('odk', xform(pack)),
  first: '.question-container input',
  shows: '.note-control',
  fill: async (page) => {
    for (const [name, text] of Object.entries(VILLAGE.texts)) await odkQuestion(page, name).locator('input').pressSequentially(String(meant(name, text)));
    for (const [name, option] of Object.entries(VILLAGE.options)) await odkQuestion(page, name).getByText(option, { exact: true }).click();
  },
  input: (page) => (name) => odkQuestion(page, name).locator('input'),
  verdicts: async (page) => (await page.locator('.note-control label').allTextContents()).map((text) => text.split('：')),
};

const PAGES = [
  {
    name: 'Bayou',
    site: await served(DIST),
    first: '.field',
    last: '.results:not([aria-busy]) [data-check]',
    shows: '.chip, .chips, .tile',
    fill: async (page) => {
      await ready(page);
      await fillVillage(page);
      await saved(page);
    },
    input: (page) => (name) => page.getByLabel(name, { exact: true }),
    verdicts: async (page) => {
      const all = await page.locator('[data-check][data-verdict]').evaluateAll((all) => all.map((it) => [it.dataset.check, it.dataset.verdict]));
      return all.map(([check, verdict]) => [check, WORDS[verdict]]);
    },
  },
  { name: `SurveyJS ${versions['survey-core']}`, ...survey },
  {
    name: 'SurveyJS, drawn as it comes into view',
    ...survey,
    path: '?lazy',
    // No question is in view at first, but verdicts.
    first: '.sd-expression',
    // What is never in view is never drawn.
    last: null,
    fill: async (page) => {
      await survey.fill(page);
      // All of it has come into view by the time a village is filled in.
      let [at, before] = [0, -1];
      while (at > before) {
        before = at;
        at = await page.evaluate(() => (scrollBy(0, innerHeight / 2), scrollY));
        await page.waitForTimeout(50);
      }
    },
  },
  { name: `ODK Web Forms ${versions['@getodk/web-forms']}`, ...odk },
];

/** What `visit` gives for a fresh tab and the address of one of the pages. */
async function inTab(it, visit, options = {}) {
  let seen;
  const url = it.site.url + (it.path ?? '');
  await withPage({ name: it.name }, { ...PHONE, path: null, site: url, allow: ['.'], ...options }, async ({ page, context }) => {
    context.setDefaultTimeout(PATIENCE);
    seen = await visit(page, url, context);
  });
  return seen;
}

/** Opens a page and answers with the sample village. */
async function filled(it, page, url) {
  await page.goto(url);
  await page.locator(it.first).first().waitFor();
  await it.fill(page);
  await page.waitForTimeout(500);
}

/** What `visit` gives for one of the pages with the sample village in it. */
function on(it, visit) {
  return inTab(it, async (page, url, context) => {
    await filled(it, page, url);
    return visit(page, context);
  });
}

/** Fails unless the page of another engine comes to our verdicts for the sample village. */
async function heldAgainst(other) {
  const wanted = new Map(await on(PAGES[0], PAGES[0].verdicts));
  const got = new Map(await on(other, other.verdicts));
  const differ = pack.checks.map(({ name }) => name).filter((name) => !wanted.has(name) || got.get(name) !== wanted.get(name));
  if (differ.length) throw new Error(`${other.name}: ${differ.map((name) => `${name} is ${got.get(name)}, not ${wanted.get(name)}`).join('; ')}`);
}

/** Files and bytes until the form stands, and until nothing more comes by itself. */
async function firstLoad(it) {
  it.site.sent.length = 0;
  const sum = () => ({ requests: it.site.sent.length, bytes: it.site.sent.reduce((bytes, file) => bytes + file.bytes, 0) });
  const form = await inTab(it, async (page, url) => {
    await startOf(page, url, it.first);
    const form = sum();
    await page.waitForLoadState('networkidle');
    return form;
  });
  return { form, all: sum() };
}

const start = (it, rate, shows = it.first) => inTab(it, (page, url) => startOf(page, url, shows), { throttle: rate });

/** Keys, at each rate; null for one that turned nothing that is shown. */
function keys(it) {
  return on(it, async (page, context) => {
    await watchKeys(page, it.shows);
    const session = await context.newCDPSession(page);
    await strike(page, it.input(page), KEYS.length * 2);
    const took = {};
    for (const rate of RATES) {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      took[rate] = (await strike(page, it.input(page), KEYS_A_ROUND)).map((key) => (key.changed ? key.took : null));
    }
    return took;
  });
}

/** Megabytes of the page's process with the sample village in it, in a browser of its own. */
async function held(it) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  try {
    const page = await (await browser.newContext({ locale: 'zh-CN', ...PHONE })).newPage();
    page.setDefaultTimeout(PATIENCE);
    await filled(it, page, it.site.url + (it.path ?? ''));
    // What was needed for the filling only is given back.
    await page.waitForTimeout(2000);
    return (await memory(browser))[0];
  } finally {
    await browser.close();
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

for (const other of [PAGES[1], PAGES[3]]) await heldAgainst(other);
say('the same verdicts on every page');
const found = new Map(PAGES.map((it) => [it, { starts: { 1: [], 6: [] }, drawn: [], keys: { 1: [], 4: [], 6: [] }, looks: [] }]));
for (const it of PAGES) {
  say(it.name);
  const load = await firstLoad(it);
  const faults = await on(it, accessibilityFaults);
  Object.assign(found.get(it), { load, faults, memory: await held(it) });
}
for (let round = 0; round < ROUNDS; round++) {
  for (const it of PAGES) {
    const of = found.get(it);
    for (const rate of [1, 6]) of.starts[rate].push(await start(it, rate));
    // The others draw all of it at once, unless they wait until it comes into view.
    if (it.last !== null) of.drawn.push(await start(it, 6, it.last ?? it.first));
    const took = await keys(it);
    for (const rate of RATES) of.keys[rate].push(...took[rate]);
    if (round < LOOKS) of.looks.push(await looked(it.site.url + (it.path ?? ''), chromiumPath(), FLAGS));
  }
  say(`round ${round + 1} of ${ROUNDS}`);
}
for (const it of PAGES) it.site.stop();
await close();

const ms = (number) => `${number < 100 ? number.toFixed(1) : number.toFixed(0)} ms`;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const looks = (of, read) => median(of.looks.map(read));
const struck = (of, rate, share) => (of.keys[rate].includes(null) ? null : at(share, of.keys[rate]));
const TIMES = { FCP: ['fcp', 1200], LCP: ['lcp', 2000], TBT: ['tbt', 100] };

/** What is compared: its name, its number for a page, how the number is written, the most that is wanted of ours, and how often better than SurveyJS ours is wanted. */
const ROWS = [
  ['first load, brotli', (of) => of.load.form.bytes, kilobytes, 150 * 1024],
  ['… in requests', (of) => of.load.form.requests, String, 6],
  ['what comes by itself after it', (of) => of.load.all.bytes - of.load.form.bytes, kilobytes],
  ['start, CPU ×1', (of) => median(of.starts[1]), ms],
  ['start, CPU ×6', (of) => median(of.starts[6]), ms, 1000, 3],
  ['… until all of it is drawn', (of) => (of.drawn.length ? median(of.drawn) : null), ms],
  ...RATES.flatMap((rate) => {
    const most = { 1: 16, 6: 50 }[rate];
    return [
      [`key to painted verdict, p50, CPU ×${rate}`, (of) => struck(of, rate, 0.5), ms],
      [`… p95, CPU ×${rate}`, (of) => struck(of, rate, 0.95), ms, most, most && 2],
    ];
  }),
  ['memory of the page’s process', (of) => of.memory, (number) => `${Math.round(number)} MB`],
  ['Lighthouse, performance', (of) => looks(of, (it) => it.scores.performance), (score) => score.toFixed(2), -0.95],
  ...[['accessibility', 'accessibility'], ['best practices', 'practices'], ['SEO', 'seo']].map(([name, category]) => [
    `… ${name}`, (of) => looks(of, (it) => it.scores[category]), (score) => score.toFixed(2), -1,
  ]),
  ...Object.entries(TIMES).map(([name, [time, most]]) => [`… ${name}`, (of) => looks(of, (it) => it[time]), ms, most]),
  ['… layout shift', (of) => looks(of, (it) => it.cls), (shift) => shift.toFixed(3), 0.02],
  ['findings of axe', (of) => of.faults.length, String, 0],
];

console.log(`| ${pack.indicators.length} questions, ${pack.checks.length} checks | goal | ${PAGES.map((it) => it.name).join(' | ')} |`);
console.log(`| --- | --- |${' --- |'.repeat(PAGES.length)}`);
for (const [name, read, write, most, better] of ROWS) {
  const [ours, peer, ...others] = PAGES.map((it) => read(found.get(it)));
  const goals = [];
  const missed = [];
  // The least is written as a negative number.
  if (most !== undefined) {
    goals.push(most < 0 ? `≥ ${write(-most)}` : `≤ ${write(most)}`);
    if (most < 0 ? ours < -most : ours > most) missed.push(`**missed**`);
  }
  if (better) {
    goals.push(`${better} times better than SurveyJS`);
    const times = Math.min(peer, others[0]) / ours;
    missed.push(`${times.toFixed(1)} times better${times < better ? ', **missed**' : ''}`);
  }
  const written = [ours, peer, ...others].map((number) => (number === null ? '–' : write(number)));
  if (missed.length) written[0] += ` (${missed.join('; ')})`;
  console.log(`| ${name} | ${goals.join(', ') || '–'} | ${written.join(' | ')} |`);
}
