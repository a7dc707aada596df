// axe finds nothing, in every state and on every device; and the page keeps its shape when it is small or magnified.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DESKTOP, PHONE, enlarge, fillVillage, openReasons, ready, saved } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';
import { states } from './states.mjs';

// Nothing here depends on time: two pages at once, each with a process of its own.
suite('in every state', { concurrency: 2 }, () => {
  for (const [device, size, colorScheme, textSize] of [
    ['phone', PHONE, 'light'],
    ['phone', PHONE, 'dark'],
    ['desktop', DESKTOP, 'light'],
    ['desktop', DESKTOP, 'dark'],
    ['phone', PHONE, 'light', 20],
    ['phone', PHONE, 'dark', 30],
  ]) {
    const name = [device, 'in', colorScheme, ...(textSize ? [`with letters of ${textSize} px`] : [])].join(' ');
    test(`axe is content with the ${name}, in every state`, async (t) => {
      await withPage(t, { ...size, colorScheme }, async ({ page }) => {
        if (textSize) await enlarge(page, textSize);
        let seen = 0;
        for await (const state of states(page)) {
          assert.deepEqual(await accessibilityFaults(page), [], state);
          await screenshot(page, `${name.replaceAll(' ', '-')}-${state}`, state !== 'all met');
          seen += 1;
        }
        assert.ok(seen >= 15, `${seen} states`);
      });
    });
  }
});

test('axe is content with a village that another tab fills in', async (t) => {
  await withPage(t, PHONE, async ({ page, context, url }) => {
    await ready(page);
    await fillVillage(page);
    await saved(page);
    const other = await context.newPage();
    await other.goto(url);
    await ready(other);
    await other.getByRole('alert').getByText('正在另一个窗口填写').waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], 'following');
    await screenshot(other, 'phone-following', false);
    await other.close();
  });
});

// 640 × 450 are twice the size of a screen of 1280 × 900.
for (const [width, height, textSize] of [[320, 640], [640, 450], [320, 640, 30]]) {
  const letters = textSize ? ` with letters of ${textSize} px` : '';
  test(`nothing spills sideways at ${width} px${letters}, in every state`, async (t) => {
    await withPage(t, { viewport: { width, height } }, async ({ page }) => {
      if (textSize) await enlarge(page, textSize);
      for await (const state of states(page)) {
        const spilling = await page.evaluate(() => {
          const spill = document.documentElement.scrollWidth - innerWidth;
          const wide = [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1);
          return spill > 0 ? { spill, of: wide.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)) } : null;
        });
        assert.equal(spilling, null, state);
      }
    });
  });
}

test('every target of a finger is 44 px, on the phone', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    const small = () => page.evaluate(() =>
      [...document.querySelectorAll('button, input:not([type=radio]):not([type=checkbox]), select, summary, .option')]
        .filter((it) => it.offsetParent && !it.classList.contains('chip'))
        .map((it) => [it.className || it.tagName, Math.min(it.offsetHeight, it.offsetWidth)])
        .filter(([, size]) => size < 44),
    );
    // A chip is a shortcut beside its field: 44 px with the room around it.
    assert.deepEqual(await small(), []);
    await page.getByRole('button', { name: '结果', exact: true }).click();
    await openReasons(page);
    assert.deepEqual(await small(), []);
  });
});
