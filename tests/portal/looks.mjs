// What a portal's style could do to the form, as computed by the browser: run in the page, as it stands here.

/** The computed style of what the element `#first` shows. In words of 2018: old engines run it too. */
export function looks() {
  const NAMES = [
    'fontSize', 'fontStyle', 'fontFamily', 'color', 'textAlign', 'letterSpacing', 'lineHeight', 'textTransform', 'display',
    'borderTopStyle', 'backgroundColor', 'position', 'marginTop', 'float',
  ];
  const root = document.querySelector('#first').shadowRoot;
  return ['h1', '.field', '.field input', '.button', '.tile', '.masthead', '.app', 'p', '.half.form'].map((selector) => {
    const style = getComputedStyle(root.querySelector(selector));
    return [selector].concat(NAMES.map((name) => style[name]));
  });
}
