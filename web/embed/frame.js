// The form in a frame, and the protocol by which the page around it speaks with it; docs/embedding.md describes it. Only
// the page directly around the frame is heard, and only where its origin stands in frame.json beside this script, or is the
// frame's own. Depends on `element`, `limit`, `program`, `trouble`.
import './element.js';
import { limit } from './limit.js';
import { at } from './program.js';
import { Trouble } from './trouble.js';

/** Version of the protocol. */
const VERSION = 1;
const ATTRIBUTES = ['pack', 'village', 'mode', 'text', 'storage'];
const EVENTS = { 'bayou-ready': 'ready', 'bayou-change': 'change', 'bayou-assess': 'assess', 'bayou-saved': 'saved', 'bayou-error': 'error' };
/** What a message may ask, and the form's answer. */
const ASKED = {
  get: (form) => ({ value: form.value, date: form.date, assessment: form.assessment }),
  set: (form, { value, date }) => {
    if (value !== undefined) form.value = value;
    if (date !== undefined) form.date = date;
  },
  check: (form) => form.check(),
  focusFirstProblem: (form) => form.focusFirstProblem(),
  exportCode: (form) => form.exportCode(),
  importCode: (form, { text }) => form.importCode(text),
  print: (form) => void form.print(),
  reset: (form) => form.reset(),
};

const asked = new URLSearchParams(location.search);

start();

async function start() {
  const origin = asked.get('origin') || location.origin;
  if (parent === self) return say('本页要放在别的网页里使用；单独填写请打开八有自查的首页。');
  if (!(await isAllowed(origin))) return say('这个网站没有得到使用自查表的许可。请联系提供自查表的单位。');
  const form = document.createElement('bayou-check');
  for (const name of ATTRIBUTES) if (asked.has(name)) form.setAttribute(name, asked.get(name));
  if (asked.has('readonly')) form.setAttribute('readonly', '');
  converse(form, origin);
  document.body.style.margin = '0';
  document.body.append(form);
}

/** Whether the list beside this script has the origin. An origin that is none (a sandbox, a file) never is on it. */
async function isAllowed(origin) {
  if (origin === location.origin) return origin !== 'null';
  try {
    const { origins } = await (await fetch(at('frame.json'), { cache: 'no-store' })).json();
    return Array.isArray(origins) && origins.includes(origin) && /^https?:\/\//.test(origin);
  } catch (error) {
    return false;
  }
}

function converse(form, origin) {
  const send = (type, rest) => parent.postMessage({ bayou: VERSION, type, ...rest }, origin);
  const may = limit(performance.now());
  let isFlooded = false;
  window.addEventListener('message', (event) => {
    if (event.source !== parent || event.origin !== origin) return;
    if (!may(performance.now())) {
      // Said once a flood, so that the answers are none.
      if (!isFlooded) refuse(null, new Trouble('too-many-messages', '消息太多，没有处理。请稍后再发。'));
      isFlooded = true;
      return;
    }
    isFlooded = false;
    take(event.data);
  });

  function take(data) {
    const isOurs = data && typeof data === 'object' && 'bayou' in data;
    const id = isOurs && ['string', 'number'].includes(typeof data.id) ? data.id : null;
    if (!isOurs || typeof data.type !== 'string') return refuse(id, new Trouble('malformed', '消息的格式不对。'));
    if (data.bayou !== VERSION) return refuse(id, new Trouble('version', `消息要用第 ${VERSION} 版的格式。`));
    if (data.type === 'hello') return send('hello', { versions: [VERSION] });
    if (!Object.prototype.hasOwnProperty.call(ASKED, data.type)) {
      return refuse(id, new Trouble('unknown-type', '没有这种消息。'));
    }
    try {
      const result = ASKED[data.type](form, data);
      send('result', { id, result: result === undefined ? null : result });
    } catch (error) {
      refuse(id, error instanceof Trouble ? error : new Trouble('internal', '自查表内部出错。'));
    }
  }

  function refuse(id, trouble) {
    send('error', { id, detail: { schema: 1, ...trouble.detail } });
  }

  for (const name of Object.keys(EVENTS)) {
    form.addEventListener(name, ({ detail }) => send(EVENTS[name], { detail }));
  }
  let height = 0;
  const resized = () => {
    const now = Math.ceil(form.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    send('resize', { height });
  };
  if (typeof ResizeObserver === 'function') new ResizeObserver(resized).observe(form);
  else setInterval(resized, 500);
  send('hello', { versions: [VERSION] });
}

function say(words) {
  const line = document.createElement('p');
  line.textContent = words;
  document.body.append(line);
}
