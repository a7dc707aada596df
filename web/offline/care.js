// 长辈版 of the page: the button in its head turns it on, a bar above the head chooses the size and turns it off. Whoever has chosen it
// has it from the first moment (`boot.js`). The style is web/src/later/care.css.
import { bar, sizeOf } from '../embed/care.js';

/** Where the choice is kept; nothing is there where it is off. `boot.js` reads it too. */
const KEPT = 'bayou-text';
const root = document.documentElement;
const OFF = 0;

const sizes = bar(choose, [[OFF, '标准']]);

/** The size that was chosen, 0 where none was. */
function kept() {
  try {
    return Number(localStorage.getItem(KEPT)) || OFF;
  } catch {
    return OFF;
  }
}

function choose(size) {
  try {
    if (size) localStorage.setItem(KEPT, size);
    else localStorage.removeItem(KEPT);
  } catch {
    // It is chosen anew then.
  }
  show(size);
  // What was pressed is gone, or in another place.
  (size ? sizes.element.querySelector('[aria-pressed="true"]') : document.getElementById('care')).focus();
}

function show(size) {
  root.classList.toggle('care', Boolean(size));
  root.style.setProperty('--care', `${size}px`);
  sizes.show(size);
  // Only now: where it is off, its style that hides it may still be on its way.
  if (size && !sizes.element.isConnected) document.body.insertBefore(sizes.element, document.body.firstChild);
  const later = document.querySelector('link[data-later="style"][rel="alternate"]');
  if (size && later) {
    const sheet = later.cloneNode();
    sheet.rel = 'stylesheet';
    document.head.appendChild(sheet);
  }
}

/** Begins as it was left. */
export function care() {
  // It stands outside the page's head and main part.
  sizes.element.setAttribute('role', 'region');
  root.classList.add('can-care');
  const size = kept();
  show(size && sizeOf(size));
  document.addEventListener('click', ({ target }) => target.id === 'care' && choose(sizeOf(null)));
}
