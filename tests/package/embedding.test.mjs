// docs/embedding.md: its examples run as written and print what they say, in Node and in a page under its own policy.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { close, launch } from '../browser/harness.mjs';
import { install, root } from './installed.mjs';
import { serve } from './portal.mjs';

const installed = install();
after(async () => {
  await close();
  installed.done();
});

const text = readFileSync(join(root, 'docs/embedding.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```/gms)].map(([, language, file, code]) => ({ language, file, code }));
const ofLanguage = (language) => blocks.filter((block) => block.language === language);

test('every example for Node prints what its comments say', () => {
  const examples = ofLanguage('js').filter(({ file }) => !file);
  assert.equal(examples.length, 6);
  for (const [at, { code }] of examples.entries()) {
    installed.write(`embedding${at}.mjs`, code);
    const printed = installed.run(`embedding${at}.mjs`);
    const said = [...code.matchAll(/console\.log\(.*\); \/\/ ([\w ]*[\x21-\x7e]|\S+ unmet met)$/gm)].map(([, line]) => line);
    for (const line of said) assert.ok(printed.split('\n').includes(line), `${line}\nis not in\n${printed}`);
    assert.ok(printed.length > 0);
  }
});

test('the page without a bundler shows its verdict, under the policy of the document', async () => {
  const folder = join(installed.folder, 'page');
  mkdirSync(folder);
  cpSync(installed.at, join(folder, 'bayou-engine'), { recursive: true });
  const [{ code: html }] = ofLanguage('html');
  writeFileSync(join(folder, 'index.html'), html);
  const { file, code } = blocks.find((block) => block.file);
  writeFileSync(join(folder, file), code);
  const [{ code: policy }] = ofLanguage('csp');
  const server = await serve(folder, policy.trim());
  const page = await (await launch()).newPage();
  try {
    await page.goto(`${server.url}index.html`);
    assert.equal(await page.locator('#verdict:not(:empty)').textContent(), '通村公路硬化: met');
  } finally {
    await page.close();
    server.close();
  }
});
