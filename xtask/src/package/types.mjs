// Writes the TypeScript types of the contract, docs in them, from the JSON Schemas, which are made from the Rust types:
// `node types.mjs docs/schema contract.ts`. Depends on Node alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The schemas and what a program calls them. `Record` is a type of TypeScript's own. */
const ROOTS = {
  answers: 'Answers',
  area: 'AreaAssessment',
  assessment: 'Assessment',
  changes: 'Changes',
  findings: 'Findings',
  mismatches: 'Mismatches',
  overlay: 'Overlay',
  pack: 'Pack',
  questions: 'Questions',
  record: 'SelfCheckRecord',
};

const [folder, target] = process.argv.slice(2);
const types = new Map();
for (const [file, name] of Object.entries(ROOTS)) {
  const { $defs = {}, ...root } = JSON.parse(readFileSync(join(folder, `${file}.schema.json`), 'utf8'));
  add(name, { description: root.title, ...root });
  for (const [own, schema] of Object.entries($defs)) add(own, schema);
}
const text = [...types].map(([name, schema]) => declared(name, schema)).join('\n');
writeFileSync(target, `// Generated from docs/schema; not to be edited.\n\n${text}`);

/** One name is one type, whichever schema it comes from. */
function add(name, schema) {
  const known = types.get(name);
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`two types are called ${name}`);
  types.set(name, schema);
}

function declared(name, schema) {
  const doc = comment(schema.description, '');
  if (schema.properties && !schema.oneOf) return `${doc}export interface ${name} ${object(schema, '')}\n`;
  // A union begins on a line of its own.
  return `${doc}export type ${name} = ${type(schema, '')};\n`.replace('= \n', '=\n');
}

function comment(text, indent) {
  if (!text) return '';
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function object({ properties, required = [], additionalProperties }, indent) {
  if (additionalProperties) throw new Error('an object with both known and unknown names');
  const inner = `${indent}  `;
  const entries = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(schema.description, inner)}${inner}${key}${mark}: ${type(schema, inner)};\n`;
  });
  return `{\n${entries.join('')}${indent}}`;
}

/** Every keyword that the schemas use is understood, and any other refused: a type must not be wider than it looks. */
function type(schema, indent) {
  if (schema === true) return 'unknown';
  if (schema === false) return 'never';
  const { description, title, default: _default, format, minimum, maximum, pattern, $schema, ...rest } = schema;
  const { $ref, const: constant, enum: values, anyOf, oneOf, type: kinds, items, properties, required, additionalProperties, ...unknown } = rest;
  if (Object.keys(unknown).length > 0) throw new Error(`not understood: ${Object.keys(unknown)}`);
  if ($ref) return $ref.replace('#/$defs/', '');
  if (constant !== undefined) return JSON.stringify(constant);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) {
    const each = choices.map((choice) => `\n${comment(choice.description, `${indent}  `)}${indent}  | ${type(choice, `${indent}  `)}`);
    const union = each.join('');
    return properties ? `${object({ properties, required }, indent)} & (${union}\n${indent})` : union;
  }
  return [kinds].flat().map((kind) => simple(kind, schema, indent)).join(' | ');
}

function simple(kind, schema, indent) {
  switch (kind) {
    case 'string':
    case 'boolean':
    case 'null':
      return kind;
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const item = type(schema.items, indent);
      return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`;
    }
    case 'object':
      if (schema.properties) return object(schema, indent);
      return `{ [name: string]: ${type(schema.additionalProperties ?? true, indent)} }`;
    default:
      throw new Error(`not understood: type ${kind}`);
  }
}
