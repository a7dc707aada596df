// 长辈版: how big the text is, a bar to choose it by, and the choice kept for the next visit. An element turns it on by its mode,
// the page by `web/offline/care.js`. Depends on nothing.

/** The sizes on offer, in pixels, and what they are called. A portal may set any between the first and the last. */
const SIZES = [[20, '大'], [25, '更大'], [30, '最大']];
const SMALLEST = SIZES[0][0];
const BIGGEST = SIZES[SIZES.length - 1][0];
const GROUP = '文字大小';
/** The text that the widths of the style are made for. */
const USUAL = 17;
/** Where the choice is kept: a matter of the eyes, not of a village. */
const KEPT = 'bayou-check-text';

/** The size that `text` asks for; where it asks for none, what was chosen here before, else the smallest. */
export function sizeOf(text, isKept) {
  const asked = Number(text === null ? isKept && read() : text);
  return Math.min(BIGGEST, Math.max(SMALLEST, Math.round(asked) || SMALLEST));
}

/** How much wider everything is than the widths of the style say. */
export function scaleOf(size) {
  return size / USUAL;
}

/** The bar, and what shows in it which size there is. `choose` is told what is pressed; `more` are further choices before the sizes. */
export function bar(choose, more = []) {
  const element = document.createElement('div');
  element.className = 'sizes';
  element.setAttribute('part', 'sizes');
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', GROUP);
  const label = document.createElement('span');
  label.textContent = GROUP;
  label.setAttribute('aria-hidden', 'true');
  element.append(label);
  const buttons = [...more, ...SIZES].map(([size, name]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => choose(size));
    element.append(button);
    return [size, button];
  });
  const show = (now) => {
    for (const [size, button] of buttons) {
      button.setAttribute('aria-pressed', String(size === now));
      button.className = size === now ? 'button is-main' : 'button';
    }
  };
  return { element, show };
}

/** Keeps the choice, where the browser lets it. */
export function keepSize(size) {
  try {
    localStorage.setItem(KEPT, String(size));
  } catch (error) {
    // It is chosen anew then.
  }
}

function read() {
  try {
    return localStorage.getItem(KEPT);
  } catch (error) {
    return null;
  }
}
