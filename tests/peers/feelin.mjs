// Evaluates FEEL with feelin: each line of standard input is `{"expression": …, "names": {name: expression}}`, each line
// of standard output the value as tagged JSON. One process for all, so that starting Node costs once.

import { createInterface } from 'node:readline';
import { evaluate, isRange } from 'feelin';

/** A value with its type; numbers as text, so that nothing is lost on the way. */
function tagged(value) {
  if (value === null || value === undefined) return { null: null };
  if (isRange(value)) {
    const ends = [tagged(value.start), tagged(value.end)];
    return { range: [...ends, { boolean: value['start included'] }, { boolean: value['end included'] }] };
  }
  if (Array.isArray(value)) return { list: value.map(tagged) };
  switch (typeof value) {
    case 'boolean':
      return { boolean: value };
    case 'number':
      return { number: String(value) };
    case 'string':
      return { text: value };
    case 'object':
      return { context: Object.entries(value).map(([name, entry]) => [name, tagged(entry)]) };
    default:
      return { other: typeof value };
  }
}

function answer({ expression, names }) {
  try {
    const context = {};
    for (const [name, source] of Object.entries(names)) context[name] = evaluate(source).value;
    return tagged(evaluate(expression, context).value);
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
