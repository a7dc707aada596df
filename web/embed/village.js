// A village's answers as they come from a portal and go to it: checked, plain, and in JSON. Depends on `trouble`.
import { Trouble } from './trouble.js';

/** Form of what `exportCode` writes; a greater one is of a newer version. */
const FORMAT = 1;
/** Threat: every unknown name is judged with each key. No pack has a tenth as many. */
const MOST_ANSWERS = 2000;
/** The engine reads no number of more than 60 characters; a name or a remark has some hundreds. */
const LONGEST_ANSWER = 10000;
const MOST_CHOSEN = 200;
const LONGEST_TEXT = 1000000;

/** The answers in `given`, a plain object, as {name: string | boolean | [string]}; numbers become the text that JSON has for them. */
export function answersIn(given) {
  if (given === null || given === undefined) return {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new Trouble('not-answers', '填写的内容要是一个对象：指标名称对应所填的值。');
  }
  const names = Object.keys(given);
  if (names.length > MOST_ANSWERS) {
    throw new Trouble('too-many-answers', `一次最多放入 ${MOST_ANSWERS} 项，这里有 ${names.length} 项。`);
  }
  const answers = empty();
  for (const name of names) {
    const answer = answerIn(name, given[name]);
    if (answer !== undefined) answers[name] = answer;
  }
  return answers;
}

/** An object in which no name means anything, `__proto__` included. */
function empty() {
  return Object.create(null);
}

function answerIn(name, value) {
  if (value === null || value === undefined || value === '') return undefined;
  if (name.length > LONGEST_ANSWER) throw new Trouble('answer-too-long', '指标名称太长。');
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  if (typeof value === 'string') return short(name, value);
  if (Array.isArray(value) && value.length <= MOST_CHOSEN && value.every((item) => typeof item === 'string')) {
    return value.map((item) => short(name, item));
  }
  const told = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  throw new Trouble('bad-answer', `“${told}”的值要是文字、数字、是否（true 或 false）或者文字的列表。`, [told]);
}

function short(name, text) {
  if (text.length > LONGEST_ANSWER) throw new Trouble('answer-too-long', `“${name.slice(0, 40)}”填得太长。`, [name.slice(0, 40)]);
  return text;
}

/** A day as YYYY-MM-DD; null where none is set. */
export function dayIn(given) {
  if (given === null || given === undefined || given === '') return null;
  if (typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given)) return given;
  throw new Trouble('bad-date', '自查日期要写成“年-月-日”，例如 2020-06-30。');
}

/** A village in a text that can be passed on and read again. */
export function exported({ packs, date, answers }) {
  return JSON.stringify({ format: FORMAT, packs, date, answers });
}

/** The answers and the day in such a text, or in the JSON of plain answers. */
export function imported(text) {
  if (typeof text !== 'string' || !text.trim()) throw new Trouble('nothing-to-import', '没有内容可以导入。');
  if (text.length > LONGEST_TEXT) throw new Trouble('import-too-long', '要导入的内容太长，不是一个村的自查。');
  let read;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Trouble('not-an-export', '要导入的内容不完整，或者不是导出的自查内容。请重新复制全部内容。');
  }
  if (!read || typeof read !== 'object') throw new Trouble('not-an-export', '要导入的内容不是导出的自查内容。');
  if (read.format > FORMAT) throw new Trouble('newer', '要导入的内容来自更新的版本，请先更新本页面。');
  const isWhole = typeof read.answers === 'object' && !Array.isArray(read.answers);
  return isWhole ? { answers: answersIn(read.answers), date: dayIn(read.date) } : { answers: answersIn(read), date: null };
}

/** The names whose answers differ, with the new ones; null where one was taken away. */
export function differences(before, now) {
  const changed = empty();
  for (const name of Object.keys(now)) {
    if (JSON.stringify(now[name]) !== JSON.stringify(before[name])) changed[name] = now[name];
  }
  for (const name of Object.keys(before)) if (!(name in now)) changed[name] = null;
  return changed;
}
