// Keeps villages in the browser's IndexedDB so that nothing typed is lost. It knows no policy, no verdict and no markup. Written as
// a script because the same calls through wasm-bindgen weigh several times as much; `mod.rs` is its other side.
//
// The one table holds by key:
//   village/<id>/0, village/<id>/1   the village as of its last two saves, so that a torn one never is the only one
//   unsaved/<id>                     what a page that went away had not saved yet
//   snapshot/<id>/<time>             the village as it was before something (`why`), the ten latest
//   check/<id>/<time>                自查记录: kept until deleted
//   kept/<…>/<time>                  what could not be read, or was of an older shape, as it was
//   last                             the village that was filled in last
//   lease/<id>                       who fills in a village, where the browser has no locks
// A record is {schema, sum, body}: the body is JSON text and `sum` its checksum. A village's body is {seq, at, fields}; fields are
// {name: [stamp, answer]}, an answer taken away {name: [stamp]}. Names with an @ are no answers: @date, @packs, @archived,
// @deleted, @earlier. A stamp is the time of the edit in milliseconds, made greater than every stamp before it.

const DATABASE = 'bayou';
const TABLE = 'records';
/** Version of the records' shape. A record with a greater one is shown and never written; 1 is a bare {date, packs, answers}. */
const SCHEMA = 2;
/** Milliseconds from the last key to a save; with the commit it stays below 300. */
const SAVE_AFTER = 200;
/** Milliseconds until a save that failed is tried again without another key. */
const RETRY_AFTER = 5000;
/** Some browsers never answer when they are asked for the database. */
const OPEN_WITHIN = 4000;
const SNAPSHOTS = 10;
/** Where there are no locks: how often a tab says that it is there, and how long that holds, in milliseconds. */
const BEAT = 2000;
const LEASE = 6000;

/** What `opened` gives for a record of a newer page. */
export const NEWER = { newer: true };

// Records. Pure.

/** FNV-1a over the text's code units: tells a whole record from a torn one. */
function checksum(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** A record of this content. */
export function sealed(content) {
  const body = JSON.stringify(content);
  return { schema: SCHEMA, sum: checksum(body), body };
}

/** A record's content; nothing where it is not whole, `NEWER` where a newer page wrote it. */
export function opened(record) {
  if (record?.schema > SCHEMA) return NEWER;
  try {
    const content = record.sum === checksum(record.body) && JSON.parse(record.body);
    return content.fields && content;
  } catch {}
}

/** The fields of two versions, of each the one that was answered later. */
export function merged(one, other) {
  const all = { ...one };
  for (const name in other) if (!all[name] || isLater(other[name], all[name])) all[name] = other[name];
  return all;
}

/** Of two answers of one moment any will do, if only every tab takes the same. */
function isLater([stamp, value], [than, other]) {
  return stamp > than || (stamp === than && text(value) > text(other));
}

/** Answers that both versions changed since `base`, each its own way. */
export function contested(base, one, other) {
  const touched = (version, name) => version[name] && version[name][0] !== base[name]?.[0];
  return Object.keys(one).filter(
    (name) => touched(one, name) && touched(other, name) && text(one[name][1]) !== text(other[name][1]),
  );
}

/** `fields` after the page went from showing `before` to showing `now`, both without stamps. */
export function edited(fields, before, now, time) {
  const next = { ...fields };
  let stamp = time;
  for (const name in fields) stamp = Math.max(stamp, fields[name][0] + 1);
  for (const name in { ...before, ...now }) {
    if (text(before[name]) !== text(now[name])) next[name] = now[name] === undefined ? [stamp] : [stamp, now[name]];
  }
  return next;
}

/** The answers without their stamps. */
export function plain(fields) {
  const answers = {};
  for (const name in fields) if (fields[name].length > 1) answers[name] = fields[name][1];
  return answers;
}

/** What a record of the first shape says, stamped; nothing where it is none. */
export function migrated(old) {
  if (old?.schema !== 1 || !old.answers) return;
  const { answers, date, packs } = old;
  const now = { ...answers };
  if (date) now['@date'] = date;
  if (packs?.length) now['@packs'] = packs;
  return edited({}, {}, now, 1);
}

function text(value) {
  return JSON.stringify(value) ?? '';
}

// The database.

let database;
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => {
      database = request.result;
      database.onclose = database.onversionchange = forget;
      resolve();
    };
    request.onerror = () => reject(request.error);
    setTimeout(reject, OPEN_WITHIN);
  });
  return opening;
}

function forget() {
  try {
    database.close();
  } catch {}
  database = opening = undefined;
}

/** A transaction that is on the disk when it completes, in browsers that know how. */
function begin(mode) {
  return database.transaction(TABLE, mode, { durability: 'strict' });
}

/** Runs `work` on the table in one transaction and resolves once that is committed; a connection that was lost is opened anew. */
export async function transact(mode, work, again = true) {
  try {
    await open();
    return await new Promise((resolve, reject) => {
      const transaction = begin(mode);
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(TABLE)).then(
        (value) => (result = value),
        (error) => {
          // Before the abort's own reason, which is none.
          reject(error);
          try {
            transaction.abort();
          } catch {}
        },
      );
    });
  } catch (error) {
    if (!again || error === NEWER || isFull(error)) throw error;
    forget();
    return transact(mode, work, false);
  }
}

function isFull(error) {
  return error?.name === 'QuotaExceededError';
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** All keys that begin so. */
export function below(start) {
  return IDBKeyRange.bound(start, `${start}\uffff`);
}

/** The latest whole version of a village, and what was found beside it. */
export async function newest(table, id) {
  const keys = [`village/${id}/0`, `village/${id}/1`, `unsaved/${id}`];
  const records = await Promise.all(keys.map((key) => answer(table.get(key))));
  const [first, second, unsaved] = records.map(opened);
  const found = { seq: 0, at: 0, fields: {}, slot: 1, torn: [], newer: false };
  [first, second].forEach((content, slot) => {
    if (content === NEWER) {
      found.newer = true;
      found.fields = shown(records[slot]);
    } else if (content) {
      if (content.seq > found.seq && !found.newer) Object.assign(found, content, { slot });
    } else if (records[slot]) found.torn.push(records[slot]);
  });
  if (unsaved?.fields && !found.newer) found.fields = merged(found.fields, unsaved.fields);
  return found;
}

/** As much of a newer page's record as is understood. */
function shown({ body }) {
  try {
    return JSON.parse(body).fields ?? {};
  } catch {
    return {};
  }
}

/**
 * Writes a village's next version: `change` makes its fields of those in the store. What it was before becomes a snapshot where
 * there is a reason (`why`), and before the first change of a day. Returns the fields as written.
 */
async function write(table, id, change, why) {
  const found = await newest(table, id);
  if (found.newer) throw NEWER;
  const at = Date.now();
  found.torn.forEach((record, place) => table.put(record, `kept/${id}/${at}${place}`));
  const next = change(found.fields);
  if (found.seq && (why || day(found.at) !== day(at))) {
    await snapshot(table, `${id}/${at}`, { why: why || 'day', at: found.at, fields: found.fields });
  }
  table.put(sealed({ seq: found.seq + 1, at, fields: next }), `village/${id}/${1 - found.slot}`);
  table.delete(`unsaved/${id}`);
  return next;
}

async function snapshot(table, key, content) {
  table.put(sealed(content), `snapshot/${key}`);
  const snapshots = await answer(table.getAllKeys(below(`snapshot/${key.replace(/[^/]*$/, '')}`)));
  snapshots.slice(0, -SNAPSHOTS).forEach((old) => table.delete(old));
}

function day(time) {
  return new Date(time).toDateString();
}

// The village that is open.

/** Tells the page what happened, and with what; see `Event` in mod.rs. */
let tell = () => {};
/** The key of the record from before there were villages. */
let oldKey;
let village;
/** Its fields as they are, and as this page and the store last had them alike. */
let fields = {};
let base = {};
/** Edits, and how many of them are committed; why what was before must be kept at the next save. */
let edits = 0;
let committed = 0;
let reason;
let timer;
let saving = Promise.resolve();
/** Whether the village was read; whether a newer page wrote it; whether another tab fills it in. */
let loaded = false;
let newer = false;
let following;
/** Whether the page was left: put by for going back, it would hold the store against others with what it begins. */
let gone;
/** Gives the lock back. */
let release;
let channel;
let asked = false;

/** Opens the village of this tab, else the last one. `told(kind, value)` hears what happens; `key` is the record's of old. */
export function start(key, told) {
  oldKey = key;
  tell = told;
  addEventListener('pagehide', () => {
    gone = true;
    leave();
  });
  addEventListener('pageshow', () => {
    gone = false;
    save();
  });
  document.addEventListener('visibilitychange', leave);
  addEventListener('focusout', save, true);
  try {
    channel = new BroadcastChannel(DATABASE);
    channel.onmessage = ({ data }) => data === village && refresh();
  } catch {}
  const stopped = (event) => {
    if ((event.error ?? event.reason) instanceof WebAssembly.RuntimeError) rescue('stopped');
  };
  addEventListener('error', stopped);
  addEventListener('unhandledrejection', stopped);
  load(session());
}

/** Opens another village, a new one where none is named; what was typed in this one is saved first. */
export async function visit(id) {
  await save();
  if (edits !== committed) throw new Error('not saved');
  const before = [village, fields, base, newer];
  release?.();
  release = following = undefined;
  fields = base = {};
  loaded = newer = false;
  await load(id ?? fresh());
  if (loaded) return;
  [village, fields, base, newer] = before;
  loaded = true;
  claim();
  throw new Error('not read');
}

/** The open village, as the keys name it. */
export function here() {
  return village;
}

/** What is to be shown of it: its answers as they are now. */
export function now() {
  return plain(fields);
}

async function load(wanted) {
  const mine = (village = wanted ?? fresh());
  try {
    const found = await transact('readwrite', async (table) => {
      const id = wanted ?? (await answer(table.get('last')));
      if (!id) return ofOld(table, mine);
      const known = await newest(table, id);
      // One that was deleted meanwhile is not opened by itself.
      return known.fields['@deleted']?.[1] ? nothing(fresh()) : { ...known, id };
    });
    if (village !== mine) return;
    take(found);
    claim();
  } catch {
    if (village === mine) tell('blocked');
  }
}

function nothing(id) {
  return { id, fields: {}, torn: [] };
}

/** What the page before this one had kept, as a village. */
async function ofOld(table, id) {
  const old = await answer(table.get(oldKey));
  const found = nothing(id);
  if (old?.schema > 1) return { ...found, newer: !old.moved, fields: edited({}, {}, old.answers ?? {}, 1) };
  const known = migrated(old);
  if (known) {
    // A page of the old version takes what it finds there from now on for a newer one's, and leaves it alone.
    table.put(old, `kept/${oldKey}/${Date.now()}`);
    table.put({ schema: SCHEMA, moved: id }, oldKey);
    table.put(id, 'last');
    found.fields = await write(table, id, () => known);
  } else if (old) found.torn.push(old);
  return found;
}

/** Shows what was found; what was typed meanwhile stays. */
function take(found) {
  // Where nothing of it can be read it stays as it is, and the page starts another.
  const unreadable = found.torn[0] && !found.seq && !found.newer;
  village = unreadable ? fresh() : found.id;
  session(village);
  loaded = true;
  newer = !!found.newer;
  base = found.fields;
  fields = newer ? base : merged(base, fields);
  tell('opened');
  tell('record');
  if (newer) tell('newer');
  else if (found.torn[0]) tell(unreadable ? 'unreadable' : 'older');
}

/** The village of this tab, which outlives a reload; sets it where one is given. */
function session(id) {
  try {
    if (id) sessionStorage.setItem(DATABASE, id);
    return sessionStorage.getItem(DATABASE) ?? undefined;
  } catch {}
}

/** A new village's key. */
export function fresh() {
  return Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
}

/** The page showed `shown`, as `now` gave it or the last edit, and now shows `answers`. `why` keeps what was before as a snapshot. */
export function edit(shown, answers, why) {
  const next = edited(fields, shown, answers, Date.now());
  if (newer || following || text(next) === text(fields)) return false;
  fields = next;
  edits++;
  reason = reason || why;
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER);
  return true;
}

/** Saves what is not saved, one save after the other. */
function save() {
  clearTimeout(timer);
  return (saving = saving.then(commit));
}

async function commit() {
  if (edits === committed || newer || gone) return;
  if (!loaded) {
    // The store is asked once more what it holds before anything is written to it.
    await load(session());
    if (!loaded || newer) return retry();
  }
  const [number, mine, id, why] = [edits, fields, village, reason];
  try {
    let lost;
    const written = await transact('readwrite', async (table) => {
      let losers;
      const change = (theirs) => {
        const next = merged(theirs, mine);
        lost = contested(base, mine, theirs);
        losers = { ...next };
        for (const name of lost) losers[name] = next[name] === mine[name] ? theirs[name] : mine[name];
        return next;
      };
      const next = await write(table, id, change, why);
      if (lost[0]) await snapshot(table, `${id}/${Date.now()}+`, { why: 'both', at: Date.now(), fields: losers });
      table.put(id, 'last');
      return next;
    });
    if (id !== village) return;
    committed = number;
    reason = undefined;
    base = written;
    fields = merged(written, fields);
    if (text(plain(written)) !== text(plain(mine))) tell('record');
    const names = lost.filter((name) => name[0] !== '@');
    if (names[0]) tell('both', names.join('\n'));
    if (edits === number) tell('saved', new Date().toTimeString().slice(0, 5));
    channel?.postMessage(id);
    persist();
  } catch (error) {
    if (error === NEWER) {
      newer = true;
      tell('newer');
    } else {
      tell(isFull(error) ? 'full' : 'blocked');
      retry();
    }
  }
}

function retry() {
  clearTimeout(timer);
  timer = setTimeout(save, RETRY_AFTER);
}

/** Asks the browser once not to clear this away; it may say no. The rescue page comes now, for later there may be no network. */
function persist() {
  if (asked) return;
  asked = true;
  navigator.storage?.persist?.().catch(() => {});
  rescuer().catch(() => {});
}

/** The page may be about to go: there is no time to read, so what is unsaved is put beside the village, to be merged. */
function leave() {
  if (edits === committed || newer) return;
  try {
    const transaction = begin('readwrite');
    const table = transaction.objectStore(TABLE);
    table.put(sealed({ fields }), `unsaved/${village}`);
    table.put(village, 'last');
    transaction.commit?.();
  } catch {}
  save();
}

/** Takes over what another tab has saved. */
async function refresh() {
  const id = village;
  try {
    const found = await transact('readonly', (table) => newest(table, id));
    if (id !== village || !loaded || newer) return;
    const before = text(plain(fields));
    fields = merged(found.fields, fields);
    if (edits === committed) base = fields;
    if (text(plain(fields)) !== before) tell('record');
  } catch {}
}

// Tabs: one fills in a village, the others follow it.

function claim(options = { ifAvailable: true }) {
  const id = village;
  const locks = navigator.locks;
  if (!locks) return beat(options.steal);
  const request = locks.request(`${DATABASE}/${id}`, options, (lock) => {
    if (id !== village) return;
    follow(!lock);
    if (lock) return new Promise((free) => (release = free));
    claim({});
  });
  request.catch((error) => {
    if (error?.name !== 'AbortError') return beat();
    // Another tab has taken over. What was typed here last is merged into what it writes.
    if (id !== village) return;
    follow(true);
    save();
    claim({});
  });
}

function follow(does) {
  if (does === following) return;
  tell(does ? 'follow' : 'lead');
  if (following && !does) refresh();
  following = does;
}

/** This tab fills in the village from now on. */
export function takeOver() {
  claim({ steal: true });
}

/** Where there are no locks: a lease in the table, renewed as long as the tab is there. */
let tab;
let beating;

async function beat(steal) {
  clearTimeout(beating);
  tab ??= ownName();
  const key = `lease/${village}`;
  try {
    const theirs = await transact('readwrite', async (table) => {
      const lease = await answer(table.get(key));
      const now = Date.now();
      const taken = !steal && lease && lease.tab !== tab && lease.until > now;
      if (!taken) table.put({ tab, until: now + LEASE }, key);
      return !!taken;
    });
    if (theirs && !following) save();
    follow(theirs);
    if (theirs) refresh();
  } catch {}
  beating = setTimeout(beat, BEAT);
}

/** A name that a reload keeps and a copy of the tab does not have. */
function ownName() {
  const key = `${DATABASE}-tab`;
  let name = fresh();
  try {
    name = sessionStorage.getItem(key) ?? name;
    sessionStorage.removeItem(key);
    addEventListener('pagehide', () => sessionStorage.setItem(key, name));
  } catch {}
  return name;
}

// What other screens need.

/** Every village, the last changed first: {id, answers, at, newer, whole}. */
export function villages() {
  return transact('readonly', async (table) => {
    const keys = await answer(table.getAllKeys(below('village/')));
    const ids = new Set(keys.map((key) => key.split('/')[1]));
    const all = [...ids].map(async (id) => {
      const { fields, at, newer, seq } = await newest(table, id);
      return { id, answers: plain(fields), at, newer, whole: newer || seq > 0 };
    });
    return (await Promise.all(all)).sort((one, other) => other.at - one.at);
  });
}

/** Every snapshot or 自查记录 whose key begins so, as its content with `key` and `answers`; those that cannot be read left out. */
export function read(start) {
  return transact('readonly', async (table) => {
    const [keys, records] = await Promise.all([
      answer(table.getAllKeys(below(start))),
      answer(table.getAll(below(start))),
    ]);
    const entry = ({ fields, ...rest }, key) => ({ key, answers: plain(fields), ...rest });
    return keys.flatMap((key, place) => {
      const content = opened(records[place]);
      return content?.fields ? [entry(content, key)] : [];
    });
  });
}

/** Keeps a village as it is as a 自查记录 of that name and day. */
export async function keepCheck(id, name, day) {
  await save();
  await transact('readwrite', async (table) => {
    const { fields } = await newest(table, id);
    const at = Date.now();
    table.put(sealed({ name, at, fields: { ...fields, '@date': [at, day] } }), `check/${id}/${at}`);
  });
}

/**
 * Writes villages and takes records away in one transaction, all or none. `changes` are [id, answers, isWhole]: the answers are
 * set, an undefined one taken away, and where it is whole every other one too; `null` for answers deletes the village with
 * all that is kept of it. `why` keeps what each village was before as a snapshot.
 */
export async function change(changes, [...keys], why) {
  await save();
  await transact('readwrite', async (table) => {
    for (const [id, answers, isWhole] of changes) {
      if (!answers) {
        for (const kind of ['village', 'snapshot', 'check']) table.delete(below(`${kind}/${id}/`));
        table.delete(`unsaved/${id}`);
        continue;
      }
      const next = (now) => edited(now, (isWhole ? unmarked : only)(plain(now), answers), answers, Date.now());
      await write(table, id, next, why);
    }
    for (const [key] of keys) table.delete(key);
  });
  for (const [id] of changes) {
    channel?.postMessage(id);
    if (id === village) await refresh();
  }
}

/** What a whole record replaces: answers, day and packs, but not whether the village is archived or deleted. */
function unmarked({ '@archived': _, '@deleted': __, ...rest }) {
  return rest;
}

function only(all, names) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in names));
}

// Rescue: the page that exports what there is, whatever has happened to this one.

/** Opens it; `why` is `stopped` when the program has died, else `asked`. */
export async function rescue(why) {
  leave();
  (await rescuer()).show(why, plain(fields));
}

/** The page's script; the page in one file has it at hand. */
async function rescuer() {
  const link = document.getElementById('rescue');
  return link.page ?? import(link.href);
}
