// Lets styles that go by the width of the window go by that of the element: a form may stand in a narrow column of a wide
// page. Container queries would do it, but the oldest browsers met in the field have none, and they take an element's own
// width from a table that sizes its columns by what they hold. Depends on nothing.

const WIDTH = /\((min|max)-width:\s*(\d+)px\)/g;
/** What rules say of widths, by rule: a sheet that is followed anew has been written over. */
const written = new WeakMap();

/**
 * Follows the element's width with the style sheet of `link`; `scale` says how much bigger than usual the text is. Returns
 * what does it once more, and what ends it.
 */
export function measure(element, link, scale) {
  const rules = [];
  collect(link.sheet.cssRules, rules);
  const apply = () => {
    const width = element.getBoundingClientRect().width / scale();
    for (const [rule, media] of rules) {
      let holds = true;
      const rest = media
        .replace(WIDTH, (_, bound, pixels) => {
          holds = holds && (bound === 'min' ? width >= pixels : width < Number(pixels) + 1);
          return '';
        })
        .replace(/^(\s*and\s*)+|(\s*and\s*)+$/g, '')
        .replace(/(\s*and\s*){2,}/g, ' and ');
      const now = holds ? rest || 'all' : 'not all';
      if (rule.media.mediaText !== now) rule.media.mediaText = now;
    }
  };
  apply();
  if (typeof ResizeObserver === 'function') {
    const observer = new ResizeObserver(apply);
    observer.observe(element);
    return { apply, end: () => observer.disconnect() };
  }
  window.addEventListener('resize', apply);
  return { apply, end: () => window.removeEventListener('resize', apply) };
}

function collect(from, rules) {
  for (const rule of from) {
    if (!rule.media || !rule.cssRules) continue;
    const media = written.get(rule) || rule.media.mediaText;
    if (media.search(WIDTH) < 0) continue;
    written.set(rule, media);
    rules.push([rule, media]);
  }
}
