// Prints the results of one form alone: the portal's page stays as it is. A copy without entries and without what can be
// pressed goes into a frame of its own, under the same policy, and that is printed. Depends on nothing.

/** Results come when all of the form is drawn, and follow the answers by a frame and a turn. A hidden page has no frames. */
const SHOWN_WITHIN = 3000;
/** How long after printing the copy is kept: some browsers return before they have read it. */
const KEPT_FOR = 60000;
/** What is no result. */
const GONE =
  '.half.form, .masthead, .sizes, .stays, .conclusion .button, .filters, .toggles, .part, .unseen, input, select';

/** Prints what `body` shows once the results follow the answers, with the style sheet of `link`. */
export function print(body, link) {
  const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  let isLate = false;
  const shown = () => turn().then(() => (isLate || body.querySelector('.results:not([aria-busy])') ? turn() : shown()));
  const late = new Promise((resolve) => setTimeout(resolve, SHOWN_WITHIN));
  return Promise.race([shown(), late.then(() => (isLate = true))]).then(() => printed(body, link));
}

function printed(body, link) {
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
  paper.body.appendChild(copied(body, paper));
  return loaded.then(() => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
    setTimeout(() => frame.remove(), KEPT_FOR);
  });
}

/** The results with what they are of. */
function copied(body, paper) {
  const copy = paper.importNode(body, true);
  copy.classList.add('is-paper');
  copy.classList.remove('care');
  for (const halves of copy.querySelectorAll('.halves')) halves.className = 'halves shows-results';
  for (const gone of copy.querySelectorAll(GONE)) gone.remove();
  for (const folded of copy.querySelectorAll('details')) folded.open = true;
  // What leads somewhere on the screen is words on paper.
  for (const button of copy.querySelectorAll('button, a')) {
    const words = paper.createElement('span');
    words.className = button.className;
    words.append(...button.childNodes);
    button.replaceWith(words);
  }
  const stage = copy.querySelector('.stage');
  stage.insertBefore(headOf(body, paper), stage.firstChild);
  return copy;
}

/** What the form shows above everything: by what was judged, which village, which day. */
function headOf(body, paper) {
  const head = paper.createElement('div');
  head.className = 'paper-head';
  const line = (name, words) => {
    if (words) head.appendChild(paper.createElement(name)).textContent = words;
  };
  const text = (selector) => Array.from(body.querySelectorAll(selector), (it) => it.textContent).join(' ');
  const day = body.querySelector('#day');
  line('h1', text('.masthead h1'));
  line('p', text('.policy'));
  line('p', [text('.village'), day && `${text('.day label')} ${day.value}`].filter(Boolean).join('　'));
  return head;
}
