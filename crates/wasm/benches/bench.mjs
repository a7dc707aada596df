// One edit of a village from JavaScript and what it turned, beside other engines, in Node. Every engine is first held against
// the verdicts that turn. Prints a table in Markdown. Depends on the packages of package-lock.json and on the finished
// package, whose folder is given.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { evaluate } from 'feelin';
import { LogicEngine } from 'json-logic-engine';
import initZen, { Variable } from '@gorules/zen-engine-wasm';
import { line, sideBySide } from '../../feel/benches/node/measure.mjs';
import { answersTo, chosen, edited, editsOf, read } from './rules.mjs';

const require = createRequire(import.meta.url);
const cedar = require('@cedar-policy/cedar-wasm/nodejs');
await initZen({ module_or_path: readFileSync(require.resolve('@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm')) });
const { Engine } = await import(pathToFileURL(resolve(process.argv[2], 'node.js')));
const { version } = JSON.parse(readFileSync(join(process.argv[2], 'package.json'), 'utf8'));

const whole = Engine.shipped();
const { checks, alone } = chosen(whole.pack);
const edits = editsOf(checks);
const fields = [...new Set(checks.flatMap(read))];
/** Names for engines that know no Chinese ones. */
const short = new Map(fields.map((name, at) => [name, `f${at}`]));
const shortened = (answers) => Object.fromEntries(Object.entries(answers).map(([name, value]) => [short.get(name), value]));

/** A check written for an engine: the words for equal, for at least, and for the value of a field. */
function written({ test }, equal, atLeast, value) {
  if (test.all) return atLeast(value(test.all.part), value(test.all.whole));
  return test.yes ? equal(value(test.yes), true) : equal(value(test.none), 0);
}

function ours(engine, detail) {
  const names = new Set(checks.map(({ name }) => name));
  const session = engine.open({ date: '2020-06-30', answers: answersTo(checks), detail });
  return ({ name, value }) => session.set(name, value).verdicts.map((turned) => turned.name).filter((name) => names.has(name));
}

function byCedar() {
  const text = checks.map((check) => {
    const condition = written(check, (a, b) => `${a} == ${b}`, (a, b) => `${a} >= ${b}`, (name) => `context.${short.get(name)}`);
    return `permit(principal, action, resource) when { ${condition} };`;
  });
  const answer = cedar.preparsePolicySet('checks', { staticPolicies: Object.fromEntries(text.map((policy, at) => [`c${at}`, policy])) });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
  const [principal, action, resource] = ['Village', 'Action', 'Pack'].map((type) => ({ type, id: '1' }));
  return edited(checks, (answers) => {
    const context = shortened(answers);
    const call = { principal, action, resource, context, preparsedPolicySetId: 'checks', entities: [] };
    const found = cedar.statefulIsAuthorized(call);
    if (found.type !== 'success') throw new Error(JSON.stringify(found));
    const met = new Set(found.response.diagnostics.reason);
    return checks.map((_, at) => met.has(`c${at}`));
  });
}

function byZen() {
  const all = checks.map((check) => written(check, (a, b) => `${a} == ${b}`, (a, b) => `${a} >= ${b}`, (name) => short.get(name)));
  const expression = `[${all.join(', ')}]`;
  let village = new Variable(shortened(answersTo(checks)));
  return edited(checks, (_, name, value) => {
    if (name !== undefined) {
      const before = village;
      village = before.cloneWith(short.get(name), value);
      before.free();
    }
    return village.evaluateExpression(expression);
  });
}

function byJsonLogic() {
  const logic = new LogicEngine();
  const all = checks.map((check) => written(check, (a, b) => ({ '===': [a, b] }), (a, b) => ({ '>=': [a, b] }), (name) => ({ var: name })));
  const judge = logic.build(all);
  return edited(checks, (answers) => judge(answers));
}

function byFeelin() {
  const all = checks.map((check) => written(check, (a, b) => `${a} = ${b}`, (a, b) => `${a} >= ${b}`, (name) => name));
  const expression = `[${all.join(', ')}]`;
  return edited(checks, (answers) => evaluate(expression, answers).value);
}

const ways = {
  [`Bayou ${version}, these checks alone`]: ours(Engine.fromPack(alone)),
  'Bayou, the whole pack': ours(whole),
  'Bayou, the whole pack, full detail': ours(whole, 'full'),
  'cedar-wasm 4.13.0, stateful': byCedar(),
  'zen-engine-wasm 0.23.1': byZen(),
  'json-logic-engine 5.0.7': byJsonLogic(),
  'feelin 8.2.0': byFeelin(),
};
const expected = edits.map((edit, at) => checks[at >> 1].name);
for (const [name, edit] of Object.entries(ways)) {
  const turned = edits.map(edit);
  for (const [at, names] of turned.entries()) {
    if (!names.includes(expected[at])) throw new Error(`${name}: ${JSON.stringify(edits[at])} turns ${names}, not ${expected[at]}`);
  }
}
line(`one edit and what it turned, of ${checks.length} checks`, Object.keys(ways));
line('---', Object.keys(ways).map(() => '---'));
// Each goes on where its last batch ended, so that every way comes by every edit, however few fill a batch.
const timed = Object.values(ways).map((edit) => {
  let at = 0;
  return { inputs: edits, once: () => edit(edits[at++ % edits.length]).length > 0 };
});
line('`set`, then the changed verdicts', sideBySide(timed));
