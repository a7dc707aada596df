// What the scripts that measure share: how long a keystroke takes until its verdict is painted, how long a page takes to start,
// what memory it holds, and the numbers of a series.
import { readFileSync } from 'node:fs';

/** The number that a share of a series does not exceed. */
export function at(share, numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

export const median = (numbers) => at(0.5, numbers);

/**
 * Notes, for every key pressed on the page, when the frame that shows the verdict it changed has been handed over: wall time
 * from the event's dispatch, the wait for the frame included. `shows` selects the elements that show verdicts.
 */
export function watchKeys(page, shows) {
  return page.evaluate((shows) => {
    let changed = false;
    const isShown = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(shows);
    new MutationObserver((records) => {
      changed ||= records.some(({ target, addedNodes }) => isShown(target) || [...addedNodes].some(isShown));
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ['class'] });
    window.keystroke = { done: true };
    addEventListener(
      'keydown',
      () => {
        const start = performance.now();
        performance.mark('key');
        const key = { done: false, frames: 0 };
        window.keystroke = key;
        changed = false;
        const channel = new MessageChannel();
        let shown;
        const frame = () => {
          shown = changed;
          key.frames += 1;
          channel.port2.postMessage(0);
        };
        // A message that is posted in a frame comes after its painting.
        channel.port1.onmessage = () => {
          if (!shown && key.frames < 60) {
            requestAnimationFrame(frame);
            return;
          }
          performance.mark('painted');
          channel.port1.close();
          Object.assign(key, { done: true, changed: shown, took: performance.now() - start });
        };
        requestAnimationFrame(frame);
      },
      { capture: true },
    );
  }, shows);
}

/** Fields and the keys typed into them in turn, each in the place of what stood there; every key turns a verdict. */
export const KEYS = [
  ['通公路小组数', '67'],
  ['覆盖4G小组数', '76'],
  ['饮水不安全户数', '03'],
  ['集体经营收入', '60'],
  ['存量危房户数', '02'],
];

/** Types so many keys on a page that is watched; `input` finds a field by its name. What was noted of each. */
export async function strike(page, input, count) {
  const struck = [];
  const found = new Map();
  for (const [name] of KEYS) found.set(name, await input(name).elementHandle());
  for (let turn = 0; turn < count; turn++) {
    const [name, keys] = KEYS[turn % KEYS.length];
    await found.get(name).evaluate((it) => {
      it.focus();
      it.scrollIntoView({ block: 'center' });
      it.select();
    });
    // The save of the key before and the painting after the scroll are over.
    await page.waitForTimeout(150);
    const key = keys[Math.floor(turn / KEYS.length) % keys.length];
    await page.keyboard.down(key);
    // Nothing is asked of the page meanwhile: answering would count as its work.
    await page.waitForTimeout(250);
    await page.keyboard.up(key);
    await page.waitForFunction(() => window.keystroke.done);
    struck.push(await page.evaluate(() => window.keystroke));
  }
  return struck;
}

/** Milliseconds from the navigation to `url` until the frame with the first element of `shows` is painted. */
export async function startOf(page, url, shows) {
  await page.addInitScript((shows) => {
    window.started = new Promise((resolve) => {
      const frame = () => {
        if (!document.querySelector(shows)) {
          requestAnimationFrame(frame);
          return;
        }
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(0);
      };
      requestAnimationFrame(frame);
    });
  }, shows);
  await page.goto(url);
  return page.evaluate(() => window.started);
}

/** Megabytes that the process of the page holds now, and held at most. */
export async function memory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const held = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    return ['VmRSS', 'VmHWM'].map((name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024);
  });
  await session.detach();
  return held.reduce((most, it) => (it[0] > most[0] ? it : most));
}
