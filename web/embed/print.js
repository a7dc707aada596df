// Prints the results of one form alone: the portal's page stays as it is. A copy without entries goes into a frame of its
// own, under the same policy, and that is printed. Depends on nothing.

/** How long after printing the copy is kept: some browsers return before they have read it. */
const KEPT_FOR = 60000;

/** Prints what `body` shows, with the style sheet of `link`. */
export function print(body, link) {
  const frame = document.createElement('iframe');
  frame.title = '打印';
  frame.setAttribute('aria-hidden', 'true');
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0', right: '0', bottom: '0' });
  document.body.appendChild(frame);
  const paper = frame.contentDocument;
  paper.documentElement.lang = 'zh-CN';
  const sheet = paper.createElement('link');
  sheet.rel = 'stylesheet';
  const loaded = new Promise((resolve) => (sheet.onload = sheet.onerror = resolve));
  sheet.href = link.href;
  paper.head.appendChild(sheet);
  const copy = paper.importNode(body, true);
  copy.classList.add('is-paper');
  for (const halves of copy.querySelectorAll('.halves')) halves.className = 'halves shows-results';
  for (const gone of copy.querySelectorAll('.half.form, button, input, select, .to-more, details.packs, .part')) gone.remove();
  paper.body.appendChild(copy);
  return loaded.then(() => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
    setTimeout(() => frame.remove(), KEPT_FOR);
  });
}
