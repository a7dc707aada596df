// How long a keystroke takes until its verdict is painted, and how long the page takes to start. Not a test:
//   node tests/browser/speed.mjs [--keys 60] [--throttle 1,4] [--desktop] [--no-start] [--profile FILE]
// over a finished dist/ (`cargo xtask build`). Numbers of a busy machine wander by half: compare medians, run it twice.
//
// "painted" is wall time from the pressing of the key (its dispatch) until the main thread has handed the frame with the new
// verdict (tile or chip at the field) over to the compositor; it holds the wait for that frame. The parts come from a trace of
// a second round: what the main thread did between the same two moments, so they hold no waiting.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DESKTOP, PHONE, fillVillage, ready, saved } from './errand.mjs';
import { close, withPage } from './harness.mjs';
import { KEYS, at, startOf, strike, watchKeys } from './measure.mjs';

const { values: asked } = parseArgs({
  options: {
    keys: { type: 'string', default: '60' },
    throttle: { type: 'string', default: '1,4' },
    desktop: { type: 'boolean', default: false },
    'no-start': { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const DEVICE = asked.desktop ? DESKTOP : PHONE;

/** What the main thread does, by the names that Chromium's trace has for it. */
const PARTS = {
  script: ['EventDispatch', 'RunMicrotasks', 'FunctionCall', 'TimerFire', 'FireAnimationFrame'],
  style: ['UpdateLayoutTree', 'RecalculateStyles'],
  layout: ['Layout'],
  paint: ['PrePaint', 'Paint', 'Layerize', 'UpdateLayer', 'Commit', 'CompositeLayers', 'HitTest'],
};

/** Where the page shows verdicts. */
const SHOWS = '.chip, .chips, .tile';

const input = (page) => (name) => page.getByLabel(name, { exact: true });

async function keystrokes(rate) {
  let result;
  await withPage({ name: 'speed' }, DEVICE, async ({ page, context }) => {
    await ready(page);
    await fillVillage(page);
    await saved(page);
    await watchKeys(page, SHOWS);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    await strike(page, input(page), KEYS.length * 2);
    const struck = await strike(page, input(page), Number(asked.keys));
    const events = await traced(session, () => strike(page, input(page), Number(asked.keys)));
    result = { struck, parts: parts(events) };
    if (asked.profile && rate > 1) await profiled(session, () => strike(page, input(page), Number(asked.keys)));
  });
  return result;
}

/** Records the main thread while `run` runs. */
async function traced(session, run) {
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const categories = 'devtools.timeline,blink.user_timing,disabled-by-default-devtools.timeline';
  await session.send('Tracing.start', { categories, transferMode: 'ReportEvents' });
  await run();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  return events;
}

/** Writes a processor profile for DevTools. */
async function profiled(session, run) {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  await session.send('Profiler.start');
  await run();
  const { profile } = await session.send('Profiler.stop');
  writeFileSync(asked.profile, JSON.stringify(profile));
}

/** For every key, how many milliseconds the main thread spent on what. */
function parts(events) {
  const marks = events.filter((it) => it.cat?.includes('user_timing') && ['key', 'painted'].includes(it.name));
  marks.sort((a, b) => a.ts - b.ts);
  const tid = marks[0]?.tid;
  const spans = [];
  for (const mark of marks) {
    if (mark.name === 'key') spans.push({ from: mark.ts });
    else if (spans.length && !spans.at(-1).to) spans.at(-1).to = mark.ts;
  }
  const known = new Map(Object.entries(PARTS).flatMap(([part, names]) => names.map((name) => [name, part])));
  const work = events
    .filter((it) => it.ph === 'X' && it.tid === tid && known.has(it.name))
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  return spans
    .filter((span) => span.to)
    .map(({ from, to }) => {
      const spent = Object.fromEntries(Object.keys(PARTS).map((part) => [part, 0]));
      // Time of an event inside another counts for the inner one alone.
      const open = [];
      const settle = (until) => {
        while (open.length && open.at(-1).end <= until) {
          const { part, own } = open.pop();
          spent[part] += own / 1000;
        }
      };
      for (const event of work) {
        const start = Math.max(event.ts, from);
        const end = Math.min(event.ts + event.dur, to);
        if (end <= start) continue;
        settle(start);
        if (open.length) open.at(-1).own -= end - start;
        open.push({ part: known.get(event.name), end, own: end - start });
      }
      settle(Infinity);
      return { ...spent, all: Object.values(spent).reduce((sum, part) => sum + part, 0) };
    });
}

/** Milliseconds from the navigation until the first verdicts are painted, the processor so many times slower. */
async function start(rate) {
  let took;
  await withPage({ name: 'start' }, { ...DEVICE, throttle: rate, path: null }, async ({ page, url }) => {
    took = await startOf(page, url, '[data-check]');
  });
  return took;
}

const both = (numbers) => `${at(0.5, numbers).toFixed(1)} / ${at(0.95, numbers).toFixed(1)}`.padStart(15);

console.log(`${asked.desktop ? 'desktop' : 'phone'}, ${asked.keys} keys, milliseconds p50 / p95`);
console.log(['CPU', 'painted', 'main thread', ...Object.keys(PARTS)].map((it) => it.padStart(15)).join('').slice(11));
for (const rate of asked.throttle.split(',').map(Number)) {
  const { struck, parts: spent } = await keystrokes(rate);
  const columns = ['all', ...Object.keys(PARTS)].map((part) => both(spent.map((it) => it[part])));
  const late = struck.filter((it) => it.frames > 1).length;
  const idle = struck.filter((it) => !it.changed).length;
  console.log(
    `×${rate}`.padStart(4) + both(struck.map((it) => it.took)) + columns.join('') +
      `   ${late} of ${struck.length} keys took a second frame${idle ? `, ${idle} turned no verdict` : ''}`,
  );
}
if (!asked['no-start']) {
  for (const rate of [1, 6]) {
    const times = [];
    for (let run = 0; run < 5; run++) times.push(await start(rate));
    console.log(`start ×${rate}: ${at(0.5, times).toFixed(0)} (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})`);
  }
}
await close();
