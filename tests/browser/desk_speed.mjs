// How the clerk's page bears many villages: the time from choosing a sheet to its verdicts, the longest frame while it is read,
// judged, scrolled, sorted and searched, and what memory it takes. Not a test; `cargo xtask bench desk` runs it:
//   node tests/browser/desk_speed.mjs VILLAGES.xlsx VILLAGES.csv
// over a finished dist/. The first file is timed, the second one is looked at for frames and memory.
//
// A frame is the time between two `requestAnimationFrame`s of the page's main thread, 17 ms at best. Memory is what the
// browser's process for the page holds, its worker's included, as Linux counts it.
import { basename } from 'node:path';
import { DESKTOP, openScreen, ready } from './errand.mjs';
import { close, launch, withPage } from './harness.mjs';
import { median, memory } from './measure.mjs';

const [timed, looked] = process.argv.slice(2);
const ROUNDS = 5;
const MINUTES = 60_000;
/** In the names of some villages of the list, as letter by letter is typed. */
const SEARCHED = '示例癸';

async function openTables(page) {
  await ready(page);
  await openScreen(page, '多村表格');
  await page.locator('input[type=file]').waitFor();
}

/** Milliseconds from choosing the file to its preview, and from the press of 开始判定 to all verdicts. */
async function imported(page, file) {
  await page.evaluate(() => {
    window.seen = (find) =>
      new Promise((resolve) => {
        const from = performance.now();
        const frame = () => (find() ? resolve(performance.now() - from) : requestAnimationFrame(frame));
        frame();
      });
    document.querySelector('input[type=file]').addEventListener(
      'change',
      () => {
        window.previewed = seen(() => document.querySelector('main [data-do="run"]'));
      },
      { capture: true },
    );
  });
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForFunction(() => window.previewed, null, { timeout: MINUTES });
  return page.evaluate(async () => {
    const preview = await window.previewed;
    document.querySelector('main [data-do="run"]').click();
    const judged = await seen(() => document.querySelector('.screen').textContent.includes('判定完了'));
    return { preview, judged };
  });
}

/** The longest frame while `act` goes on. */
async function longestFrame(page, act) {
  await page.evaluate(() => {
    window.frames = { longest: 0, on: true };
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      window.frames.longest = Math.max(window.frames.longest, now - last);
      last = now;
      if (window.frames.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  return page.evaluate(() => {
    window.frames.on = false;
    return window.frames.longest;
  });
}

/** Scrolls the table from its top to its bottom, so many steps, one a frame. */
function scroll(page, steps) {
  return page.evaluate(async (steps) => {
    const grid = document.getElementById('grid');
    for (let step = 1; step <= steps; step++) {
      grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * step) / steps;
      await new Promise(requestAnimationFrame);
    }
  }, steps);
}

const ms = (number) => `${Math.round(number)} ms`;
const mb = (number) => `${Math.round(number)} MB`;

const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  await withPage({ name: 'timed' }, DESKTOP, async ({ page }) => {
    await openTables(page);
    rounds.push(await imported(page, timed));
  });
}
const [preview, judged] = ['preview', 'judged'].map((what) => median(rounds.map((round) => round[what])));
console.log(`| ${basename(timed)} | from the file to its preview | from 开始判定 to all verdicts | together |`);
console.log('| --- | --- | --- | --- |');
console.log(`| median of ${ROUNDS} | ${ms(preview)} | ${ms(judged)} | ${ms(preview + judged)} |`);
console.log();

await withPage({ name: 'looked at' }, DESKTOP, async ({ page }) => {
  await openTables(page);
  const [before] = await memory(await launch());
  let took;
  const frames = {};
  frames['reading and judging'] = await longestFrame(page, async () => {
    took = await imported(page, looked);
  });
  await page.getByRole('button', { name: '看总表' }).click();
  await page.locator('#grid [role="row"]').nth(5).waitFor();
  frames['scrolling through all rows in 5 seconds'] = await longestFrame(page, () => scroll(page, 300));
  frames['scrolling through all rows in half a second'] = await longestFrame(page, () => scroll(page, 30));
  const status = page.getByRole('status').filter({ hasText: '显示' });
  frames['sorting by a check'] = await longestFrame(page, async () => {
    await page.locator('#grid [role="columnheader"]').nth(3).click();
    await page.waitForTimeout(1500);
  });
  // Whoever looks a field up by its label takes a frame for it: here that is not the page.
  await page.getByLabel('查找村、乡镇或代码').focus();
  frames['searching while typing'] = await longestFrame(page, async () => {
    await page.keyboard.type(SEARCHED, { delay: 150 });
    await page.waitForTimeout(1500);
  });
  const shows = await status.textContent();
  if (!/显示 [1-9]/.test(shows)) throw new Error(`nothing is found by ${SEARCHED}: ${shows}`);
  const [after, most] = await memory(await launch());
  console.log(`| ${basename(looked)} | longest frame |`);
  console.log('| --- | --- |');
  for (const [what, longest] of Object.entries(frames)) console.log(`| ${what} | ${ms(longest)} |`);
  console.log();
  console.log(`Preview after ${ms(took.preview)}, all verdicts ${ms(took.judged)} after 开始判定 (${shows}). Memory of the page's process:`);
  console.log(`${mb(before)} before, ${mb(after)} after, ${mb(most)} at most.`);
});
await close();
