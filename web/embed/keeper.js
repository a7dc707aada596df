// Keeps the villages of embedded forms in the portal's IndexedDB, a record under each key; saves are on the disk when they
// are reported. Forms of one village, in two tabs perhaps, each write what they have changed and leave the rest. What is saved
// while the page is being left lies beside the record until that is read again. Depends on `trouble`.
import { Trouble } from './trouble.js';

const DATABASE = 'bayou-check';
const TABLE = 'villages';
/** Version of a record's shape. A record with a greater one is left alone. */
const SCHEMA = 1;
/** Some browsers never answer when they are asked for the database, or while a page that was left holds it. */
const WITHIN = 4000;
/** Between a village's key and what tells apart what was left beside its record. */
const BESIDE = '\n';

let opening;
/** The database while it is open, and what is under way in it. */
let database;
const running = new Set();
let isLeft = false;

function open() {
  opening = opening || new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => {
      database = request.result;
      // The browser may take the connection away; another is opened then.
      database.onclose = database.onversionchange = close;
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    setTimeout(reject, WITHIN);
  });
  return opening;
}

function close() {
  if (database) database.close();
  database = opening = undefined;
}

function begun(mode) {
  return database.transaction(TABLE, mode, { durability: 'strict' });
}

/** Runs `work` in a transaction and resolves to what it gives once that is on the disk; to nothing where the page was left. */
async function transact(mode, work) {
  let transaction;
  try {
    await open();
    return await new Promise((resolve, reject) => {
      transaction = begun(mode);
      running.add(transaction);
      let given;
      setTimeout(reject, WITHIN);
      transaction.oncomplete = () => resolve(given);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(TABLE), (value) => (given = value));
    });
  } catch (error) {
    if (isLeft) return undefined;
    close();
    const isFull = error && error.name === 'QuotaExceededError';
    throw isFull
      ? new Trouble('storage-full', '本机存储空间不足，没有保存。请先导出，或者清理空间。')
      : new Trouble('storage-unavailable', '无法保存到本机，关闭页面就会丢失所填内容。请先导出。');
  } finally {
    running.delete(transaction);
  }
}

/** Hands on the record under the key, and what was left beside it in the order in which that was. */
function found(table, key, then) {
  const record = table.get(key);
  const beside = table.getAll(besides(key));
  beside.onsuccess = () => then(record.result, beside.result.sort((one, other) => one.at - other.at));
}

function besides(key) {
  return IDBKeyRange.bound(key + BESIDE, key + BESIDE + '\uffff');
}

/** What is kept under the key, as {answers, date}; nothing where there is nothing. */
export async function kept(key) {
  const read = await transact('readonly', (table, give) => found(table, key, (record, left) => give({ record, left })));
  if (!read || (!read.record && !read.left.length)) return undefined;
  const all = { answers: Object.create(null), date: null };
  for (const { answers, date } of [read.record, ...read.left].filter(Boolean).map(understood)) {
    change(all.answers, answers);
    all.date = date;
  }
  return all;
}

function understood(record) {
  if (record.schema > SCHEMA) {
    throw new Trouble('storage-newer', '本机上的记录来自更新的版本，已原样保留。请更新本页面；本次填写不会保存，请不要关闭页面。');
  }
  if (record.schema !== SCHEMA || typeof record.answers !== 'object') {
    throw new Trouble('storage-unreadable', '本机上的记录无法读取，已原样保留。本次填写不会保存，请不要关闭页面。');
  }
  return { answers: record.answers, date: record.date };
}

/** Null takes an answer away. */
function change(answers, changed) {
  for (const name of Object.keys(changed)) {
    if (changed[name] === null) delete answers[name];
    else answers[name] = changed[name];
  }
}

/**
 * Writes what has changed (null takes an answer away) and resolves to all that is kept then, as {answers, date}; to nothing
 * where the page was left meanwhile.
 */
export function keep(key, changed, date) {
  return transact('readwrite', (table, give) =>
    found(table, key, (record, left) => {
      const answers = Object.assign(Object.create(null), record && record.answers);
      for (const one of left) change(answers, one.answers);
      change(answers, changed);
      table.put({ schema: SCHEMA, at: Date.now(), date, answers }, key);
      table.delete(besides(key));
      give({ answers, date });
    }),
  );
}

/**
 * Writes what has changed while the page is being left. A page put by for going back hears nothing any more, so that what it has
 * begun would hold the database against every other page; so this is one request and no answer.
 */
export function leave(key, changed, date) {
  isLeft = true;
  for (const transaction of running) {
    try {
      transaction.abort();
    } catch (_) {
      // It has just ended.
    }
  }
  if (!database || !changed) return;
  try {
    const transaction = begun('readwrite');
    const at = Date.now();
    transaction.objectStore(TABLE).put({ schema: SCHEMA, at, date, answers: changed }, `${key}${BESIDE}${at} ${Math.random()}`);
    if (transaction.commit) transaction.commit();
  } catch (_) {
    // Nobody is left to tell.
  }
}

/** The page has come back. */
export function comeBack() {
  isLeft = false;
}
