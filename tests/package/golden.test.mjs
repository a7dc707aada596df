// Node and the native engine give the same to the byte: every golden village through both editions of the package, held
// against the digests of tests/golden/receipts.txt (of the whole assessment and of the receipt) and against the records of
// the command.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bayou, names, packs, receipts, village } from './golden.mjs';
import { install } from './installed.mjs';

const installed = install();
const work = mkdtempSync(join(tmpdir(), 'bayou-golden-'));
after(() => {
  installed.done();
  rmSync(work, { recursive: true, force: true });
});

const full = await installed.load('node.js');
const compiled = await installed.load('compiled/node.js');
const { Engine, verifyReceipt } = full;
mkdirSync(join(work, 'packs'));
const built = packs(join(work, 'packs'));

/** The engine of a case in each edition, however it gets its pack. */
const EDITIONS = {
  'the full edition': (top) =>
    top.overlaid ? Engine.fromPack(readFileSync(built.file(top, 'json'), 'utf8')) : Engine.shipped(top.pack),
  'the compiled edition': (top) =>
    top.pack === undefined && !top.overlaid
      ? compiled.Engine.shipped()
      : compiled.Engine.fromCompiled(readFileSync(built.file(top, 'pack'))),
};

test('every golden village has a receipt to be held against', () => {
  assert.ok(names.length >= 31, String(names.length));
  assert.deepEqual([...receipts.keys()].sort(), [...names].sort());
});

for (const [edition, engineOf] of Object.entries(EDITIONS)) {
  test(`${edition} gives every golden village the same receipt as natively`, () => {
    for (const name of names) {
      const { top, answers, earlier } = village(name);
      const engine = engineOf(top);
      const session = engine.open({ date: top.date, answers, earlier });
      const { receipt } = session.record;
      assert.deepEqual({ result: receipt.result, digest: receipt.digest }, receipts.get(name), name);
      assert.deepEqual(engine.verifyReceipt(session.record), []);
      assert.deepEqual(engine.assess(answers, top.date, earlier), session.assessment);
      engine.free();
      session.free();
    }
  });
}

test('the records are those of the command, byte for byte', () => {
  const file = join(work, 'village.json');
  const records = join(work, 'records.jsonl');
  const plain = names.filter((name) => {
    const { top, earlier } = village(name);
    return earlier === null && !top.overlaid;
  });
  assert.ok(plain.length >= 20);
  // One run a day and pack: the command takes many villages at once.
  const groups = grouped(plain);
  for (const [key, members] of groups) {
    const [pack, date] = key.split(' ');
    writeFileSync(file, JSON.stringify(members.map((name) => village(name).answers)));
    bayou('assess', file, '--pack', pack, '--date', date, '--records', records, '--format', 'jsonl');
    const native = readFileSync(records, 'utf8').trimEnd().split('\n');
    for (const engineOf of Object.values(EDITIONS)) {
      const engine = engineOf(village(members[0]).top);
      const own = members.map((name) => engine.open({ date, answers: village(name).answers }).recordText);
      assert.deepEqual(own, native);
    }
  }
});

function keyOf(name) {
  const { pack = 'chongqing-2018', date } = village(name).top;
  return `${pack} ${date}`;
}

function grouped(all) {
  const groups = new Map();
  for (const name of all) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

test('a changed record does not verify, and says what differs', () => {
  const { record } = Engine.shipped().open({ date: '2020-06-30', answers: village('real_daogu').answers });
  assert.deepEqual(verifyReceipt(record), []);
  assert.deepEqual(verifyReceipt(JSON.stringify(record)), []);
  assert.deepEqual(compiled.verifyReceipt(record), []);
  const name = Object.keys(record.verdicts).find((check) => record.verdicts[check] === 'unmet');
  assert.deepEqual(verifyReceipt({ ...record, verdicts: { ...record.verdicts, [name]: 'met' } }), ['verdicts']);
  assert.ok(verifyReceipt({ ...record, answers: {} }).includes('answers'));
  assert.deepEqual(verifyReceipt(record, Engine.shipped('national-exit-2016')), ['pack']);
});
