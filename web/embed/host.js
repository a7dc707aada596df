// <bayou-frame>: makes the frame in a portal's page, gives it the height that it asks for, and turns its messages into the
// events and its answers into the promises of the methods that <bayou-check> has. Depends on `program` for its own address.
import { at } from './program.js';

/** Version of the protocol. */
const VERSION = 1;
const ATTRIBUTES = ['pack', 'village', 'mode', 'text', 'storage', 'readonly'];
const EVENTS = ['ready', 'change', 'assess', 'saved', 'error'];
const METHODS = ['check', 'focusFirstProblem', 'exportCode', 'print', 'reset', 'get'];
/** How long an answer is waited for, in milliseconds. */
const PATIENCE = 10000;
/** The frame lies with this script, wherever that is. */
const FRAME = at('frame.html');
/** Higher than any form; a frame that asks for more is not ours. */
const HIGHEST = 100000;

class BayouFrame extends HTMLElement {
  connectedCallback() {
    this._waiting = new Map();
    this._asked = 0;
    this._hears = (event) => this._hear(event);
    window.addEventListener('message', this._hears);
    const address = new URL(FRAME);
    address.searchParams.set('origin', location.origin);
    for (const name of ATTRIBUTES) if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    this._origin = address.origin;
    this._frame = document.createElement('iframe');
    this._frame.title = this.getAttribute('title') || '八有自查';
    Object.assign(this._frame.style, { display: 'block', width: '100%', height: '600px', border: '0' });
    this._frame.src = address.href;
    this.append(this._frame);
  }

  disconnectedCallback() {
    window.removeEventListener('message', this._hears);
    for (const { reject } of this._waiting.values()) reject(new Error('the frame was taken away'));
    this._frame.remove();
  }

  /** Replaces the answers, and the day where it is given. */
  set(value, date) {
    return this._ask('set', { value, date });
  }

  importCode(text) {
    return this._ask('importCode', { text });
  }

  _ask(type, rest) {
    const id = ++this._asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this._waiting.delete(id);
        reject(new Error(`the form in the frame has not answered ${type}`));
      }, PATIENCE);
      this._waiting.set(id, { resolve, reject, timer });
      this._frame.contentWindow.postMessage({ bayou: VERSION, type, id, ...rest }, this._origin);
    });
  }

  _hear({ source, origin, data }) {
    if (source !== this._frame.contentWindow || origin !== this._origin || !data || data.bayou !== VERSION) return;
    const { type, id, detail, height, result } = data;
    if (type === 'resize' && height > 0 && height < HIGHEST) this._frame.style.height = `${height}px`;
    const waits = this._waiting.get(id);
    if (waits && (type === 'result' || type === 'error')) {
      this._waiting.delete(id);
      clearTimeout(waits.timer);
      if (type === 'result') waits.resolve(result);
      else waits.reject(Object.assign(new Error(detail.message), { name: 'BayouError', code: detail.code, fields: detail.fields }));
    } else if (EVENTS.includes(type)) {
      this.dispatchEvent(new CustomEvent(`bayou-${type}`, { bubbles: true, composed: true, detail }));
    }
  }
}

for (const name of METHODS) {
  BayouFrame.prototype[name] = function ask() {
    return this._ask(name);
  };
}

if (!customElements.get('bayou-frame')) customElements.define('bayou-frame', BayouFrame);
