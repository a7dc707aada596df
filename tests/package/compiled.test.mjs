// The compiled edition: the same classes over compiled packs alone, and a typed error for what it leaves out.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { install } from './installed.mjs';

const installed = install();
after(installed.done);
const full = await installed.load('node.js');
const compiled = await installed.load('compiled/node.js');
const { BayouError, Engine } = compiled;
const DATE = '2020-06-30';

const refused = (code, run) =>
  assert.throws(run, (error) => error instanceof BayouError && error.code === code && error.message.length < 500);

test('both editions export the same', () => {
  assert.deepEqual(Object.keys(compiled).sort(), Object.keys(full).sort());
});

test('the default pack is embedded, the others lie beside it', () => {
  assert.deepEqual(compiled.shippedPacks(), full.shippedPacks().slice(0, 1));
  const files = readdirSync(join(installed.at, 'packs')).sort();
  assert.deepEqual(files, full.shippedPacks().map((id) => `${id}.pack`).sort());
  for (const id of full.shippedPacks()) {
    const bytes = readFileSync(join(installed.at, 'packs', `${id}.pack`));
    const record = full.Engine.shipped(id).open({ date: DATE }).recordText;
    for (const edition of [full, compiled]) {
      for (const given of [bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)]) {
        const engine = edition.Engine.fromCompiled(given);
        assert.deepEqual(engine.indicators, full.Engine.shipped(id).pack.indicators);
        assert.throws(() => engine.pack, { name: 'BayouError', code: 'compiled-pack' });
        assert.equal(engine.open({ date: DATE }).recordText, record);
        engine.free();
      }
    }
  }
});

test('what only the full edition can do is a typed error that names the other entry', () => {
  const overlay = { id: 'shi', extends: 'chongqing-2018', title: '试', version: '1', issuer: '某区' };
  const { pack } = full.Engine.shipped();
  for (const run of [
    () => Engine.fromPack(pack),
    () => Engine.fromPack('{}'),
    () => Engine.shipped(undefined, { overlays: [overlay] }),
    () => compiled.feel('1 + 1'),
    () => new compiled.Rollup(Engine.shipped(), { date: DATE }),
    () => compiled.assessArea(Engine.shipped(), [], { date: DATE }),
  ]) {
    refused('needs-full', run);
    assert.throws(run, /bayou-engine/);
  }
  refused('unknown-pack', () => Engine.shipped('national-exit-2016'));
  assert.equal(Engine.shipped(undefined, { overlays: [] }).assess({}, DATE).pack.id, 'chongqing-2018');
});

test('bytes that are no compiled pack are refused', () => {
  const bytes = readFileSync(join(installed.at, 'packs/chongqing-2018.pack'));
  for (const edition of [full, compiled]) {
    refusedBy(edition, 'bad-pack', new Uint8Array(0));
    refusedBy(edition, 'bad-pack', bytes.subarray(0, bytes.length - 1));
    for (const place of [0, 40, bytes.length >> 1, bytes.length - 1]) {
      const changed = Uint8Array.from(bytes);
      changed[place] ^= 1;
      refusedBy(edition, 'bad-pack', changed);
    }
    for (const given of ['bytes', null, undefined, {}, [1, 2], 5]) refusedBy(edition, 'bad-value', given);
    refusedBy(edition, 'too-large', new Uint8Array(10_000_000));
  }
});

function refusedBy(edition, code, given) {
  assert.throws(
    () => edition.Engine.fromCompiled(given),
    (error) => error instanceof edition.BayouError && error.code === code,
    `${code}: ${given}`,
  );
}

test('an edit says what changed', () => {
  const village = Engine.shipped().open({ date: DATE });
  const changes = village.set('通村公路硬化', true);
  assert.deepEqual(changes, full.Engine.shipped().open({ date: DATE }).set('通村公路硬化', true));
  assert.equal(changes.verdicts[0].to, 'met');
  assert.equal(village.explanation('通村公路硬化').verdict, 'met');
});

test('verdicts are there before the rest of the module, and the rest when it has come', async () => {
  const web = await installed.load('compiled/web.js');
  const bytes = (name) => readFileSync(join(installed.at, 'compiled', name));
  const refusedYet = (run) => assert.throws(run, (error) => error instanceof web.BayouError && error.code === 'not-ready');
  refusedYet(() => web.Engine.shipped());
  await web.initVerdicts(bytes('bayou.wasm'));
  const engine = web.Engine.shipped();
  const answers = { 村民小组数: 12, 通公路小组数: 11 };
  const village = engine.open({ date: DATE, answers });
  const whole = full.Engine.shipped().open({ date: DATE, answers });
  for (const [name, value] of [['通公路小组数', 12], ['通村公路硬化', true], ['通公路小组数', null], ['不认识', 'x']]) {
    assert.deepEqual(village.set(name, value), whole.set(name, value));
  }
  assert.deepEqual(village.setDate('2021-01-01'), whole.setDate('2021-01-01'));
  assert.deepEqual(village.verdicts, whole.verdicts);
  assert.deepEqual(engine.indicators, full.Engine.shipped().indicators);
  assert.throws(() => village.set('总户数', () => 1), { code: 'bad-value' });
  assert.throws(() => village.set('总户数', {}), { code: 'bad-answers' });
  const record = whole.recordText;
  for (const run of [
    () => village.assessment,
    () => village.record,
    () => village.questions,
    () => village.result('通组公路'),
    () => village.missing('通组公路'),
    () => village.explanation('通组公路'),
    () => village.setDetail('full'),
    () => engine.open({ date: DATE, detail: 'gaps' }),
    () => engine.assess({}, DATE),
    () => engine.verifyReceipt(record),
    () => web.verifyReceipt(record),
  ]) {
    refusedYet(run);
  }
  await assert.rejects(web.init(undefined, new Uint8Array(3)), { name: 'BayouError', code: 'not-loaded' });
  assert.deepEqual(village.set('通公路小组数', 10), whole.set('通公路小组数', 10), 'what did not come has broken nothing');
  await Promise.all([web.init(undefined, bytes('rest.wasm')), web.init()]);
  assert.equal(village.recordText, whole.recordText);
  assert.deepEqual(village.assessment, whole.assessment);
  assert.deepEqual(village.questions, whole.questions);
  assert.deepEqual(village.setDetail('full'), whole.setDetail('full'));
  assert.deepEqual(engine.verifyReceipt(village.record), []);
  assert.throws(() => village.result('没有'), { code: 'unknown-check' });
});
