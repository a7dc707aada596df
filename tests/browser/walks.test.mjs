// The whole errand by keyboard alone, by the accessibility tree alone, without motion, and in colours that the reader chose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, VILLAGE, choose, expectVerdict, fillVillage, openReasons, ready, saved, type } from './errand.mjs';
import { screenshot, withPage } from './harness.mjs';
import { SCREENS, openAt, openForm, show } from './states.mjs';

/** As a phone with a keyboard. */
const NARROW = { viewport: PHONE.viewport };

/** What has the focus, and whether one sees that: null where nothing has it. */
function focused(page) {
  return page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const box = it.getBoundingClientRect();
    // The ring of a button of several is at the word beside it.
    const ring = [it, it.nextElementSibling].filter(Boolean).some((at) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const over = document.elementFromPoint(
      Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
      Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height, 44) / 2)),
    );
    const isDate = it.type === 'date';
    // A day has several stops inside, and the last one's ring is the browser's own.
    const goesOn = !window.before || it.compareDocumentPosition(window.before) & Node.DOCUMENT_POSITION_PRECEDING || (isDate && it === window.before);
    window.before = it;
    return {
      what: `${it.localName}${it.id ? `#${it.id}` : ''} ${it.dataset.act ?? ''} ${(it.labels?.[0] ?? it).textContent.trim().slice(0, 20)}`,
      goesOn: Boolean(goesOn),
      ring: ring || isDate,
      inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      covered: !over || !(it.contains(over) || over.contains(it) || it.parentElement.contains(over)),
    };
  });
}

/** Presses Tab until what has the focus is `wanted`; how often. */
async function tabTo(page, wanted, key = 'Tab') {
  for (let presses = 1; presses <= 600; presses++) {
    await page.keyboard.press(key);
    if (await wanted.evaluate((it) => it === document.activeElement)) return presses;
  }
  return assert.fail(`Tab never comes to ${wanted}`);
}

for (const [device, size] of [['phone', NARROW], ['desktop', DESKTOP]]) {
  test(`Tab goes through the whole page in its order and out again, and one sees where it is, on the ${device}`, async (t) => {
    await withPage(t, size, async ({ page }) => {
      await ready(page);
      await fillVillage(page);
      await saved(page);
      // Tab begins at the top of a page that is new.
      await page.reload();
      await ready(page);
      const faults = [];
      let stops = 0;
      for (; stops < 1000; stops++) {
        await page.keyboard.press('Tab');
        const it = await focused(page);
        if (!it) break;
        if (!it.goesOn) faults.push(`${it.what} comes after what stands behind it`);
        if (!it.ring) faults.push(`${it.what} shows no focus`);
        if (!it.inView) faults.push(`${it.what} is out of view`);
        else if (it.covered) faults.push(`${it.what} is covered`);
      }
      assert.ok(stops > 150 && stops < 1000, `${stops} stops: a trap, or nothing to go to`);
      assert.deepEqual(faults, []);
      await page.keyboard.press('Shift+Tab');
      assert.ok(await focused(page), 'and back in from its end');
      t.diagnostic(`${stops} stops`);
    });
  });
}

test('the whole errand by keyboard alone', async (t) => {
  await withPage(t, NARROW, async ({ page }) => {
    await page.evaluate(() => (window.print = () => (window.isPrinted = true)));
    await ready(page);
    let presses = 0;
    const to = async (wanted, key) => (presses += await tabTo(page, wanted, key));
    const field = (name) => page.getByLabel(name, { exact: true });
    const heading = (name) => page.getByRole('heading', { name, level: 2 });
    const isFocused = (wanted) => wanted.evaluate((it) => it === document.activeElement);

    await to(page.getByRole('button', { name: '下一题' }));
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => document.activeElement.dataset.field), 'the next question has the focus');
    await to(field('村民小组数'));
    await page.keyboard.type('7');
    await to(field('通公路小组数'));
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    assert.ok(!(await isFocused(field('通公路小组数'))), 'Enter goes on');
    await expectVerdict(page, '通组公路', 'unmet');
    const power = page.getByRole('radiogroup', { name: '通动力电', exact: true });
    await to(power.getByLabel('是', { exact: true }));
    await page.keyboard.press(' ');
    await expectVerdict(page, '动力电', 'met');
    await page.keyboard.press('ArrowRight');
    await expectVerdict(page, '动力电', 'unmet');

    await to(page.getByRole('button', { name: '结果', exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const unmet = page.locator('[data-act="filter-unmet"]');
    await to(unmet);
    await page.keyboard.press(' ');
    assert.equal(await unmet.getAttribute('aria-pressed'), 'true');
    const why = page.locator('[data-check="通组公路"]').getByRole('button', { name: '为什么这样判定' });
    await to(why);
    await page.keyboard.press('Enter');
    await page.locator('[data-check="通组公路"] .why').waitFor();
    assert.ok(await isFocused(why), 'the focus stays where it was');
    await to(page.locator('[data-check="通组公路"] .why').getByRole('button', { name: '通公路小组数' }));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.dataset?.field !== undefined);
    assert.ok(await isFocused(field('通公路小组数')), 'a reason leads to its answer');

    await to(page.locator('#to-more'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await heading('更多').waitFor();
    assert.ok(await isFocused(heading('更多')), 'a screen begins at its heading');
    const into = async (name) => {
      await to(page.locator('.entries').getByRole('link', { name, exact: true }));
      await page.keyboard.press('Enter');
      await heading(name).waitFor();
      assert.ok(await isFocused(heading(name)), name);
    };
    const back = async () => {
      await to(page.locator('.back'), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await heading('更多').waitFor();
    };
    await into('施工图、时间表');
    await to(page.locator('[data-task="通组公路"]').getByLabel('责任人'));
    await page.keyboard.type('张三');
    await back();
    await into('打印自查报告');
    await to(page.getByRole('button', { name: '打印', exact: true }));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.isPrinted);
    await page.locator('.of-unmet', { hasText: '张三' }).waitFor();
    await back();
    await into('本机上的村');
    await to(page.getByRole('button', { name: '新建一个村' }));
    await page.keyboard.press('Enter');
    await page.locator('.overview').waitFor();
    await page.waitForFunction(() => document.querySelector('[data-field]')?.value === '');
    assert.ok(await page.evaluate(() => document.activeElement !== null));
    t.diagnostic(`${presses} presses of Tab`);
  });
});

/** The nodes of the accessibility tree that are not ignored, with their names, roles and states. */
async function tree(page, context) {
  // What is not laid out because it is out of view is in the tree that readers of the screen get, but not in the one that
  // Chromium shows to its debugger.
  await page.evaluate(() => {
    for (const it of document.querySelectorAll('*')) {
      if (getComputedStyle(it).contentVisibility === 'auto') it.style.contentVisibility = 'visible';
    }
  });
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter((node) => !node.ignored)
    .map(({ role, name, properties = [], value }) => ({
      role: role?.value,
      name: name?.value ?? '',
      value: value?.value,
      ...Object.fromEntries(properties.map((it) => [it.name, it.value.value])),
    }));
}

/** Of a tree: what can be reached but has no name, and headings that skip a level. */
function treeFaults(nodes) {
  // A status that takes the focus is read by what stands in it.
  const faults = nodes.filter((it) => it.focusable && !it.name.trim() && !['RootWebArea', 'generic', 'status'].includes(it.role));
  const levels = nodes.filter((it) => it.role === 'heading').map((it) => [it.level, it.name]);
  const skipped = levels.filter(([level], at) => level > (levels[at - 1]?.[0] ?? 0) + 1);
  const doubled = ['main', 'banner'].filter((role) => nodes.filter((it) => it.role === role).length > 1);
  return [
    ...faults.map((it) => `a ${it.role} without a name`),
    ...skipped.map(([level, name]) => `heading ${name} of level ${level} skips one`),
    ...doubled.map((role) => `${role} stands twice`),
  ];
}

test('the accessibility tree tells the errand: names, roles and states', async (t) => {
  await withPage(t, PHONE, async ({ page, context }) => {
    await ready(page);
    await fillVillage(page);
    await saved(page);
    const form = await tree(page, context);
    assert.deepEqual(treeFaults(form), [], 'form');
    const find = (nodes, role, name) => nodes.filter((it) => it.role === role && (name instanceof RegExp ? name.test(it.name) : it.name === name));
    for (const role of ['banner', 'main']) assert.equal(form.filter((it) => it.role === role).length, 1, role);
    for (const name of Object.keys(VILLAGE.texts)) assert.equal(find(form, 'textbox', name).length, 1, `a textbox ${name}`);
    for (const name of Object.keys(VILLAGE.options)) assert.equal(find(form, 'radiogroup', name).length, 1, `a radiogroup ${name}`);
    assert.ok(form.filter((it) => it.role === 'radio' && it.checked === 'true').length >= Object.keys(VILLAGE.options).length);
    const [wrong] = find(form, 'textbox', '广播电视通达户数');
    assert.equal(wrong.invalid, 'true', 'a wrong answer says so');
    // The tiles say their verdict, not by colour.
    const tiles = find(form, 'button', /^有安全饮水/);
    assert.match(tiles[0].name, /未达标/);
    const sections = form.filter((it) => it.role === 'button' && it.expanded !== undefined);
    assert.ok(sections.length >= 10, 'sections say whether they are open');

    await show(page, '结果');
    await openReasons(page);
    const results = await tree(page, context);
    assert.deepEqual(treeFaults(results), [], 'results');
    assert.equal(find(results, 'button', '结果')[0].pressed, 'true');
    assert.equal(find(results, 'button', '填写')[0].pressed, 'false');
    assert.ok(results.some((it) => it.role === 'button' && /为什么/.test(it.name) && it.expanded === true));
    for (const name of Object.keys(SCREENS)) {
      await openAt(page, name);
      assert.deepEqual(treeFaults(await tree(page, context)), [], name);
    }
  });
});

test('what is said aloud is polite, says the verdict, and does not chatter', async (t) => {
  await withPage(t, PHONE, async ({ page }) => {
    await ready(page);
    await page.evaluate(() => {
      window.heard = [];
      const live = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('[role=status], [role=alert], [aria-live]');
      new MutationObserver((records) => {
        // What is replaced in one go is said once.
        for (const region of new Set(records.map(({ target }) => live(target)).filter(Boolean))) {
          const how = region.getAttribute('aria-live') ?? (region.getAttribute('role') === 'alert' ? 'assertive' : 'polite');
          const text = region.textContent.trim();
          if (text && how !== 'off') window.heard.push({ how, text });
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const heard = () => page.evaluate(() => window.heard.splice(0));

    // One answer of several keys: one announcement, once typing has stopped.
    await page.getByLabel('村民小组数', { exact: true }).focus();
    await page.keyboard.type('7');
    await saved(page);
    await page.waitForTimeout(600);
    await heard();
    await page.getByLabel('通公路小组数', { exact: true }).focus();
    await page.keyboard.type('6', { delay: 60 });
    await saved(page);
    await page.waitForTimeout(600);
    const one = await heard();
    assert.equal(one.length, 1, JSON.stringify(one));
    assert.match(one[0].text, /通组公路.*未达标/);
    await page.getByLabel('总户数', { exact: true }).focus();
    await page.keyboard.type('531', { delay: 60 });
    await page.waitForTimeout(1000);
    assert.ok((await heard()).length <= 1, 'three keys are one answer');

    // A whole village, as quickly as it can be entered: never more announcements than answers, all of them polite.
    await fillVillage(page);
    await saved(page);
    await page.waitForTimeout(600);
    const all = await heard();
    const answers = Object.keys(VILLAGE.texts).length + Object.keys(VILLAGE.options).length;
    assert.ok(all.length <= answers, `${all.length} announcements for ${answers} answers`);
    assert.deepEqual(all.filter(({ how }) => how !== 'polite'), []);
    assert.ok(all.every(({ text }) => text.length <= 120), 'each is short');
    // A wrong answer is said with what is wrong.
    await type(page, '通公路小组数', '8');
    await saved(page);
    await page.waitForTimeout(600);
    assert.match((await heard()).map(({ text }) => text).join(), /村民小组数|通公路小组数/);
    t.diagnostic(`${all.length} announcements for ${answers} answers`);
  });
});

test('nothing moves for those who asked for no motion', async (t) => {
  await withPage(t, { ...PHONE, reducedMotion: 'reduce', path: null }, async ({ page, url }) => {
    await page.addInitScript(() => {
      window.glides = [];
      for (const name of ['scrollIntoView', 'scrollTo', 'scrollBy', 'scroll']) {
        const own = Element.prototype[name];
        Element.prototype[name] = function (...given) {
          if (given[0]?.behavior === 'smooth') window.glides.push(name);
          return own.apply(this, given);
        };
      }
      const own = window.scrollTo;
      window.scrollTo = (...given) => {
        if (given[0]?.behavior === 'smooth') window.glides.push('scrollTo');
        return own.apply(window, given);
      };
    });
    await page.goto(url);
    await ready(page);
    await fillVillage(page);
    const moving = () =>
      page.evaluate(() => {
        const lasts = (text) => text.split(',').some((it) => parseFloat(it) * (it.includes('ms') ? 1 : 1000) > 10);
        const styled = [...document.querySelectorAll('*')].filter((it) => {
          const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(it);
          return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration)) || scrollBehavior === 'smooth';
        });
        return [...styled.map((it) => it.className || it.localName), ...document.getAnimations().map(() => 'an animation'), ...window.glides];
      });
    assert.deepEqual(await moving(), [], 'form');
    await page.locator('[data-check="有安全饮水"]').click();
    await page.getByRole('button', { name: '下一题' }).click();
    await show(page, '结果');
    await openReasons(page);
    assert.deepEqual(await moving(), [], 'results');
    for (const name of Object.keys(SCREENS)) {
      await openAt(page, name);
      assert.deepEqual(await moving(), [], name);
    }
    await openForm(page);
  });
});

test('in colours that the reader chose, controls and their states are still told apart', async (t) => {
  await withPage(t, { ...PHONE, forcedColors: 'active' }, async ({ page }) => {
    await ready(page);
    await fillVillage(page);
    await saved(page);
    const look = (locator) =>
      locator.evaluate((it) => {
        const { backgroundColor, color, borderTopStyle, borderTopWidth, borderTopColor, borderBottomWidth, outlineStyle, textDecorationLine, fontWeight } =
          getComputedStyle(it);
        return JSON.stringify({ backgroundColor, color, borderTopStyle, borderTopWidth, borderTopColor, borderBottomWidth, outlineStyle, textDecorationLine, fontWeight });
      });
    const tab = (name) => page.locator('.tabs').getByRole('button', { name, exact: true });
    assert.notEqual(await look(tab('填写')), await look(tab('结果')), 'which half is shown');
    await screenshot(page, 'phone-forced-form', false);
    const words = page.getByRole('radiogroup', { name: '通动力电', exact: true }).locator('.option span');
    assert.notEqual(await look(words.nth(0)), await look(words.nth(1)), 'which option is chosen');
    await page.locator('.contents summary').click();
    // Everything that is pressed or typed into has an edge, is one of several in an edge, is underlined, or has a sign.
    const edgeless = await page.evaluate(() => {
      const has = (it) => {
        const { borderTopStyle, borderTopWidth, borderBottomStyle, textDecorationLine } = getComputedStyle(it);
        const edge = (borderTopStyle !== 'none' && parseFloat(borderTopWidth) > 0) || borderBottomStyle !== 'none';
        return edge || textDecorationLine !== 'none' || !['none', 'normal'].includes(getComputedStyle(it, '::after').content);
      };
      return [...document.querySelectorAll('button, input[type=text], select, textarea, .option span')]
        .filter((it) => it.checkVisibility() && !has(it) && !(it.parentElement.matches('.tabs') && has(it.parentElement)))
        .map((it) => it.className || it.localName);
    });
    assert.deepEqual([...new Set(edgeless)], []);
    await page.keyboard.press('Tab');
    assert.equal((await focused(page))?.ring, true, 'the focus is seen');
    await show(page, '结果');
    const filter = (name) => page.locator(`[data-act="filter-${name}"]`);
    await filter('unmet').click();
    assert.notEqual(await look(filter('unmet')), await look(filter('met')), 'which filter is on');
    await screenshot(page, 'phone-forced-results', false);
  });
});
