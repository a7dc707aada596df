// How records are sealed, read and merged: the pure half of the store, without a browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NEWER, contested, edited, merged, migrated, opened, plain, sealed } from '../../web/src/store/store.js';

const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url)));

test('a sealed record opens, and no changed character of it does', () => {
  const record = sealed({ seq: 3, at: 5, fields: { 村名: [1, '华溪村'], 通动力电: [2, true] } });
  assert.deepEqual(opened(record), { seq: 3, at: 5, fields: { 村名: [1, '华溪村'], 通动力电: [2, true] } });
  for (let at = 0; at < record.body.length; at++) {
    const other = record.body[at] === 'x' ? 'y' : 'x';
    const body = record.body.slice(0, at) + other + record.body.slice(at + 1);
    assert.equal(opened({ ...record, body }), undefined, `changed at ${at}`);
    assert.equal(opened({ ...record, body: record.body.slice(0, at) }), undefined, `torn at ${at}`);
  }
  for (const no of [undefined, null, 7, 'x', {}, { schema: 2 }, { ...record, body: 9 }, sealed(5), sealed(null)]) {
    assert.ok(!opened(no), JSON.stringify(no));
  }
});

test('a record of a newer page is told from a broken one', () => {
  assert.equal(opened({ schema: 3, anything: 1 }), NEWER);
});

test('golden drafts of every shape say what they said', () => {
  const village = plain(migrated(fixture('draft-1')));
  assert.deepEqual(village, {
    村名: '华溪村', 总户数: '531', 集体经营收入: '3.5万', 通动力电: true, 便民服务中心: false, 村类型: '深度贫困村',
    '@date': '2019-06-30', '@packs': ['chongqing-2018', 'national-exit-2016'],
  });
  assert.deepEqual(plain(migrated(fixture('draft-1-without-packs'))), { 村名: '稻谷村', 村民小组数: '7', 通公路小组数: '6' });
  const content = opened(fixture('village-2'));
  assert.equal(content.seq, 41);
  assert.deepEqual(plain(content.fields), {
    '@packs': ['chongqing-2018'], '@date': '2019-06-30', 村名: '华溪村', 村民小组数: '7', 通公路小组数: '6', 通动力电: true,
  });
  assert.equal(migrated({ schema: 1 }), undefined);
  assert.equal(migrated('x'), undefined);
});

test('an edit stamps what changed, later than every stamp before', () => {
  const first = edited({}, {}, { a: '1', b: '2' }, 100);
  assert.deepEqual(first, { a: [100, '1'], b: [100, '2'] });
  const slow = edited(first, { a: '1', b: '2' }, { a: '1', b: '3' }, 50);
  assert.deepEqual(slow, { a: [100, '1'], b: [101, '3'] }, 'a clock that is set back makes no edit older');
  assert.deepEqual(edited(slow, plain(slow), { b: '3' }, 200), { a: [200], b: [101, '3'] }, 'taken away');
  const seen = edited({ a: [100, '1'], c: [150, '9'] }, { a: '1' }, { a: '2' }, 200);
  assert.deepEqual(seen, { a: [200, '2'], c: [150, '9'] }, 'what the page did not show yet is no edit of it');
});

test('what was typed before the store was read stays', () => {
  const kept = { 村名: [100, '旧'], 村民小组数: [100, '7'] };
  const typed = edited({}, {}, { 村名: '新' }, 200);
  assert.deepEqual(plain(merged(kept, typed)), { 村名: '新', 村民小组数: '7' });
});

test('versions merge field by field, the same from both sides, and a third time changes nothing', () => {
  // Every pair of versions over two fields with few stamps and values.
  const field = [undefined, [1, 'x'], [1, 'y'], [2, 'x'], [2]];
  const versions = field.flatMap((a) => field.map((b) => ({ ...(a && { a }), ...(b && { b }) })));
  for (const one of versions) {
    for (const other of versions) {
      const both = merged(one, other);
      assert.deepEqual(both, merged(other, one), `${JSON.stringify(one)} ${JSON.stringify(other)}`);
      assert.deepEqual(merged(both, other), both);
      for (const name in both) assert.ok([one[name], other[name]].includes(both[name]));
    }
  }
});

test('only what both changed to something else is contested', () => {
  const base = { a: [1, 'x'], b: [1, 'x'], c: [1, 'x'], d: [1, 'x'] };
  const mine = { ...base, a: [2, 'mine'], b: [2, 'mine'], c: [2, 'same'] };
  const theirs = { ...base, a: [3, 'theirs'], c: [3, 'same'], d: [3, 'theirs'] };
  assert.deepEqual(contested(base, mine, theirs), ['a']);
});
