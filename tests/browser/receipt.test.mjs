// Proof: a receipt is made, copied and verified on the page; anything that was changed is found, in plain words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, fillVillage, openScreen, ready, type } from './errand.mjs';
import { accessibilityFaults, screenshot, withPage } from './harness.mjs';

async function make(page) {
  await page.getByRole('button', { name: '生成凭证' }).click();
  await page.locator('.made').first().waitFor();
  return { code: await page.locator('.code').first().textContent(), record: await page.locator('#record-0').inputValue() };
}

/** Pastes a record and resolves to what the page says of it. */
async function verify(page, text) {
  await page.getByLabel(/粘贴到这里/).fill(text);
  await page.getByRole('button', { name: '核对', exact: true }).click();
  const found = page.locator('.found');
  await found.waitFor();
  // The page answers after the record's pack is open.
  await page.waitForTimeout(100);
  return found.textContent();
}

test('a receipt is made, copied and verified, and every change is found', async (t) => {
  await withPage(t, { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page, requests }) => {
    await ready(page);
    await fillVillage(page);
    await openScreen(page, '自查凭证');
    const asked = requests.length;
    const { code, record } = await make(page);
    assert.match(code, /^([0-9a-f]{4}-){3}[0-9a-f]{4}$/);
    await page.getByRole('button', { name: '复制自查记录全文' }).click();
    await page.getByText('已复制').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), record);
    assert.match(await verify(page, record), new RegExp(`核对一致，凭证号 ${code}`));
    assert.deepEqual(await accessibilityFaults(page), [], 'made and verified');
    await screenshot(page, 'phone-receipt');
    const answers = JSON.parse(record);
    assert.equal(answers.answers.集体经营收入, '35000', 'answers stand as they were understood');
    for (const [what, changed, says] of [
      ['an answer', record.replace('"总户数":"531"', '"总户数":"530"'), /填报的数据和凭证对不上/],
      ['a verdict', record.replace('"通组公路":"unmet"', '"通组公路":"met"'), /各项结论/],
      ['the receipt', record.replace(/"date":"\d{4}/, '"date":"2019'), /凭证本身被改动过/],
      ['the pack', record.replace(/("pack":\{[^}]*"digest":")..../, '$10000'), /凭证本身被改动过/],
      ['another pack', record.replace('"id":"chongqing-2018"', '"id":"gansu-2020"'), /“gansu-2020”这里没有/],
      ['half of it', record.slice(0, record.length / 2), /不是完整的自查记录/],
      ['something more', record.replace('{"answers"', '{"more":1,"answers"'), /不是完整的自查记录/],
      ['other text', '今天天气很好', /不是完整的自查记录/],
      ['nothing', '', /还没有粘贴/],
    ]) {
      assert.notEqual(changed, record, `${what} was changed`);
      assert.match(await verify(page, changed), says, what);
    }
    assert.match(await verify(page, `\n ${record} \n`), /核对一致/, 'room around it does no harm');
    assert.equal(requests.length, asked, 'all of it on the device');
  });
});

test('a receipt is of the answers as they are', async (t) => {
  await withPage(t, DESKTOP, async ({ page }) => {
    const receiptOf = async (households) => {
      await type(page, '总户数', households);
      await openScreen(page, '自查凭证');
      const made = await make(page);
      await page.goBack();
      await page.goBack();
      return made;
    };
    await ready(page);
    const first = await receiptOf('531');
    const second = await receiptOf('532');
    assert.notEqual(second.code, first.code);
    assert.equal((await receiptOf('531')).code, first.code, 'the same answers on the same day come to the same receipt');
    await openScreen(page, '自查凭证');
    assert.match(await verify(page, second.record), /核对一致/, 'whatever stands in the form');
    await screenshot(page, 'desktop-receipt');
  });
});

test('a record of a document that is not open is verified by it', async (t) => {
  let record;
  await withPage(t, { ...DESKTOP, path: '/?pack=national-exit-2016' }, async ({ page }) => {
    await page.locator('[data-check="贫困发生率"]').waitFor({ state: 'attached' });
    await type(page, '总人口', '1000');
    await openScreen(page, '自查凭证');
    ({ record } = await make(page));
  });
  await withPage(t, DESKTOP, async ({ page }) => {
    await ready(page);
    await openScreen(page, '自查凭证');
    assert.match(await verify(page, record), /核对一致.*贫困村退出标准\(2016\)/);
  });
});
