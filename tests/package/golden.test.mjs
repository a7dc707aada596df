// Node and the native engine give the same to the byte: every golden village through the package, held against the digests
// of tests/golden/receipts.txt (of the whole assessment and of the receipt) and against the records of the command.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { install, root } from './installed.mjs';

const installed = install();
const work = mkdtempSync(join(tmpdir(), 'bayou-golden-'));
after(() => {
  installed.done();
  rmSync(work, { recursive: true, force: true });
});

const { Engine, verifyReceipt } = await installed.load('node.js');
const golden = join(root, 'tests/golden');
const OVERLAY = join(root, 'docs/examples/overlay-shili');
const receipts = new Map(
  readFileSync(join(golden, 'receipts.txt'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map(([name, result, digest]) => [name, { result, digest }]),
);

function bayou(...words) {
  return execFileSync('cargo', ['run', '--quiet', '--package', 'bayou-cli', '--', ...words], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  });
}

/** The head of a golden case: its keys and tables, whose values are written as JSON has them too. */
function read(name) {
  const found = { top: {}, answers: {}, earlier: null };
  let table = found.top;
  for (const line of readFileSync(join(golden, `${name}.toml`), 'utf8').split('\n')) {
    if (line === '[assessment]') break;
    if (line === '' || line.startsWith('#')) continue;
    const head = line.match(/^\[(answers|earlier)\]$/);
    if (head) {
      table = found[head[1]] ??= {};
      continue;
    }
    const entry = line.match(/^("(?:[^"\\]|\\.)*"|\w+) = (.*)$/);
    assert.ok(entry, `${name}: not understood: ${line}`);
    table[entry[1].startsWith('"') ? JSON.parse(entry[1]) : entry[1]] = JSON.parse(entry[2]);
  }
  return found;
}

const names = readdirSync(golden).filter((file) => file.endsWith('.toml')).map((file) => file.slice(0, -5));
const overlaid = new Map();

function engineOf({ pack = 'chongqing-2018', overlaid: isOverlaid = false }) {
  if (!isOverlaid) return Engine.shipped(pack);
  if (!overlaid.has(pack)) overlaid.set(pack, bayou('build', pack, '--overlay', OVERLAY));
  return Engine.fromPack(overlaid.get(pack));
}

test('every golden village has a receipt to be held against', () => {
  assert.ok(names.length >= 31, String(names.length));
  assert.deepEqual([...receipts.keys()].sort(), [...names].sort());
});

for (const name of names) {
  test(`${name}: the same receipt as natively`, () => {
    const { top, answers, earlier } = read(name);
    const engine = engineOf(top);
    const village = engine.open({ date: top.date, answers, earlier });
    const { receipt } = village.record;
    assert.deepEqual({ result: receipt.result, digest: receipt.digest }, receipts.get(name));
    assert.deepEqual(engine.verifyReceipt(village.record), []);
    assert.deepEqual(engine.assess(answers, top.date, earlier), village.assessment);
    engine.free();
    village.free();
  });
}

test('the records are those of the command, byte for byte', () => {
  const file = join(work, 'village.json');
  const records = join(work, 'records.jsonl');
  const plain = names.filter((name) => {
    const { top, earlier } = read(name);
    return earlier === null && !top.overlaid;
  });
  assert.ok(plain.length >= 20);
  // One run a day and pack: the command takes many villages at once.
  const groups = grouped(plain);
  for (const [key, members] of groups) {
    const [pack, date] = key.split(' ');
    writeFileSync(file, JSON.stringify(members.map((name) => read(name).answers)));
    // Villages with wrong answers make it end with 1.
    try {
      bayou('assess', file, '--pack', pack, '--date', date, '--records', records, '--format', 'jsonl');
    } catch (error) {
      assert.equal(error.status, 1, String(error));
    }
    const native = readFileSync(records, 'utf8').trimEnd().split('\n');
    const engine = Engine.shipped(pack);
    const own = members.map((name) => engine.open({ date, answers: read(name).answers }).recordText);
    assert.deepEqual(own, native);
  }
});

function keyOf(name) {
  const { pack = 'chongqing-2018', date } = read(name).top;
  return `${pack} ${date}`;
}

function grouped(all) {
  const groups = new Map();
  for (const name of all) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return groups;
}

test('a changed record does not verify, and says what differs', () => {
  const { record } = Engine.shipped().open({ date: '2020-06-30', answers: read('real_daogu').answers });
  assert.deepEqual(verifyReceipt(record), []);
  assert.deepEqual(verifyReceipt(JSON.stringify(record)), []);
  const name = Object.keys(record.verdicts).find((check) => record.verdicts[check] === 'unmet');
  assert.deepEqual(verifyReceipt({ ...record, verdicts: { ...record.verdicts, [name]: 'met' } }), ['verdicts']);
  assert.ok(verifyReceipt({ ...record, answers: {} }).includes('answers'));
  assert.deepEqual(verifyReceipt(record, Engine.shipped('national-exit-2016')), ['pack']);
});
