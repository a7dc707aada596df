// Starts the program of the page in one file: what it would load lies in the page, packed. The finishing step puts it there
// and says which script `program` is. Opened from a folder there is no network and no address to load from.
import start from 'program';
import { inflate } from './inflate.js';

/** Four bytes from five characters of a row of 85 that begins at `(`; `}` stands for the one `<` among them. */
function bytesOf(text) {
  const bytes = new Uint8Array((text.length / 5) * 4);
  for (let read = 0, write = 0; read < text.length; ) {
    let value = 0;
    for (const end = read + 5; read < end; read++) {
      const letter = text.charCodeAt(read);
      value = value * 85 + (letter === 125 ? 60 : letter) - 40;
    }
    for (let shift = 24; shift >= 0; shift -= 8) bytes[write++] = value >>> shift;
  }
  return bytes;
}

function unpacked(name) {
  const block = document.querySelector(`script[data-file="${name}"]`);
  return inflate(bytesOf(block.textContent), Number(block.dataset.bytes));
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
