// The same errand in every engine met in the field: open, fill in, see verdicts flip, save, come back, and open the page in one
// file. `cargo xtask test engines`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../browser/harness.mjs';
import { Absent, ENGINES, until, withEngine } from './engines.mjs';

// In words of 2018: the functions run in the oldest engine as they stand here.
const isReady = () => document.querySelector('.results:not([aria-busy]) [data-check]') !== null;
const verdict = (check) => document.querySelector(`[data-check="${check}"]`).getAttribute('data-verdict');
const saving = () => document.querySelector('[data-saving]').getAttribute('data-saving');
const idOf = (name) => {
  const label = Array.from(document.querySelectorAll('label')).find((it) => it.htmlFor && it.textContent.trim() === name);
  return label ? label.htmlFor : '';
};
const valueOf = (id) => document.getElementById(id).value;
const clear = (id) => {
  const field = document.getElementById(id);
  field.value = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const press = (group, option) => {
  const all = Array.from(document.querySelectorAll('[role=radiogroup]'));
  const own = all.find((it) => {
    const label = document.getElementById(it.getAttribute('aria-labelledby') || '');
    return (it.getAttribute('aria-label') || (label && label.textContent) || '').trim() === group;
  });
  const found = Array.from(own.querySelectorAll('label')).find((it) => it.textContent.trim() === option);
  (found.control || found).click();
};

async function errand(page, url) {
  await page.open(url);
  await until(page, true, isReady);
  const type = async (name, text) => {
    const id = await page.run(idOf, name);
    assert.notEqual(id, '', name);
    await page.run(clear, id);
    await page.type(`[id="${id}"]`, text);
    return id;
  };
  await until(page, 'undecided', verdict, '通组公路');
  await type('村民小组数', '7');
  const id = await type('通公路小组数', '6');
  await until(page, 'unmet', verdict, '通组公路');
  await type('通公路小组数', '7');
  await until(page, 'met', verdict, '通组公路');
  await page.run(press, '通动力电', '否');
  await until(page, 'unmet', verdict, '动力电');
  await page.run(press, '通动力电', '是');
  await until(page, 'met', verdict, '动力电');
  await until(page, 'saved', saving);
  await page.reload();
  await until(page, true, isReady);
  await until(page, '7', valueOf, id);
  await until(page, 'met', verdict, '通组公路');
  await until(page, 'met', verdict, '动力电');
  // The page in one file unpacks itself and finds what was saved from the same address.
  await page.open(new URL('bayou.html', url).href);
  await until(page, true, isReady);
  await until(page, '7', valueOf, id);
  await page.run(press, '通动力电', '否');
  await until(page, 'unmet', verdict, '动力电');
}

for (const name of Object.keys(ENGINES)) {
  test(`the errand in ${name}`, { timeout: 300_000 }, async (t) => {
    const url = await serve();
    try {
      await withEngine(name, async (page) => {
        t.diagnostic(page.version);
        await errand(page, url);
      });
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      t.skip(error.message);
      console.log(`${name} skipped: ${error.message}`);
    }
  });
}
