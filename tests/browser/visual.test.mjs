// The page looks as it did: pictures of its states beside those of tests/browser/baselines. To take over a change:
//   BAYOU_UPDATE_GOLDEN=1 node --test tests/browser/visual.test.mjs
// What differs is shown in tests/browser/out. Another font draws other letters: without Noto CJK nothing is compared.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { DESKTOP, PHONE } from './errand.mjs';
import { ROOT, withPage } from './harness.mjs';
import { withPalette } from './palette.mjs';
import { FIXED, states } from './states.mjs';

const BASELINES = join(ROOT, 'tests', 'browser', 'baselines');
const OUT = join(ROOT, 'tests', 'browser', 'out');
/** How much of a picture may differ: letters are drawn a little otherwise by every release of Chromium. */
const SHARE = 0.005;
const COMMAND = 'BAYOU_UPDATE_GOLDEN=1 node --test tests/browser/visual.test.mjs';
const updates = process.env.BAYOU_UPDATE_GOLDEN === '1';

const hasFont = (() => {
  try {
    return execFileSync('fc-match', ['sans-serif:lang=zh-cn'], { encoding: 'utf8' }).startsWith('NotoSansCJK');
  } catch {
    return false;
  }
})();
const WITHOUT = 'skipped: Chinese is not drawn with Noto Sans CJK here; to mend it: `apt-get install fonts-noto-cjk fontconfig`';

/** The states of which there are pictures, by device and colours. */
const PICTURES = [
  ['phone', PHONE, 'light', ['empty', 'filled', 'results', 'unmet', 'all met', 'screen more', 'screen plan', 'screen villages']],
  ['phone', PHONE, 'dark', ['filled', 'unmet']],
  ['desktop', DESKTOP, 'light', ['empty', 'reasons']],
];

/** What a picture shows at the top of the half that it stands in. */
const SHOWN = { reasons: '.eight' };

for (const [device, size, colorScheme, wanted] of PICTURES) {
  test(`the ${device} in ${colorScheme} looks as it did`, async (t) => {
    if (!hasFont) return t.skip(WITHOUT);
    const faults = [];
    let most = 0;
    // Small pictures: a pixel of the page is one of the picture.
    const options = { ...size, deviceScaleFactor: 1, colorScheme, ...FIXED, path: null };
    await withPage(t, options, async ({ page, url }) => {
      await page.clock.setFixedTime(FIXED.day);
      await page.goto(url);
      const left = new Set(wanted);
      for await (const state of states(page)) {
        if (!left.delete(state)) continue;
        const name = `${device}-${colorScheme}-${state}`.replaceAll(' ', '-');
        await page.waitForTimeout(300);
        // As one comes to it: nothing has the focus, and the top is in view. How far the clicks before moved a half that
        // scrolls by itself depends on what stood in it just then.
        await page.evaluate((shown) => {
          document.activeElement.blur();
          if (shown) document.querySelector(shown).scrollIntoView();
          scrollTo(0, 0);
        }, SHOWN[state]);
        await page.waitForTimeout(100);
        const { share, fault } = compared(name, await page.screenshot({ animations: 'disabled' }));
        most = Math.max(most, share);
        if (fault) faults.push(fault);
        if (!left.size) break;
      }
      assert.deepEqual([...left], [], 'states that are there no more');
    });
    t.diagnostic(`at most ${(most * 100).toFixed(2)} % differ`);
    assert.deepEqual(faults, [], `look at tests/browser/out; if it is right: ${COMMAND}`);
  });
}

/** How much differs from the baseline, and what is wrong with that in words; null where nothing is. */
function compared(name, bytes) {
  const file = join(BASELINES, `${name}.png`);
  const now = PNG.sync.read(bytes);
  if (updates) {
    mkdirSync(BASELINES, { recursive: true });
    writeFileSync(file, withPalette(bytes));
    return { share: 0, fault: null };
  }
  if (!existsSync(file)) return { share: 1, fault: `${name} has no baseline` };
  const before = PNG.sync.read(readFileSync(file));
  if (before.width !== now.width || before.height !== now.height) {
    return { share: 1, fault: `${name} is ${now.width} × ${now.height}, not ${before.width} × ${before.height}` };
  }
  const shown = new PNG({ width: now.width, height: now.height });
  const differ = pixelmatch(before.data, now.data, shown.data, now.width, now.height, { threshold: 0.1 });
  const share = differ / (now.width * now.height);
  if (share <= SHARE) return { share, fault: null };
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}-now.png`), bytes);
  writeFileSync(join(OUT, `${name}-differs.png`), PNG.sync.write(shown));
  return { share, fault: `${name}: ${(share * 100).toFixed(1)} % differ` };
}

test('no baseline is left of a state that is no more', () => {
  const names = PICTURES.flatMap(([device, , colorScheme, wanted]) =>
    wanted.map((state) => `${device}-${colorScheme}-${state}.png`.replaceAll(' ', '-')),
  );
  const there = existsSync(BASELINES) ? readdirSync(BASELINES) : [];
  assert.deepEqual(there.filter((it) => !names.includes(it)), []);
});
