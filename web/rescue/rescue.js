// The page that exports what a device holds, when the program has died or the store has failed. It must work with a dead program, so
// it reads the database by itself and depends on nothing; how records look is said in web/src/store/store.js.

const T = {
  stopped: '页面出了问题，已经停下',
  stoppedHelp: '已保存的内容还在本机。请先复制或下载一份，再重新打开页面。',
  asked: '导出本机上的填写内容',
  askedHelp: '复制下面的文字发给自己，或者下载成文件。内容只在本机处理，不会上传。',
  unread: '本机的存储打不开，下面只有本页正在填的内容。',
  empty: '本机上没有填写内容。',
  copy: '复制文字',
  copied: '已复制。',
  notCopied: '没有复制成功，请长按上面的文字，全选后复制。',
  download: '下载文件',
  file: '八有自查备份',
  text: '填写内容',
  again: '重新打开页面',
  back: '返回继续填写',
  now: '正在填的村',
  nameless: '未填村名的村',
  torn: '无法读取的记录 {} 份，已放进下载的文件。',
  yes: '是',
  no: '否',
};
const NAMES = ['区县', '乡镇', '村名'];

let isShown = false;

/** Shows it; `why` is `stopped` or `asked`, `unsaved` what the page holds in memory. */
export async function show(why, unsaved) {
  if (isShown) return;
  isShown = true;
  let records = [];
  let unread = false;
  try {
    records = await all();
  } catch {
    unread = true;
  }
  const { villages, torn } = sorted(records, unsaved);
  const text = villages.map(told).join('\n\n') + (torn ? `\n\n${T.torn.replace('{}', torn)}` : '');
  const json = JSON.stringify({ bayou: 'rescue', at: new Date().toISOString(), villages, records }, null, 1);
  paint(why, unread, text.trim(), json);
}

function all() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bayou', 1);
    setTimeout(reject, 4000);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => {
      const records = [];
      const request = opening.result.transaction('records').objectStore('records').openCursor();
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) {
          opening.result.close();
          return resolve(records);
        }
        records.push({ key: cursor.key, value: cursor.value });
        cursor.continue();
      };
    };
  });
}

/** Each village as last saved, and how many records cannot be read. What is not shown is in the file all the same. */
function sorted(records, unsaved) {
  const found = new Map();
  let torn = 0;
  for (const { key, value } of records) {
    const [kind, id] = `${key}`.split('/');
    if (!['village', 'unsaved', 'kept'].includes(kind) && !value?.answers) continue;
    const content = kind === 'kept' && value?.schema === 1 ? undefined : read(value);
    if (!content) {
      if (value?.schema !== 1 && !value?.moved) torn += 1;
      continue;
    }
    const before = found.get(id ?? kind);
    if (!before || content.at > before.at) found.set(id ?? kind, content);
  }
  const villages = [...found.values()].sort((one, other) => other.at - one.at);
  const lines = (answers) => Object.entries(answers).map(String).sort().join();
  const isKept = villages.some(({ answers }) => lines(answers) === lines(unsaved));
  if (!isKept && Object.keys(unsaved).some((name) => name[0] !== '@')) villages.unshift({ at: 0, answers: unsaved });
  return { villages, torn };
}

function read(value) {
  try {
    if (value.answers) return { at: 0, answers: value.answers };
    const { at = Date.now(), fields } = JSON.parse(value.body);
    const answers = {};
    for (const name in fields) if (fields[name].length > 1) answers[name] = fields[name][1];
    return { at, answers };
  } catch {}
}

function told({ at, answers }) {
  const name = NAMES.map((part) => answers[part] ?? '').join('') || T.nameless;
  const when = at ? new Date(at).toLocaleString('zh-CN') : T.now;
  const line = ([name, value]) => `${name}：${said(value)}`;
  const lines = Object.entries(answers).filter(([name]) => name[0] !== '@').map(line);
  return [`【${name}】${when}`, ...lines].join('\n');
}

function said(value) {
  if (Array.isArray(value)) return value.join('、');
  return value === true ? T.yes : value === false ? T.no : `${value}`;
}

function paint(why, unread, text, json) {
  const app = document.getElementById('app');
  const stopped = why === 'stopped';
  const page = put(document.body, 'main', { id: 'rescue-page', className: 'failure' });
  const close = () => {
    page.remove();
    app.hidden = isShown = false;
  };
  app.hidden = true;
  const head = put(page, 'h1', { textContent: stopped ? T.stopped : T.asked, tabIndex: -1 });
  put(page, 'p', { textContent: stopped ? T.stoppedHelp : T.askedHelp });
  if (unread) put(page, 'p', { textContent: T.unread });
  if (!text) put(page, 'p', { textContent: T.empty });
  put(page, 'label', { textContent: T.text, htmlFor: 'rescue-text' });
  const area = put(page, 'textarea', { id: 'rescue-text', readOnly: true, rows: 12, value: text });
  const said = put(page, 'p', {});
  said.setAttribute('role', 'status');
  const buttons = put(page, 'p', { className: 'rescue-acts' });
  const button = (textContent, onclick, main) =>
    put(buttons, 'button', { type: 'button', textContent, onclick, className: main ? 'button is-main' : 'button' });
  button(T.copy, async () => (said.textContent = (await copied(area)) ? T.copied : T.notCopied), true);
  const file = { href: URL.createObjectURL(new Blob([json], { type: 'application/json' })), className: 'button' };
  put(buttons, 'a', { ...file, textContent: T.download, download: `${T.file}${new Date().toISOString().slice(0, 10)}.json` });
  button(stopped ? T.again : T.back, stopped ? () => location.reload() : close);
  head.focus();
}

async function copied(area) {
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    area.select();
    return document.execCommand('copy');
  }
}

function put(parent, name, properties) {
  return parent.appendChild(Object.assign(document.createElement(name), properties));
}
