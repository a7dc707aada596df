// The states of the page, one after the other on the same page, for all that must hold in each: nothing for axe to find,
// nothing that spills sideways, its picture. Depends on `errand`.
import { readFileSync } from 'node:fs';
import { choose, fillVillage, openReasons, ready, type } from './errand.mjs';

/** What makes a picture the same on every day, as options of a page; `day` is for its clock. */
export const FIXED = { timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', day: new Date('2020-06-30T10:00:00+08:00') };

/** The screens behind 更多: their place in the address, and what is there once they stand. */
export const SCREENS = {
  more: '.entries',
  villages: '.villages button',
  tables: '.table-tabs',
  export: '#code, .screen.export button',
  import: '.screen.import textarea',
  print: '.rows',
  plan: '[data-task]',
  receipt: '.screen.receipt button',
};

/** Goes to a screen by its address, and waits until it stands. */
export async function openAt(page, name) {
  await page.evaluate((name) => (location.hash = `#${name}`), name);
  await page.locator(SCREENS[name]).first().waitFor();
}

/** Back to the form. */
export async function openForm(page) {
  await page.evaluate(() => (location.hash = '#'));
  await page.locator('.overview').waitFor();
}

/** The answers of a golden case. */
export function golden(name) {
  const text = readFileSync(new URL(`../golden/${name}.toml`, import.meta.url), 'utf8');
  const [, answers] = text.match(/^\[answers\]\n([\s\S]*?)^\[/m);
  const pairs = [...answers.matchAll(/^"(.+?)" = (.+)$/gm)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, JSON.parse(value)]));
}

/** Types and presses all these answers, as far as they are asked. */
export async function answer(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    if (typeof value === 'boolean') await choose(page, name, value ? '是' : '否');
    else if (Array.isArray(value)) {
      const group = page.getByRole('group', { name, exact: true });
      for (const option of value) await group.getByLabel(option, { exact: true }).check();
    } else if (await page.getByRole('radiogroup', { name, exact: true }).count()) await choose(page, name, value);
    else await type(page, name, String(value));
  }
}

/** Shows a half of the page, where only one is shown. */
export async function show(page, half) {
  const tab = page.locator('.tabs').getByRole('button', { name: half, exact: true });
  if (await tab.isVisible()) await tab.click();
}

/** Goes through the states; each is named when the page is in it. */
export async function* states(page) {
  await ready(page);
  yield 'empty';
  await type(page, '村民小组数', '7');
  await choose(page, '通动力电', '否');
  await choose(page, '位于深度贫困乡镇', '否');
  yield 'begun';
  await fillVillage(page);
  await page.locator('.wrong').first().waitFor();
  yield 'filled';
  await show(page, '结果');
  yield 'results';
  await openReasons(page);
  yield 'reasons';
  await page.locator('[data-act="filter-unmet"]').click();
  yield 'unmet';
  await page.locator('[data-act="filter-all"]').click();
  await show(page, '填写');
  for (const name of Object.keys(SCREENS)) {
    await openAt(page, name);
    yield `screen ${name}`;
  }
  await openForm(page);
  const packs = page.locator('.packs');
  await packs.locator('summary').click();
  await packs.getByLabel('贫困村退出标准(2016)', { exact: true }).click();
  await page.locator('.card[data-check="贫困发生率"]').waitFor({ state: 'attached' });
  await show(page, '结果');
  yield 'two packs';
  await show(page, '填写');
  await packs.getByLabel('贫困村退出标准(2016)', { exact: true }).click();
  await page.locator('.card[data-check="贫困发生率"]').waitFor({ state: 'detached' });
  await packs.locator('summary').click();
  await answer(page, golden('all_met'));
  await page.locator('.wrong').first().waitFor({ state: 'detached' });
  await show(page, '结果');
  yield 'all met';
  await show(page, '填写');
}
