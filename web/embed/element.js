// <bayou-check>: the self-check form in a page of somebody else. This side holds the attributes, the answers and what keeps
// them; what is painted and judged is the page's own program. docs/embedding.md is its description, and part of what it
// promises: events, their details and the codes of errors. Depends on `care`, `keeper`, `measure`, `print`, `program`, `trouble`,
// `village`.
import { bar, keepSize, scaleOf, sizeOf } from './care.js';
import { comeBack, keep, kept, leave } from './keeper.js';
import { measure } from './measure.js';
import { print } from './print.js';
import { at, program } from './program.js';
import { Trouble } from './trouble.js';
import { answersIn, dayIn, differences, exported, imported } from './village.js';

/** Version of the events' details. */
const SCHEMA = 1;
/** How long after the last change the assessment is told, in milliseconds: judging everything takes one, reading it several. */
const ASSESS_AFTER = 100;
/** How long after the last change it is saved, in milliseconds. */
const SAVE_AFTER = 200;
const FAILED = {
  network: '自查表没有打开：内容没有下载完。请检查网络，再重新打开页面。',
  pack: '自查表没有打开：政策内容无法使用。请联系提供本页面的单位。',
  clock: '自查表没有打开：本机的日期不对。请在系统设置里改正日期，再重新打开页面。',
};
/** What can be styled from outside by `::part`. */
const PARTS = { '.masthead': 'masthead', '.overview': 'overview', '.half.form': 'form', '.half.results': 'results', '.screen': 'screen' };
/** What changes answers, on the form and on its screens. */
const CHANGES = '[data-act=clear], [data-act=undo], [data-act=unset], [data-act=pack]';
const ENTRY = '[data-field], #day';

export class BayouCheck extends HTMLElement {
  static get observedAttributes() {
    return ['pack', 'village', 'mode', 'text', 'storage', 'readonly'];
  }

  constructor() {
    super();
    /** The program's function and the form's number there; `_form` once it stands. */
    this._mount = null;
    this._form = null;
    /** Counts the forms that were begun, so that what comes late for one does not reach the next. */
    this._begun = 0;
    this._isLeft = false;
    /** What the form was last seen to show, {packs, date, answers}, and what it shall show when it stands. */
    this._now = null;
    this._given = null;
    this._forget();
    /** What ends with the form. */
    this._ends = [];
    this._saves = Promise.resolve();
  }

  connectedCallback() {
    if (!this.shadowRoot) this._build();
    for (const name of ['value', 'date']) this._upgrade(name);
    clearTimeout(this._leaving);
    if (!this._running) this._start();
  }

  disconnectedCallback() {
    // Moved within its page it is back at once.
    this._leaving = setTimeout(() => this.isConnected || this._stop());
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.shadowRoot) return;
    this._dress();
    if (['mode', 'text', 'readonly'].includes(name)) return;
    const wasRunning = this._running;
    if (wasRunning) this._stop();
    if (name === 'village') this._now = this._given = null;
    if (name !== 'pack') this._forget();
    if (wasRunning) this._start();
  }

  /** The answers: a plain object by the indicators' names. Setting them replaces all, and is no change of the cadre's. */
  get value() {
    return plain(this._village().answers);
  }

  set value(given) {
    this._set({ answers: answersIn(given), date: this._village().date });
  }

  /** The day of the self-check as YYYY-MM-DD; null where it is today. */
  get date() {
    return this._village().date;
  }

  set date(given) {
    this._set({ answers: this._village().answers, date: dayIn(given) });
  }

  /** What the answers come to, as the contract has it; null until the form is there. */
  get assessment() {
    const text = this._ask('assessment');
    return text ? JSON.parse(text) : null;
  }

  /** Shows the results and gives the assessment. */
  check() {
    this._ask('results');
    this._tellAssessment();
    return this.assessment;
  }

  /** Goes to the first wrong answer, else to the first unmet check; gives its name, or null where there is neither. */
  focusFirstProblem() {
    return this._ask('problem') || null;
  }

  /** The village in a text that `importCode` reads on any device. */
  exportCode() {
    return this._ask('code') || exported(this._village());
  }

  /**
   * Takes over what `exportCode` gave, or the JSON of plain answers, in place of what is there; gives the names of answers
   * that could not be read.
   */
  importCode(text) {
    if (!this._form) {
      this._set(imported(text));
      return [];
    }
    const { error, unusable } = JSON.parse(this._ask('import', String(text)));
    if (error) throw new Trouble('not-an-export', error);
    this._wasSet = asText(this._village());
    return unusable;
  }

  /** Prints the results. */
  print() {
    return print(this._body, this._link);
  }

  /** Takes all answers away; the cadre can take that back. */
  reset() {
    if (this._form) this._ask('clear');
    else this._set({ answers: answersIn(null), date: this._village().date });
  }

  // What was set on the element before it was defined lies on it and hides the property.
  _upgrade(name) {
    if (!Object.prototype.hasOwnProperty.call(this, name)) return;
    const given = this[name];
    delete this[name];
    this[name] = given;
  }

  _build() {
    const shadow = this.attachShadow({ mode: 'open' });
    this._link = Object.assign(document.createElement('link'), { rel: 'stylesheet', crossOrigin: 'anonymous', href: at(FILES.style) });
    // Moved, the element gets its sheet anew.
    this._link.addEventListener('load', () => this._running && this._measure());
    const slot = (name) => Object.assign(document.createElement('slot'), { name });
    this._body = made('div', 'bayou');
    this._body.setAttribute('part', 'base');
    const theme = this._body.appendChild(made('div', 'page')).appendChild(made('div', 'theme'));
    this._sizes = bar((size) => this._choose(size));
    this._stage = made('div', 'stage');
    theme.append(this._sizes.element, this._stage);
    shadow.append(this._link, slot('header'), this._body, slot('footer'));
    const guard = (event) => this._guard(event);
    for (const kind of ['click', 'input', 'change', 'compositionend']) shadow.addEventListener(kind, guard, true);
    this._dress();
  }

  _styled() {
    const link = this._link;
    return new Promise((resolve, reject) => {
      if (link.sheet) return resolve();
      link.addEventListener('load', resolve, { once: true });
      link.addEventListener('error', reject, { once: true });
    });
  }

  _measure() {
    if (this._measured) this._measured.end();
    this._measured = measure(this, this._link, () => (this.mode === 'care' ? scaleOf(this.text) : 1));
  }

  /** What only the attributes decide about. */
  _dress() {
    const isCare = this.mode === 'care';
    this._body.classList.toggle('care', isCare);
    if (isCare) {
      this._body.style.setProperty('--care', `${this.text}px`);
      this._sizes.show(this.text);
    }
    if (this._measured) this._measured.apply();
    this._body.classList.toggle('is-readonly', this.readonly);
    this._body.classList.toggle('is-portals', this.storage === 'none');
    this._close();
  }

  /** The cadre has chosen a size of the text. */
  _choose(size) {
    if (this._isKept) keepSize(size);
    this.text = size;
  }

  /** Closes the form where nothing may be changed. */
  _close() {
    if (this._form && this._isClosed !== this.readonly) {
      this._isClosed = this.readonly;
      this._ask('closed', this.readonly);
    }
  }

  /** Takes presses that lead to a screen, which the portal's address must not name, and those that may change nothing. */
  _guard(event) {
    const target = event.target;
    const link = event.type === 'click' && target.closest('a[href^="#"]');
    if (link) {
      event.preventDefault();
      // On some screens answers come from elsewhere.
      if (!this.readonly) this._ask('screen', link.getAttribute('href').slice(1));
    }
    if (event.type === 'click' && target.closest('[data-act=rescue]')) this._download();
    if (!this.readonly) return;
    if (target.closest(event.type === 'click' ? CHANGES : ENTRY)) {
      event.stopImmediatePropagation();
      event.preventDefault();
    }
  }

  /** Gives the answers to the cadre as a file, where they cannot be kept. */
  _download() {
    const address = URL.createObjectURL(new Blob([this.exportCode()], { type: 'application/json' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: '自查.json' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  async _start() {
    this._running = true;
    this._comeBack();
    // As the attributes are now: when they change, what is unsaved still belongs here.
    this._key = JSON.stringify([this.village]);
    this._isKept = this.storage !== 'none';
    const begun = ++this._begun;
    const isOver = () => begun !== this._begun;
    const network = () => {
      throw new Trouble('network', FAILED.network);
    };
    try {
      const offers = this._offers();
      const [ask] = await Promise.all([program().catch(network), this._styled().catch(network), this._read(isOver)]);
      if (isOver()) return;
      this._measure();
      const { answers, date } = this._village();
      // The program takes no object without a prototype.
      const root = this._stage.appendChild(made('div', 'mount'));
      const tell = (what, text) => Promise.resolve().then(() => isOver() || this._hear(what, text));
      this._mount = { ask, number: ask('mount', 0, { root, offers, answers: plain(answers), date, tell }) };
    } catch (error) {
      if (!isOver()) this._fail(error);
    }
  }

  /** Ends the form; the answers stay, for when the element comes back. */
  _stop() {
    if (this._form) {
      this._save();
      this._given = this._village();
    }
    this._begun++;
    this._running = false;
    clearTimeout(this._assessing);
    for (const end of this._ends.splice(0)) end();
    if (this._measured) this._measured.end();
    this._measured = null;
    this._stage.textContent = '';
    const mount = this._mount;
    this._form = this._mount = null;
    // The program may wait for a frame that it has asked for; after that, and what follows it, it waits for nothing.
    const unmount = () => mount.ask('unmount', mount.number, null);
    if (mount) requestAnimationFrame(() => setTimeout(() => setTimeout(unmount)));
  }

  /** The packs that `pack` names, several with spaces between them: [identifier, title, address] each. */
  _offers() {
    const names = this.pack.split(/\s+/).filter(Boolean);
    if (!names.length) names.push(FILES.packs[0].id);
    return names.map((name) => {
      const pack = FILES.packs.find(({ id }) => id === name);
      if (!pack) throw new Trouble('unknown-pack', `自查表没有打开：没有名为“${name}”的政策文件。`, []);
      return [pack.id, pack.title, at(pack.file)];
    });
  }

  /** Nothing is known any more of what is kept. */
  _forget() {
    /** The answers as they are kept; and whether they can be: not where the record must be left alone. */
    this._base = null;
    this._baseDate = null;
    /** Both as they are known to be on the disk: a save may be under way. */
    this._sure = [null, null];
    this._keeps = true;
  }

  /** Reads what is kept. It is shown unless the answers are known already. */
  async _read(isOver) {
    if (this._base || !this._isKept) return;
    try {
      // What this element has not written yet is to be found too.
      await this._saves;
      const found = (await kept(this._key)) || { answers: {}, date: null };
      if (isOver()) return;
      this._base = answersIn(found.answers);
      this._baseDate = found.date;
      this._sure = [this._base, this._baseDate];
      if (!this._now) this._now = { packs: [], date: found.date, answers: this._base };
    } catch (error) {
      if (isOver()) return;
      this._keeps = false;
      this._report(error);
    }
  }

  _village() {
    const text = this._ask('value');
    if (text) return read(text);
    return this._given || this._now || { packs: [], date: null, answers: answersIn(null) };
  }

  _set(village) {
    const next = { packs: [], ...village };
    if (!this._form) {
      // Before the form is there: it begins with these.
      this._given = next;
      return;
    }
    this._wasSet = asText(next);
    this._ask('set', { answers: plain(next.answers), date: next.date });
  }

  _ask(what, value = null) {
    if (!this._form) return null;
    return this._form.ask(what, this._form.number, value);
  }

  _hear(what, text) {
    if (what === 'failed') return this._fail(new Trouble(text, FAILED[text]));
    const before = this._now || { answers: {} };
    this._now = read(text);
    if (what === 'ready') return this._stands();
    const isOwn = this._wasSet !== asText(this._now);
    this._wasSet = null;
    if (isOwn) this._emit('bayou-change', { ...this._told(), changed: plain(differences(before.answers, this._now.answers)) });
    clearTimeout(this._assessing);
    this._assessing = setTimeout(() => this._tellAssessment(), ASSESS_AFTER);
    this._saveSoon();
  }

  /** The form is there. */
  _stands() {
    this._form = this._mount;
    this._isClosed = false;
    this._close();
    const given = this._given;
    this._given = null;
    if (given && asText(given) !== asText(this._now)) this._set(given);
    this._settle();
    const moments = [
      [document, 'visibilitychange', () => this._save()],
      [window, 'pagehide', () => this._leave()],
      [window, 'pageshow', () => this._comeBack()],
    ];
    for (const [target, kind, act] of moments) {
      target.addEventListener(kind, act);
      this._ends.push(() => target.removeEventListener(kind, act));
    }
    if (this._isKept && !this._keeps) this._form.ask('saved', this._form.number, null);
    this._saveSoon();
    this._emit('bayou-ready', { ...this._told(), assessment: this.assessment });
  }

  /** Gives what the form has painted its place in the portal: parts, and roles that are a page's own no more. */
  _settle() {
    const settle = () => {
      for (const selector of Object.keys(PARTS)) {
        for (const found of this._stage.querySelectorAll(selector)) found.setAttribute('part', PARTS[selector]);
      }
      for (const head of this._stage.querySelectorAll('header')) head.setAttribute('role', 'presentation');
      for (const head of this._stage.querySelectorAll('h1')) head.setAttribute('aria-level', '2');
    };
    settle();
    const observer = new MutationObserver(settle);
    observer.observe(this._stage, { childList: true, subtree: true });
    this._ends.push(() => observer.disconnect());
  }

  _tellAssessment() {
    clearTimeout(this._assessing);
    const assessment = this.assessment;
    if (assessment) this._emit('bayou-assess', { village: this.village, assessment });
  }

  _saveSoon() {
    clearTimeout(this._saving);
    this._saving = setTimeout(() => this._save(), SAVE_AFTER);
  }

  /** Keeps what has changed, one save after the other, and says how that went. */
  _save() {
    clearTimeout(this._saving);
    const form = this._form;
    if (!form || this._isLeft) return;
    const { answers, date } = this._village();
    if (!this._isKept) return form.ask('saved', form.number, clock());
    if (!this._keeps) return;
    const changed = differences(this._base, answers);
    if (!Object.keys(changed).length && this._baseDate === date) return;
    const [begun, key, before] = [this._begun, this._key, [this._base, this._baseDate]];
    // What was changed is known to be kept once it is; until then another save would only write it again.
    this._base = answers;
    this._baseDate = date;
    this._saves = this._saves
      .then(() => keep(key, changed, date))
      .then(
        (found) => {
          if (key !== this._key) return;
          if (!found) {
            [this._base, this._baseDate] = before;
            return;
          }
          this._sure = [answersIn(found.answers), date];
          if (begun !== this._begun) return;
          form.ask('saved', form.number, clock());
          this._emit('bayou-saved', { village: this.village, date, at: new Date().toISOString() });
          this._takeUp(answers, answersIn(found.answers));
        },
        (error) => {
          if (key !== this._key) return;
          [this._base, this._baseDate] = before;
          if (begun !== this._begun) return;
          form.ask('saved', form.number, null);
          this._report(error);
        },
      );
  }

  /** The page is being left, perhaps for good: keeps what is not on the disk yet. */
  _leave() {
    clearTimeout(this._saving);
    this._isLeft = true;
    const { answers, date } = this._village();
    const [base, baseDate] = this._sure;
    const changed = base ? differences(base, answers) : {};
    const isAny = this._isKept && this._keeps && base && (Object.keys(changed).length || baseDate !== date);
    leave(this._key, isAny ? changed : null, date);
  }

  _comeBack() {
    if (!this._isLeft) return;
    this._isLeft = false;
    comeBack();
    this._saveSoon();
  }

  /** Shows what another form of the village has changed meanwhile, of what was not changed here since. */
  _takeUp(saved, found) {
    const theirs = differences(saved, found);
    this._base = found;
    const { answers, date } = this._village();
    const since = differences(saved, answers);
    const names = Object.keys(theirs).filter((name) => !(name in since));
    if (!names.length) return;
    const next = answersIn(answers);
    for (const name of names) {
      if (theirs[name] === null) delete next[name];
      else next[name] = theirs[name];
    }
    this._set({ answers: next, date });
  }

  _told() {
    const { packs, date, answers } = this._village();
    return { village: this.village, packs, date, value: plain(answers) };
  }

  _emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: { schema: SCHEMA, ...detail } }));
  }

  /** Tells of something that the form goes on with. */
  _report(error) {
    const trouble = error instanceof Trouble ? error : new Trouble('internal', '自查表内部出错。请导出所填内容，再重新打开页面。');
    this._emit('bayou-error', { village: this.village, ...trouble.detail });
  }

  /** The form cannot be there. */
  _fail(error) {
    const words = made('p', 'waiting-text');
    words.setAttribute('role', 'alert');
    words.textContent = error instanceof Trouble ? error.message : FAILED.network;
    this._stage.textContent = '';
    this._stage.appendChild(words);
    this._running = false;
    this._report(error);
  }
}

/** Attributes as properties of the same name. */
for (const [name, usual, values] of [
  ['pack', '', null],
  ['village', '', null],
  ['mode', 'normal', ['normal', 'care']],
  ['storage', 'local', ['local', 'none']],
]) {
  Object.defineProperty(BayouCheck.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      const given = this.getAttribute(name);
      return given === null || (values && !values.includes(given)) ? usual : given;
    },
    set(value) {
      this.setAttribute(name, String(value));
    },
  });
}
/** The size of the text in 长辈版, 20 to 30 pixels. */
Object.defineProperty(BayouCheck.prototype, 'text', {
  configurable: true,
  enumerable: true,
  get() {
    return sizeOf(this.getAttribute('text'), this.storage !== 'none');
  },
  set(value) {
    this.setAttribute('text', String(value));
  },
});
Object.defineProperty(BayouCheck.prototype, 'readonly', {
  configurable: true,
  enumerable: true,
  get() {
    return this.hasAttribute('readonly');
  },
  set(value) {
    this.toggleAttribute('readonly', Boolean(value));
  },
});

function made(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

function read(text) {
  const { packs, date, answers } = JSON.parse(text);
  return { packs, date, answers: answersIn(answers) };
}

/** A plain object as JSON has it. */
function plain(answers) {
  return JSON.parse(JSON.stringify(answers));
}

/** Answers and day as one text, equal where they are. */
function asText({ answers, date }) {
  return JSON.stringify([date || null, Object.keys(answers).sort().map((name) => [name, answers[name]])]);
}

function clock() {
  const two = (number) => String(number).padStart(2, '0');
  const now = new Date();
  return `${two(now.getHours())}:${two(now.getMinutes())}`;
}

if (!customElements.get('bayou-check')) customElements.define('bayou-check', BayouCheck);
