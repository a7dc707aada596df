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
