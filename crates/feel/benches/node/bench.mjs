// The expressions as WebAssembly beside other engines, in Node. Every engine is first held against the expected result, then
// all take turns in short batches, and each is compared with ours inside every round. Prints a table in Markdown.
// Depends on the packages of package-lock.json and on the module whose path is given.
import { readFileSync } from 'node:fs';
import { Environment } from '@marcbachmann/cel-js';
import { evaluate } from 'feelin';
import { LogicEngine } from 'json-logic-engine';
import { line, sideBySide } from './measure.mjs';

const NAMES = ['Bayou', 'json-logic-engine 5.0.7', 'cel-js 8.0.0', 'feelin 8.2.0'];

// Ours.

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const wasm = instance.exports;

/** Hands a text over. */
function give(text) {
  wasm.begin();
  for (const byte of new TextEncoder().encode(text)) wasm.push(byte);
}

/** Prepares an expression over the names declared so far. */
function prepared(source) {
  give(source);
  const program = wasm.prepare();
  if (program < 0) throw new Error(`not prepared: ${source}`);
  return program;
}

function declared(name) {
  give(name);
  return wasm.declare_number();
}

/** A number as whole digits and decimal places: 92.5 is [925, 1]. */
function split(number) {
  const [whole, decimals = ''] = String(number).split('.');
  return [Number(whole + decimals), decimals.length];
}

/** Ours over numbers: every evaluation sets every variable anew. */
function ours(program, inputs) {
  const slots = Object.keys(inputs[0]).map((name) => [name, declared(name)]);
  const calls = inputs.map((input) => slots.flatMap(([name, slot]) => [slot, ...split(input[name])]));
  return {
    inputs: calls,
    once: (call) => {
      for (let at = 0; at < call.length; at += 3) wasm.set_number(call[at], call[at + 1], call[at + 2]);
      return wasm.evaluate(program);
    },
  };
}

// The table.

/** A row of the table; every way must give what is expected for each of its inputs. */
function row(shown, expected, ways) {
  for (const [at, way] of ways.entries()) {
    const given = way && way.inputs.map((input) => Number(way.once(input)));
    if (way && String(given) !== String(expected.map(Number))) {
      throw new Error(`${NAMES[at]} gives ${given} for ${shown}, not ${expected}`);
    }
  }
  line(shown, sideBySide(ways));
}

// The rows.

const logic = new LogicEngine();
const cel = new Environment({ unlistedVariablesAreDyn: true });
const variable = (name) => ({ var: name });

line('in Node', NAMES);
console.log('| --- | --- | --- | --- | --- |');

const numbers = [{ x: 92.5 }, { x: 89 }, { x: 90 }, { x: 12.34 }];
declared('x');
const atLeast = logic.build({ '>=': [variable('x'), 90] });
const celAtLeast = cel.parse('x >= 90.0');
row('`x >= 90`', [true, false, true, false], [
  ours(prepared('x >= 90'), numbers),
  { inputs: numbers, once: atLeast },
  { inputs: numbers, once: celAtLeast },
  { inputs: numbers, once: (input) => evaluate('x >= 90', input).value },
]);

const FORMULA = '(a + b) * c / d - e * 2 + f / 4 >= g and a <= b';
const CEL_FORMULA = '(a + b) * c / d - e * 2.0 + f / 4.0 >= g && a <= b';
const formulaInputs = [
  { a: 120, b: 135, c: 0.85, d: 3, e: 12.5, f: 30, g: 40 },
  { a: 80, b: 95, c: 0.9, d: 4, e: 2.5, f: 31, g: 70 },
];
Object.keys(formulaInputs[0]).forEach(declared);
const [a, b, c, d, e, f, g] = Object.keys(formulaInputs[0]).map(variable);
const difference = { '-': [{ '/': [{ '*': [{ '+': [a, b] }, c] }, d] }, { '*': [e, 2] }] };
const formula = logic.build({
  and: [{ '>=': [{ '+': [difference, { '/': [f, 4] }] }, g] }, { '<=': [a, b] }],
});
const celFormula = cel.parse(CEL_FORMULA);
row('a formula of 10 operators', [true, false], [
  ours(prepared(FORMULA), formulaInputs),
  { inputs: formulaInputs, once: formula },
  { inputs: formulaInputs, once: celFormula },
  { inputs: formulaInputs, once: (input) => evaluate(FORMULA, input).value },
]);

give(FORMULA);
row('the formula, parsed and prepared', [true], [
  { inputs: [0], once: () => wasm.prepare_only() },
  undefined,
  { inputs: [0], once: () => Boolean(cel.parse(CEL_FORMULA)) },
  undefined,
]);

const households = Array.from({ length: 600 }, (_, at) => ({
  人口: at % 7,
  面积: ((at * 7) % 23) + (at % 10) / 10,
}));
const ascii = { hu: households.map((household) => ({ people: household.人口, area: household.面积 })) };
give('户\n人口\n面积');
const slot = wasm.declare_records();
const counting = prepared('count(户[面积 > 10])');
give(`[${households.map(({ 人口, 面积 }) => `{人口: ${人口}, 面积: ${面积}}`).join(', ')}]`);
wasm.set_value(slot);
const count = logic.build({ length: { filter: [variable('户'), { '>': [variable('面积'), 10] }] } });
const celCount = cel.parse('hu.filter(h, h.area > 10.0).size()');
row('`count(户[面积 > 10])` over 600 contexts', [335], [
  { inputs: [0], once: () => wasm.evaluate(counting) },
  { inputs: [{ 户: households }], once: count },
  { inputs: [ascii], once: celCount },
  { inputs: [{ 户: households }], once: (input) => evaluate('count(户[面积 > 10])', input).value },
]);

/** What an engine says to a comparison that is true. */
const said = (holds) => (holds ? 'true' : '**false**');
const ofOurs = (source) => said(wasm.evaluate(prepared(source)) === 1);
line('`0.57 * 100 >= 57`', [
  ofOurs('0.57 * 100 >= 57'),
  said(logic.run({ '>=': [{ '*': [0.57, 100] }, 57] })),
  said(cel.parse('0.57 * 100.0 >= 57.0')({})),
  said(evaluate('0.57 * 100 >= 57', {}).value),
]);
line('`(1 / 3) * 3 >= 1`', [
  ofOurs('(1 / 3) * 3 >= 1'),
  said(logic.run({ '>=': [{ '*': [{ '/': [1, 3] }, 3] }, 1] })),
  said(cel.parse('(1.0 / 3.0) * 3.0 >= 1.0')({})),
  said(evaluate('(1 / 3) * 3 >= 1', {}).value),
]);
