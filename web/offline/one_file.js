// Opens the page in one file: everything that the page would load lies in it, packed as one, and is unpacked here. Opened from
// a folder there is no network and no address to load from. Depends on nothing; what it starts is `packed.js`.
import { unpack } from './unpack.js';
import { one_file_broken } from './texts.json';

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

/** Every file by its name, as the finishing step has put them one behind the other. */
function unpacked({ textContent, dataset }) {
  const { files, lc, pb } = JSON.parse(dataset.files);
  const all = unpack(bytesOf(textContent), files.reduce((sum, [, length]) => sum + length, 0), lc, pb);
  let from = 0;
  return Object.fromEntries(files.map(([name, length]) => [name, all.subarray(from, (from += length))]));
}

function textOf(bytes) {
  return new TextDecoder().decode(bytes);
}

function put(name, properties) {
  document.head.appendChild(Object.assign(document.createElement(name), properties));
}

/** Says so, and offers the checklist on paper where that has come. */
function failed(error, checklist) {
  console.error(error);
  const [first, second] = document.querySelectorAll('.waiting-text');
  if (!second || !second.hidden) return;
  first.hidden = true;
  second.hidden = false;
  second.textContent = one_file_broken.text;
  if (!checklist) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([checklist], { type: 'text/html' }));
  link.textContent = one_file_broken.checklist;
  second.append(link);
}

function open() {
  let files = {};
  const fail = (error) => failed(error, files['checklist.html']);
  try {
    files = unpacked(document.getElementById('packed'));
    const before = document.querySelector('style');
    put('style', { textContent: textOf(files.style) });
    before.remove();
    // A script that is not as it was made has another digest, and is not run.
    let runs = false;
    put('script', { files, fail, begun: () => (runs = true), textContent: textOf(files.script) });
    if (!runs) throw new Error('the script is not whole');
  } catch (error) {
    fail(error);
  }
}

// Once the words that ask to wait are painted.
setTimeout(open);
