// Starts the program of the page in one file: what it would load lies in the page, packed. The finishing step puts it there
// and says which script `program` is. Opened from a folder there is no network and no address to load from.
import start from 'program';
import { inflate } from './inflate.js';

function unpacked(name) {
  const block = document.querySelector(`script[data-file="${name}"]`);
  const packed = Uint8Array.from(atob(block.textContent), (letter) => letter.charCodeAt(0));
  return inflate(packed, Number(block.dataset.bytes));
}

for (const link of document.querySelectorAll('link[data-packed]')) {
  link.href = URL.createObjectURL(new Blob([unpacked(link.dataset.packed)]));
}

(typeof WebAssembly === 'object' ? start({ module_or_path: unpacked('program') }) : Promise.reject(new Error('no WebAssembly'))).catch(
  (error) => {
    for (const words of document.querySelectorAll('.waiting-text')) words.hidden = !words.hidden;
    console.error(error);
  },
);
