// The portal's own script: it listens before the element is defined, and sets answers before there is a form.
window.heard = [];
for (const name of ['ready', 'change', 'assess', 'saved', 'error']) {
  document.addEventListener(`bayou-${name}`, ({ target, detail }) => {
    window.heard.push([name, target.id, detail]);
    // Out of a sandbox nobody can be asked.
    if (parent !== window) parent.postMessage([name, detail.code || ''], '*');
  });
}
document.querySelector('#first').value = { 村民小组数: 7, 通公路小组数: '6' };
