// The pictures of the README: the states worth seeing, at a phone's and a desktop's width, in docs/pictures. Not a test;
// `cargo xtask pictures` runs it over a finished dist/, and fails when one is too large.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PHONE, fillVillage, ready, saved } from './errand.mjs';
import { ROOT, close, withPage } from './harness.mjs';
import { withPalette } from './palette.mjs';
import { FIXED, openAt, show } from './states.mjs';

const FOLDER = join(ROOT, 'docs', 'pictures');
const MOST = 120 * 1024;

async function take(page, name) {
  const picture = withPalette(await page.screenshot({ animations: 'disabled' }));
  const size = `${(picture.length / 1024).toFixed(1)} KB`;
  if (picture.length > MOST) throw new Error(`docs/pictures/${name}.png is too large: ${size} of ${MOST / 1024} KB`);
  writeFileSync(join(FOLDER, `${name}.png`), picture);
  console.log(`docs/pictures/${name}.png ${size}`);
}

mkdirSync(FOLDER, { recursive: true });
for (const [device, size] of [['phone', PHONE], ['desktop', { viewport: { width: 1280, height: 800 } }]]) {
  await withPage({ name: device }, { ...size, ...FIXED, path: null }, async ({ page, url }) => {
    await page.clock.setFixedTime(FIXED.day);
    await page.goto(url);
    await ready(page);
    await fillVillage(page);
    await saved(page);
    await page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
    await take(page, `${device}-form`);
    await show(page, '结果');
    await page.locator('[data-act="filter-unmet"]').click();
    await page.locator('.card[data-check="通组公路"]').getByRole('button', { name: '为什么这样判定' }).click();
    await page.locator('.card[data-check="通组公路"] .why').waitFor();
    await page.locator('.card[data-check="通组公路"]').evaluate((it) => it.scrollIntoView());
    await take(page, `${device}-results`);
    await openAt(page, 'plan');
    await page.locator('[data-task="通组公路"]').getByLabel('责任人').fill('张三');
    await page.evaluate(() => document.activeElement.blur());
    await take(page, `${device}-plan`);
    await openAt(page, 'tables');
    await page.getByRole('button', { name: '载入示例' }).click();
    await page.getByRole('button', { name: '开始判定' }).click();
    await page.getByText('判定完了').waitFor();
    await page.locator('.table-tabs').getByRole('button', { name: '总表', exact: true }).click();
    await page.locator('#grid-body b, .of-villages li').first().waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await take(page, `${device}-villages`);
  });
}
await close();
