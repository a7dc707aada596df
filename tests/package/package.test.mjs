// The package as packed and installed: its files, its consumers, its types, and the examples of its README as written.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import vm from 'node:vm';
import { install, root } from './installed.mjs';

const installed = install();
after(installed.done);

/** What every variant must do. */
const USE = `
  const engine = Engine.shipped();
  const village = engine.open({ date: '2020-06-30' });
  console.log(village.set('通村公路硬化', true).verdicts[0].to, village.assessment.counts.met);
`;

test('it has no dependency, no script, and everything that it names', () => {
  const manifest = JSON.parse(readFileSync(join(installed.at, 'package.json'), 'utf8'));
  for (const key of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts', 'bin']) {
    assert.equal(manifest[key], undefined, key);
  }
  const files = new Set(installed.packed.files.map((file) => `./${file.path}`));
  const named = JSON.stringify(manifest.exports).match(/\.\/[^"]+/g).filter((name) => name.includes('.', 2) && !name.includes('*'));
  for (const name of named) assert.ok(files.has(name), name);
  for (const name of ['./README.md', './LICENSE-MIT', './LICENSE-APACHE', './integrity.json']) assert.ok(files.has(name), name);
});

test('the digests are those of the files', () => {
  const digests = JSON.parse(readFileSync(join(installed.at, 'integrity.json'), 'utf8'));
  assert.equal(Object.keys(digests).length, 11);
  for (const [name, digest] of Object.entries(digests)) {
    const own = createHash('sha256').update(readFileSync(join(installed.at, name))).digest('base64');
    assert.equal(digest, `sha256-${own}`, name);
  }
});

test('the WebAssembly imports functions of its glue alone', () => {
  const module = new WebAssembly.Module(readFileSync(join(installed.at, 'bayou.wasm')));
  const imports = WebAssembly.Module.imports(module);
  assert.ok(imports.every(({ kind }) => kind === 'function'), JSON.stringify(imports));
});

test('an ES module imports it', () => {
  installed.write('use.mjs', `import { init, Engine } from 'bayou-engine';\nawait init();\n${USE}`);
  assert.equal(installed.run('use.mjs'), 'met 1\n');
});

test('a CommonJS module imports it dynamically', () => {
  installed.write('use.cjs', `(async () => { const { init, Engine } = await import('bayou-engine'); await init();\n${USE} })();`);
  assert.equal(installed.run('use.cjs'), 'met 1\n');
});

test('the inlined variant needs no file', () => {
  installed.write('inline.mjs', `import { init, Engine } from 'bayou-engine/inline';\nawait init();\n${USE}`);
  assert.equal(installed.run('inline.mjs'), 'met 1\n');
});

test('the single file is a classic script with one global', async () => {
  const context = vm.createContext({ WebAssembly, TextDecoder, TextEncoder, Symbol, console });
  const before = Object.keys(context);
  vm.runInContext(readFileSync(join(installed.at, 'bayou.iife.js'), 'utf8'), context);
  assert.deepEqual(Object.keys(context).filter((name) => !before.includes(name)), ['Bayou']);
  assert.equal(await vm.runInContext("Bayou.init().then(() => Bayou.feel('0.1 + 0.2 = 0.3').value)", context), true);
});

test('the variant for browsers takes the WebAssembly by address, as bytes and compiled, and says when it is not loaded', async () => {
  const { init, Engine, BayouError } = await installed.load('web.js');
  assert.throws(() => Engine.shipped(), (error) => error instanceof BayouError && error.code === 'not-ready');
  await assert.rejects(init(new Uint8Array([1, 2, 3])), (error) => error instanceof BayouError && error.code === 'not-loaded');
  await assert.rejects(init('http://127.0.0.1:1/none.wasm'), (error) => error.code === 'not-loaded');
  const bytes = readFileSync(join(installed.at, 'bayou.wasm'));
  await init(`data:application/octet-stream;base64,${bytes.toString('base64')}`);
  await init();
  assert.equal(Engine.shipped().pack.id, 'chongqing-2018');
});

test('the types are accepted strictly, and refuse what is wrong', () => {
  installed.write('typed.mts', `
    import { init, BayouError, Engine, Session, feel, verifyReceipt } from 'bayou-engine';
    import type { Assessment, Changes, Edited, ErrorCode, Mismatch, Pack, SelfCheckRecord, Verdict } from 'bayou-engine';
    import * as inline from 'bayou-engine/inline';
    await init();
    await inline.init();
    const engine: Engine = Engine.shipped('chongqing-2018', { overlays: ['{}'] });
    const pack: Pack = engine.pack;
    const village: Session = engine.open({ date: '2020-06-30', answers: { 总户数: 531n, 增收方式: ['甲'], 备注: undefined } });
    const changes: Edited = village.set('总户数', 1);
    const sentence: string | undefined = changes.checks[0]?.explanation?.sentence;
    const full: Changes = engine.open({ date: '2020-06-30', detail: 'full' }).set('总户数', 1) as Changes;
    const verdict: Verdict | undefined = changes.verdicts[0]?.to;
    const assessment: Assessment = village.assessment;
    const gap: string | undefined = assessment.checks[0]?.gap?.sentence;
    const record: SelfCheckRecord = village.record;
    const mismatches: Mismatch[] = verifyReceipt(record, engine);
    const code: ErrorCode = new BayouError('bad-date', '').code;
    village[Symbol.dispose]();
    // @ts-expect-error an object is no answer
    village.set('总户数', { a: 1 });
    // @ts-expect-error the day must be given
    engine.open({});
    // @ts-expect-error no such verdict
    const wrong: Verdict = 'maybe';
    // @ts-expect-error an edit may leave explanations out
    changes.checks[0]?.explanation.sentence;
    console.log(pack, sentence, full, verdict, gap, mismatches, code, feel('1').text, wrong);
  `);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const options of [['--module', 'nodenext'], ['--module', 'esnext', '--moduleResolution', 'bundler']]) {
    const words = [tsc, '--noEmit', '--strict', '--target', 'es2022', ...options, 'typed.mts'];
    const compile = () => execFileSync(process.execPath, words, { cwd: installed.folder, encoding: 'utf8' });
    assert.doesNotThrow(compile, options.join(' '));
  }
});

test('the examples of the README run as written and print what they say', () => {
  const readme = readFileSync(join(installed.at, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  assert.equal(examples.length, 3);
  const [first, second, third] = examples.map((code, at) => {
    installed.write(`example${at}.mjs`, code);
    return installed.run(`example${at}.mjs`);
  });
  const said = examples[0].match(/verdicts\[0\]\); \/\/ (.*)/)[1];
  assert.equal(first.split('\n')[0].replaceAll("'", '"'), said);
  assert.match(first, /\n1\n.+\n.+。\n\[\]\n$/);
  assert.equal(second, 'true\ntrue bad-overlay\n');
  assert.match(third, /^unmet .+\n\[.+\]\n$/);
});
