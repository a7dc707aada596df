// Starts the program, or says that this browser cannot. A classic script in the words of the oldest browsers met in the
// field: a module with a top-level await is a syntax error there. What it loads stands in its own tag, written by the
// finishing step; what it shows stands in index.html. Depends on nothing.
const { program, module, offline } = document.currentScript.dataset;

// 长辈版 from the first moment, where it was chosen: see care.js.
try {
  const text = localStorage.getItem('bayou-text');
  if (text) {
    const root = document.documentElement;
    root.className = 'care';
    root.style.setProperty('--care', text + 'px');
    const sheet = document.querySelector('[data-later=style]').cloneNode();
    sheet.rel = 'stylesheet';
    document.head.appendChild(sheet);
  }
} catch {}

const started =
  typeof WebAssembly === 'object'
    ? import(program).then((glue) => glue.default({ module_or_path: module }))
    : Promise.reject(new Error('no WebAssembly'));

started
  .catch((error) => {
    for (const words of document.querySelectorAll('.waiting-text')) words.hidden = !words.hidden;
    console.error(error);
  })
  .then(() => {
    // Not needed for the first visit: once the form stands, or cannot stand, and nothing else is to be done.
    (window.requestIdleCallback || setTimeout)(() => {
      const script = document.createElement('script');
      script.src = offline;
      document.head.appendChild(script);
    });
  });
