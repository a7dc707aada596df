// Keeps the villages of embedded forms in the portal's IndexedDB, a record under each key; saves are on the disk when they
// are reported. Forms of one village, in two tabs perhaps, each write what they have changed and leave the rest. Depends on
// `trouble`.
import { Trouble } from './trouble.js';

const DATABASE = 'bayou-check';
const TABLE = 'villages';
/** Version of a record's shape. A record with a greater one is left alone. */
const SCHEMA = 1;
/** Some browsers never answer when they are asked for the database. */
const OPEN_WITHIN = 4000;

let opening;

function open() {
  opening = opening || new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => {
      // The browser may take the connection away; another is opened then.
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close();
        opening = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    setTimeout(reject, OPEN_WITHIN);
  });
  return opening;
}

/** Runs `work` in a transaction and resolves to what it gives once that is on the disk. */
async function transact(mode, work) {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(TABLE, mode, { durability: 'strict' });
      let given;
      transaction.oncomplete = () => resolve(given);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(TABLE), (value) => (given = value));
    });
  } catch (error) {
    opening = undefined;
    const isFull = error && error.name === 'QuotaExceededError';
    throw isFull
      ? new Trouble('storage-full', '本机存储空间不足，没有保存。请先导出，或者清理空间。')
      : new Trouble('storage-unavailable', '无法保存到本机，关闭页面就会丢失所填内容。请先导出。');
  }
}

/** What is kept under the key, as {answers, date}; nothing where there is nothing. */
export async function kept(key) {
  const record = await transact('readonly', (table, give) => {
    const request = table.get(key);
    request.onsuccess = () => give(request.result);
  });
  return record && understood(record);
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

/** Writes what has changed (null takes an answer away) and resolves to all that is kept then, as {answers, date}. */
export function keep(key, changed, date) {
  return transact('readwrite', (table, give) => {
    const request = table.get(key);
    request.onsuccess = () => {
      const answers = Object.assign(Object.create(null), request.result && request.result.answers);
      for (const name of Object.keys(changed)) {
        if (changed[name] === null) delete answers[name];
        else answers[name] = changed[name];
      }
      table.put({ schema: SCHEMA, at: Date.now(), date, answers }, key);
      give({ answers, date });
    };
  });
}
