// The page's side of working offline: registers the worker, says quietly how it stands, and asks before a new version
// takes over. Loaded when the form stands. Depends on nothing of the program but `data-saving`, the state of its saving.
import { care } from './care.js';
import { isWithdrawn, withdraw } from './own.js';
import { agree, agree_anyway, later, none, not_yet, one_file, ready, unsaved, update } from './texts.json';

const container = navigator.serviceWorker;
/** How long a page that is about to be loaded anew waits for what was typed to be saved, in milliseconds. */
const PATIENCE = 3000;
/** How long a page that stays open goes without looking for a new version, in milliseconds. */
const HOUR = 3600000;

/** One quiet line at the end of the page, and the bar of a new version. */
const note = add('p', 'offline-note notice');
const bar = add('div', 'offline-bar');
note.setAttribute('role', 'status');
bar.setAttribute('role', 'status');

function add(name, className) {
  const element = document.createElement(name);
  element.className = className;
  document.body.appendChild(element);
  return element;
}

function say(words, withOneFile) {
  note.textContent = words;
  if (!withOneFile) return;
  const link = document.createElement('a');
  link.href = 'bayou.html';
  link.download = '';
  link.textContent = one_file;
  note.append(' ', link);
}

function button(words, className, press) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.textContent = words;
  made.addEventListener('click', press);
  return made;
}

function saving() {
  const shown = document.querySelector('[data-saving]');
  return shown ? shown.dataset.saving : 'saved';
}

/** Whether what is typed here lives in this page alone. */
function isUnsaved() {
  return !['idle', 'pending', 'saved'].includes(saving());
}

/** Leaves the field, so that it is saved, and waits until it is. */
async function settled() {
  if (document.activeElement) document.activeElement.blur();
  for (const end = Date.now() + PATIENCE; saving() === 'pending' && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Shows the bar; `press` is what happens once the cadre agrees, who is told when that would lose something. */
function offer(press) {
  const warned = isUnsaved();
  const words = document.createElement('p');
  words.textContent = warned ? unsaved : update;
  const agreed = async () => {
    await settled();
    if (isUnsaved() && !warned) offer(press);
    else press();
  };
  bar.textContent = '';
  bar.append(
    words,
    button(warned ? agree_anyway : agree, 'button is-main', agreed),
    button(later, 'button', () => (bar.textContent = '')),
  );
}

async function register() {
  let registration;
  try {
    if (await isWithdrawn()) {
      // Before anything is registered: that would call a worker back that is being taken away.
      say(not_yet, true);
      await withdraw(await container.getRegistration('./'));
      return;
    }
    registration = await container.register('worker.js', { updateViaCache: 'none' });
  } catch {
    say(not_yet, true);
    return;
  }
  const waits = () => {
    const { waiting } = registration;
    if (waiting && container.controller) offer(() => waiting.postMessage('take-over'));
  };
  const watch = () => {
    const fresh = registration.installing;
    if (!fresh) {
      if (!registration.active) say(not_yet, true);
      return;
    }
    fresh.addEventListener('statechange', () => {
      if (fresh.state === 'installed') waits();
      if (fresh.state === 'redundant' && !registration.active) say(not_yet, true);
    });
  };
  registration.addEventListener('updatefound', watch);
  watch();
  waits();
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - looked < HOUR) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
  await container.ready;
  // Not below words that the page could not be opened.
  if (!document.querySelector('.waiting')) say(ready);
}

/** A page of the old version moves on with the others; the first worker of all changes nothing. */
function follow() {
  let controlled = Boolean(container.controller);
  container.addEventListener('controllerchange', async () => {
    if (controlled) {
      await settled();
      const reload = () => location.reload();
      if (isUnsaved()) offer(reload);
      else reload();
    }
    controlled = true;
  });
  container.addEventListener('message', ({ data }) => {
    if (data === 'withdrawn') say('');
  });
}

function link(rel, href) {
  const made = document.createElement('link');
  made.rel = rel;
  made.href = href;
  document.head.appendChild(made);
}

care();
link('manifest', 'manifest.webmanifest');
link('apple-touch-icon', 'icon-192.png');
// The keyboard of a phone covers the lower part of the screen: no bar while something is typed.
function typing(field) {
  bar.classList.toggle('is-typing', Boolean(field) && /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName));
}
typing(document.activeElement);
document.addEventListener('focusin', ({ target }) => typing(target));
document.addEventListener('focusout', () => typing());
if (container) {
  follow();
  register();
} else {
  say(none, true);
}
