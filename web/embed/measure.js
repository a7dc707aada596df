// Lets styles that go by the width of the window go by that of the element: a form may stand in a narrow column of a wide
// page. Container queries would do it, but the oldest browsers met in the field have none, and they take an element's own
// width from a table that sizes its columns by what they hold. Depends on nothing.

const WIDTH = /\((min|max)-width:\s*(\d+)px\)/g;

/** Follows the element's width with the style sheet of `link`. Returns what ends that. */
export function measure(element, link) {
  const rules = [];
  collect(link.sheet.cssRules, rules);
  const apply = () => {
    const width = element.getBoundingClientRect().width;
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
    return () => observer.disconnect();
  }
  window.addEventListener('resize', apply);
  return () => window.removeEventListener('resize', apply);
}

function collect(from, rules) {
  for (const rule of from) {
    if (rule.media && rule.cssRules && rule.media.mediaText.search(WIDTH) >= 0) rules.push([rule, rule.media.mediaText]);
  }
}
