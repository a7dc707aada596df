// The golden cases of tests/golden for JavaScript: their heads are TOML whose values are written as JSON has them too.
// Depends on the bayou command, for what it writes of the same villages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './installed.mjs';

const folder = join(root, 'tests/golden');
const OVERLAY = join(root, 'docs/examples/overlay-shili');

/** The names of the cases of one village. */
export const names = casesIn(folder);
/** The names of the cases of areas, without the table of figures, which is written by hand. */
export const areaNames = casesIn(join(folder, 'areas')).filter((name) => name !== 'thresholds');

/** The digests of each case natively: of the whole assessment, and of the receipt. */
export const receipts = new Map(
  readFileSync(join(folder, 'receipts.txt'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map(([name, result, digest]) => [name, { result, digest }]),
);

function casesIn(folder) {
  return readdirSync(folder).filter((file) => file.endsWith('.toml')).map((file) => file.slice(0, -5));
}

/** One village: its keys, answers and earlier verdicts. */
export function village(name) {
  const found = { top: {}, answers: {}, earlier: null };
  for (const { table, key, value } of entries(join(folder, `${name}.toml`))) {
    // An earlier self-check without verdicts is one all the same.
    if (table === '[earlier]') found.earlier ??= {};
    if (key === undefined) continue;
    const { top, answers, earlier } = found;
    ({ '': top, '[answers]': answers, '[earlier]': earlier })[table][key] = value;
  }
  return found;
}

/** The villages of an area: keys, and the answers of each. */
export function area(name) {
  const found = { top: {}, villages: [] };
  for (const { table, key, value } of entries(join(folder, 'areas', `${name}.toml`))) {
    if (key === undefined) found.villages.push({});
    else (table === '' ? found.top : found.villages.at(-1))[key] = value;
  }
  return found;
}

/** The entries of a case up to what is expected of it; one without a key begins a table. */
function* entries(file) {
  let table = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '[assessment]') return;
    if (line === '' || line.startsWith('#')) continue;
    if (/^(\[answers\]|\[earlier\]|\[\[villages\]\])$/.test(line)) {
      table = line;
      yield { table };
      continue;
    }
    const entry = line.match(/^("(?:[^"\\]|\\.)*"|\w+) = (.*)$/);
    assert.ok(entry, `${file}: not understood: ${line}`);
    const key = entry[1].startsWith('"') ? JSON.parse(entry[1]) : entry[1];
    yield { table, key, value: JSON.parse(entry[2]) };
  }
}

/** What the command prints. Villages with wrong answers make it end with 1. */
export function bayou(...words) {
  try {
    return execFileSync('cargo', ['run', '--quiet', '--package', 'bayou-cli', '--', ...words], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    });
  } catch (error) {
    assert.equal(error.status, 1, String(error));
    return error.stdout;
  }
}

/** The packs that the cases need, as the command writes them for each edition, by `id` and `id+overlay`. */
export function packs(into) {
  bayou('build', '--all', '--out', into);
  bayou('build', '--all', '--compiled', '--out', into);
  for (const form of [[], ['--compiled']]) bayou('build', 'chongqing-2018', '--overlay', OVERLAY, ...form, '--out', into);
  const files = readdirSync(into);
  const overlaid = files.find((file) => file.includes('+') && file.endsWith('.json')).slice(0, -5);
  return {
    /** The file of a case's pack. */
    file: ({ pack = 'chongqing-2018', overlaid: isOverlaid = false }, extension) =>
      join(into, `${isOverlaid ? overlaid : pack}.${extension}`),
  };
}
