// Sessions and errors of the package: every edit says what changed, what is wrong is typed, hostile input ends soon, and
// memory stays flat.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './installed.mjs';

const installed = install();
after(installed.done);
const { BayouError, Engine, Session, feel, shippedPacks, verifyReceipt, version } = await installed.load('node.js');

const DATE = '2020-06-30';
const engine = Engine.shipped();

/** Fails unless it throws a BayouError of that code, soon. */
function refused(code, run, also = () => {}) {
  const start = performance.now();
  assert.throws(run, (error) => {
    assert.ok(error instanceof BayouError && error instanceof Error, `${error}`);
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.length > 0 && error.message.length < 2000, `${error.message.length} characters`);
    also(error);
    return true;
  });
  soon(start);
}

/** Bounded even on a busy machine; a crawl takes minutes. */
function soon(start) {
  const took = performance.now() - start;
  assert.ok(took < 5000, `${took} ms`);
}

test('what ships', () => {
  assert.deepEqual(shippedPacks(), ['chongqing-2018', 'national-exit-2016']);
  assert.equal(engine.pack.id, 'chongqing-2018');
  assert.equal(version(), engine.assess({}, DATE).engine);
});

test('each edit says what changed, and comes to what a fresh start comes to', () => {
  const village = engine.open({ date: DATE });
  const turned = (from, to) => ['通村公路硬化', '有硬化公路'].map((name) => ({ name, from, to }));
  assert.deepEqual(village.set('通村公路硬化', true).verdicts, turned('undecided', 'met'));
  assert.deepEqual(village.clear('通村公路硬化').verdicts, turned('met', 'undecided'));
  village.setMany({ 村民小组数: 12, 通公路小组数: 11n, 通宽带: '是', 备注: undefined });
  assert.deepEqual(village.answers, { 村民小组数: '12', 通公路小组数: '11', 通宽带: '是' });
  assert.equal(village.result('通组公路').verdict, 'unmet');
  assert.ok(village.result('通组公路').gap.changes.length > 0);
  assert.deepEqual(village.assessment, engine.assess(village.answers, DATE));
  assert.ok(village.replace({ 通宽带: true }).verdicts.some((turned) => turned.name === '通组公路'));
  assert.deepEqual(village.answers, { 通宽带: true });
  assert.ok(village.setDate('2021-01-01').checks.length > 0);
  assert.equal(village.assessment.date, '2021-01-01');
  assert.equal(village.setEarlier({ 动力电: 'met' }).alerts, false);
  village.setMany({ 通动力电: false });
  assert.ok(village.assessment.alerts.some((alert) => alert.name === '动力电'));
  assert.deepEqual(village.record.earlier, { 动力电: 'met' });
});

test('what is missing, asked next and explained', () => {
  const village = engine.open({ date: DATE, answers: { 村民小组数: 12 } });
  assert.deepEqual(village.missing('通组公路'), ['通公路小组数']);
  assert.deepEqual(village.nextQuestion, village.questions[0]);
  assert.equal(village.explanation('通组公路').verdict, 'undecided');
  refused('unknown-check', () => village.explanation('通组公'), (error) => {
    assert.deepEqual(error.fields, ['通组公']);
    assert.match(error.message, /通组公路/);
  });
});

test('an edit says as much as it is asked to; what is asked for is whole in each', () => {
  const answers = { 村民小组数: 12, 通公路小组数: 12, 总户数: 300 };
  const [brief, gaps, full] = [undefined, 'gaps', 'full'].map((detail) => engine.open({ date: DATE, answers, detail }));
  const edited = [brief, gaps, full].map((village) => village.set('通公路小组数', 11));
  for (const { verdicts } of edited) assert.deepEqual(verdicts, edited[2].verdicts);
  const [inBrief, withGap, whole] = edited.map(({ checks }) => checks.find(({ name }) => name === '通组公路'));
  assert.deepEqual([inBrief.verdict, inBrief.gap, inBrief.explanation], ['unmet', null, null]);
  assert.deepEqual([withGap.gap.changes, withGap.explanation], [whole.gap.changes, null]);
  assert.equal(typeof whole.explanation.sentence, 'string');
  for (const village of [brief, gaps]) {
    assert.deepEqual(village.result('通组公路'), whole);
    assert.deepEqual(village.assessment, full.assessment);
    assert.equal(village.recordText, full.recordText);
    assert.deepEqual(village.verdicts, full.record.verdicts);
    assert.deepEqual(village.questions, full.questions);
  }
  // A gap that grows turns no verdict: only a session that says gaps tells of it, and what is asked for is never stale.
  assert.deepEqual(brief.set('通公路小组数', 10).checks, []);
  assert.ok(gaps.set('通公路小组数', 10).checks.some(({ name, gap }) => name === '通组公路' && gap.changes[0].by === '2'));
  assert.equal(brief.result('通组公路').gap.changes[0].by, '2');
  assert.deepEqual(brief.setDetail('full').checks.find(({ name }) => name === '通组公路'), brief.result('通组公路'));
  refused('bad-detail', () => brief.setDetail('all'));
  refused('bad-detail', () => engine.open({ date: DATE, detail: 'some' }));
  refused('bad-value', () => brief.setDetail(2));
});

test('every explanation made by itself is that of the assessment', () => {
  for (const answers of [{}, { 村民小组数: 12, 通公路小组数: 11, 通动力电: true, 供水保证率: '92.5', 总户数: 531 }]) {
    const village = engine.open({ date: DATE, answers });
    const { checks, eight_have, summaries } = village.assessment;
    const all = [...checks, ...eight_have.items, ...summaries];
    assert.ok(all.length > 50);
    for (const result of all) assert.deepEqual(village.explanation(result.name), result.explanation, result.name);
    assert.deepEqual(Object.keys(village.verdicts).sort(), all.map(({ name }) => name).sort());
  }
});

test('numbers are taken as written', () => {
  const read = (answer) => engine.open({ date: DATE, answers: { 供水保证率: answer } }).record.answers.供水保证率;
  assert.equal(read(0.57), '0.57');
  assert.equal(read('92.50'), read(92.5));
  assert.equal(read(95n), '95');
  assert.equal(feel('a * 100 = 57', { a: 0.57 }).value, true);
  assert.equal(feel('a + 1', { a: 123456789012345678901234567890n }).text, '123456789012345678901234567891');
  assert.deepEqual(feel('1/3'), { value: '1/3', text: '"1/3"', reason: null });
  assert.equal(feel('1/a', { a: 0 }).reason, 'division-by-zero');
  assert.equal(feel('a', { a: null }).reason, 'missing-name');
});

test('a number that is none is refused by name', () => {
  for (const number of [NaN, Infinity, -Infinity]) {
    refused('bad-value', () => engine.assess({ 总户数: number }, DATE), (error) => assert.deepEqual(error.fields, ['总户数']));
  }
});

test('an overlay is laid on, and one that cannot be says why', () => {
  const overlay = { id: 'shi', extends: 'chongqing-2018', title: '试', version: '1', issuer: '某区' };
  const with95 = Engine.shipped(undefined, {
    overlays: [{ ...overlay, set: [{ parameter: '供水保证率目标', value: '95', clause: '一', note: '试' }] }],
  });
  assert.equal(with95.pack.overlays[0].id, 'shi');
  assert.deepEqual(with95.assess({}, DATE).pack.overlays.map(({ id }) => id), ['shi']);
  refused('bad-overlay', () => Engine.shipped('chongqing-2018', { overlays: [{ ...overlay, extends: 'other' }] }), (error) => {
    assert.equal(error.findings[0].code, 'extends-other');
  });
  refused('bad-overlay', () => Engine.shipped('chongqing-2018', { overlays: [{ ...overlay, unknown: 1 }] }));
  refused('bad-value', () => Engine.shipped('chongqing-2018', { overlays: 'none' }));
});

test('a pack is taken as object and as text, and a wrong one is told with every place', () => {
  const pack = engine.pack;
  const record = engine.open({ date: DATE }).recordText;
  assert.equal(Engine.fromPack(pack).open({ date: DATE }).recordText, record);
  assert.equal(Engine.fromPack(JSON.stringify(pack)).open({ date: DATE }).recordText, record);
  const wrong = structuredClone(pack);
  wrong.checks[0].test = { yes: '没有这个指标' };
  wrong.checks[1].test = { yes: '也没有' };
  refused('bad-pack', () => Engine.fromPack(wrong), (error) => {
    assert.ok(error.findings.length >= 2, JSON.stringify(error.findings));
    assert.ok(error.findings.every(({ code, place, message }) => code && place && message));
  });
  refused('bad-pack', () => Engine.fromPack({}));
  refused('bad-value', () => Engine.fromPack('{'));
  refused('unknown-pack', () => Engine.shipped('chongqing-2019'), (error) => assert.match(error.message, /chongqing-2018/));
});

test('wrong types end in typed errors', () => {
  const village = engine.open({ date: DATE });
  refused('bad-date', () => engine.open({ date: '2020-02-30' }));
  refused('bad-value', () => engine.open({ date: new Date() }));
  refused('bad-earlier', () => engine.open({ date: DATE, earlier: { 宽带: 'good' } }));
  refused('bad-answers', () => village.setMany([1, 2]));
  refused('bad-answers', () => village.setMany(null));
  refused('bad-answers', () => village.set('总户数', { a: 1 }), (error) => assert.deepEqual(error.fields, ['总户数']));
  for (const value of [() => 1, Symbol('s'), new Map(), new Date(), Object(1)]) {
    refused('bad-value', () => village.set('总户数', value), (error) => assert.deepEqual(error.fields, ['总户数']));
  }
  refused('bad-value', () => village.set(5, 1));
  refused('bad-record', () => verifyReceipt({}));
  refused('bad-record', () => verifyReceipt(null));
  refused('bad-record', () => engine.verifyReceipt({ answers: {} }));
  refused('bad-expression', () => feel('1 +'), (error) => assert.ok(error.findings[0].place));
  refused('bad-expression', () => feel('没有'));
  refused('bad-value', () => feel('1', { f: () => 1 }));
  assert.deepEqual(village.answers, {}, 'what is refused changes nothing');
});

test('an object that throws, and one that never ends, end in typed errors', () => {
  const throws = { get 总户数() { throw new RangeError('no'); } };
  refused('bad-value', () => engine.assess(throws, DATE));
  const again = { get 总户数() { return engine.assess({}, DATE) && 1; } };
  assert.ok(engine.assess(again, DATE), 'a getter may call the engine');
  const cyclic = { a: 1 };
  cyclic.self = cyclic;
  refused('too-large', () => engine.assess(cyclic, DATE));
  refused('too-large', () => feel('1', cyclic));
  let doubled = [1];
  for (let depth = 0; depth < 40; depth += 1) doubled = [doubled, doubled];
  refused('too-large', () => feel('1', { doubled }));
  const endless = new Proxy({}, { ownKeys: () => Array.from({ length: 1e5 }, (_, at) => `k${at}`), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) });
  refused('too-large', () => engine.assess(endless, DATE));
  refused('bad-expression', () => feel('('.repeat(1e5)));
});

test('what is too large is refused soon', () => {
  const long = '1'.repeat(10_000_000);
  refused('too-large', () => engine.assess({ 总户数: long }, DATE));
  refused('too-large', () => engine.assess({ [long]: 1 }, DATE));
  refused('too-large', () => feel(long));
  refused('too-large', () => Engine.fromPack(long));
  refused('too-large', () => verifyReceipt(long));
  refused('unknown-pack', () => Engine.shipped('x'.repeat(1000)));
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`键${at}`, 1]));
  refused('too-large', () => engine.assess(many, DATE));
  refused('too-large', () => feel('1', many));
  refused('too-large', () => feel('1', { many: Object.keys(many) }));
  const village = engine.open({ date: DATE });
  const start = performance.now();
  const names = Object.keys(many).reverse();
  village.setMany(Object.fromEntries(names.slice(0, 2000).map((name) => [name, 1])));
  soon(start);
  refused('too-many-answers', () => village.set('一个', 1));
  village.clear(names[0]);
  village.set('一个', 1);
});

test('names are names: HTML, prototypes and broken characters do no harm', () => {
  const hostile = ['<img src=x onerror=alert(1)>', '__proto__', 'constructor', 'toString', '$serde_json::private::Number', '"\\\u0000\u2028'];
  const village = engine.open({ date: DATE });
  for (const name of hostile) village.set(name, '<script>alert(1)</script>');
  assert.deepEqual(Object.keys(village.answers).sort(), [...hostile].sort());
  assert.equal(Object.getPrototypeOf(village.answers), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.deepEqual(engine.verifyReceipt(village.recordText), []);
  assert.equal(village.assessment.warnings.length, hostile.length);
  const parsed = JSON.parse('{"__proto__": {"polluted": 1}}');
  refused('bad-answers', () => engine.assess(parsed, DATE));
  assert.equal(feel('a.__proto__', { a: JSON.parse('{"__proto__": 7}') }).value, 7);
  refused('bad-answers', () => village.set('\ud800', 1));
  refused('bad-answers', () => village.set('总户数', '\udfff'));
});

test('freed is freed, in any order, and a session outlives its engine', () => {
  const own = Engine.shipped();
  const village = own.open({ date: DATE });
  own.free();
  own.free();
  refused('freed', () => own.pack);
  refused('freed', () => own.open({ date: DATE }));
  assert.equal(village.set('通宽带', true).verdicts.length > 0, true);
  village.free();
  village.free();
  refused('freed', () => village.set('通宽带', true));
  refused('bad-value', () => new Session({}, { date: DATE }));
  if (Symbol.dispose) {
    const disposed = engine.open({ date: DATE });
    disposed[Symbol.dispose]();
    refused('freed', () => disposed.assessment);
  }
});

test('10,000 edits, with villages opened and freed among them, leave memory flat', async () => {
  // A module of its own, whose memory is seen.
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const instance = await instantiate(...given);
    memory = instance.exports.memory;
    return instance;
  };
  const web = await installed.load('web.js');
  try {
    await web.init(readFileSync(join(installed.at, 'bayou.wasm')));
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  const own = web.Engine.shipped();
  const village = own.open({ date: DATE });
  const edit = (at) => {
    village.set('村民小组数', 10 + (at % 7));
    village.set('通公路小组数', at % 9);
    village.set('通宽带', at % 2 === 0);
    village.set(`不认识${at % 5}`, at % 3 === 0 ? null : 'x'.repeat(at % 50));
    if (at % 50 === 0) {
      const other = own.open({ date: DATE, answers: village.answers });
      other.record;
      other.questions;
      other.free();
      assert.throws(() => own.open({ date: 'never' }), { name: 'BayouError', code: 'bad-date' });
    }
  };
  for (let at = 0; at < 500; at += 1) edit(at);
  const warm = memory.buffer.byteLength;
  for (let at = 0; at < 2500; at += 1) edit(at);
  assert.equal(memory.buffer.byteLength, warm);
});
