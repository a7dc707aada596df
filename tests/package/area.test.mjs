// Areas through the package: the same as `bayou rollup` to the byte, added at once or one at a time, with typed errors.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { area, areaNames, bayou, names, village } from './golden.mjs';
import { install } from './installed.mjs';

const installed = install();
const work = mkdtempSync(join(tmpdir(), 'bayou-areas-'));
after(() => {
  installed.done();
  rmSync(work, { recursive: true, force: true });
});

const { BayouError, Engine, Rollup, assessArea } = await installed.load('node.js');
const file = join(work, 'villages.json');

/** What the command writes of these villages. */
function native(villages, date, level) {
  writeFileSync(file, JSON.stringify(villages));
  return bayou('rollup', file, '--date', date, '--format', 'json', ...(level ? ['--level', level] : []));
}

/** As the command lays it out. */
const laidOut = (areas) => `${JSON.stringify(areas, null, 2)}\n`;

test('every golden area is that of the command, byte for byte', () => {
  assert.ok(areaNames.length >= 5, String(areaNames.length));
  for (const name of areaNames) {
    const { top, villages } = area(name);
    assert.ok(villages.length > 0, name);
    const expected = native(villages, top.date, top.level);
    assert.equal(laidOut(assessArea(Engine.shipped(), villages, { date: top.date, level: top.level })), expected, name);
  }
});

test('the golden villages as one area and by township, wrong answers among them', () => {
  const villages = names.map(village).filter(({ top }) => top.pack === undefined).map(({ answers }) => answers);
  assert.ok(villages.length >= 20);
  for (const level of [undefined, 'township', 'district', 'city']) {
    const expected = native(villages, '2020-06-30', level);
    assert.equal(laidOut(assessArea(Engine.shipped(), villages, { date: '2020-06-30', level })), expected, level);
  }
});

test('one at a time comes to the same, may be read meanwhile, and says what is wrong with a village', () => {
  const { top, villages } = area('district_unknown');
  const engine = Engine.shipped();
  const rollup = new Rollup(engine, { date: top.date, level: top.level });
  assert.deepEqual(rollup.areas, []);
  const findings = villages.map((answers, at) => {
    const found = rollup.add(answers);
    assert.equal(rollup.areas.reduce((sum, one) => sum + one.villages, 0), at + 1);
    return found;
  });
  assert.ok(findings.some(({ errors }) => errors.length > 0));
  for (const [at, { errors, warnings }] of findings.entries()) {
    const alone = engine.assess(villages[at], top.date);
    assert.deepEqual([errors, warnings], [alone.errors, alone.warnings]);
  }
  assert.deepEqual(rollup.areas, assessArea(engine, villages.values(), { date: top.date, level: top.level }));
  rollup.free();
  assert.throws(() => rollup.add({}), { code: 'freed' });
  if (Symbol.dispose) {
    const disposed = new Rollup(engine, { date: top.date });
    disposed[Symbol.dispose]();
    assert.throws(() => disposed.areas, { code: 'freed' });
  }
});

test('what cannot be put together is a typed error', () => {
  const refused = (code, run) => assert.throws(run, (error) => error instanceof BayouError && error.code === code);
  const engine = Engine.shipped();
  refused('bad-level', () => new Rollup(engine, { date: '2020-06-30', level: 'village' }));
  refused('bad-date', () => new Rollup(engine, { date: '2020-13-30' }));
  refused('bad-value', () => new Rollup(engine, { date: '2020-06-30', level: 5 }));
  refused('bad-value', () => new Rollup({}, { date: '2020-06-30' }));
  refused('bad-answers', () => assessArea(engine, [[1]], { date: '2020-06-30' }));
  refused('bad-value', () => assessArea(engine, [new Map()], { date: '2020-06-30' }));
  const rollup = new Rollup(engine, { date: '2020-06-30' });
  refused('bad-answers', () => rollup.add({ 总户数: {} }));
  assert.deepEqual(rollup.areas, [], 'what is refused is not added');
  assert.equal(rollup.add({ ['__proto__']: 1, '<img onerror=alert(1)>': 1 }).warnings.length, 2);
});
