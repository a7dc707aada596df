// axe finds nothing, in every state and on every device; and the page keeps its shape when it is small or magnified.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, fillVillage, ready } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

for (const [device, size] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe is content with the ${device} in ${colorScheme}`, async (t) => {
      await withPage(t, { ...size, colorScheme }, async ({ page }) => {
        await ready(page);
        assert.deepEqual(await accessibilityFaults(page), [], 'empty');
        await fillVillage(page);
        assert.deepEqual(await accessibilityFaults(page), [], 'filled');
        if (device === 'phone') await page.getByRole('button', { name: '结果', exact: true }).click();
        await page.locator('.summaries > summary').click();
        assert.deepEqual(await accessibilityFaults(page), [], 'results');
        await openReasons(page);
        assert.deepEqual(await accessibilityFaults(page), [], 'reasons');
        await screenshot(page, `${device}-${colorScheme}`);
      });
    });
  }
}

test('nothing spills sideways at 320 px or at twice the size', async (t) => {
  for (const viewport of [{ width: 320, height: 640 }, { width: 640, height: 450 }, { width: 180, height: 370 }]) {
    await withPage(t, { viewport }, async ({ page }) => {
      await ready(page);
      await fillVillage(page);
      for (const tab of ['填写', '结果']) {
        await page.getByRole('button', { name: tab, exact: true }).click();
        if (tab === '结果') await openReasons(page);
        const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (viewport.width >= 320) assert.ok(spill <= 0, `${tab} at ${viewport.width} px spills ${spill} px`);
      }
      await screenshot(page, `width-${viewport.width}`);
    });
  }
});

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

/** Opens the reasons and the measures of some cards of every verdict, of a 八有 and of a summary. */
async function openReasons(page) {
  const summaries = page.locator('.summaries');
  if ((await summaries.getAttribute('open')) === null) await summaries.locator(':scope > summary').click();
  await page.locator('[data-summary="基础设施短板"] .toggle').click();
  for (const name of ['通组公路', '广播电视户户通', '饮水安全', '标准化卫生室']) {
    for (const toggle of await page.locator(`.card[data-check="${name}"] .toggle`).all()) await toggle.click();
  }
  await page.locator('.eight .card .toggle').first().click();
  await page.locator('.why').nth(1).waitFor();
}
