// What runs from the pack of the page in one file: the program, and the page that exports what there is when the program has
// died. `one_file.js` runs it, and hands it the unpacked files by its own tag; the finishing step says which scripts `program`
// and `rescue` are.
import start from 'program';
import * as rescue from 'rescue';
import { care } from './care.js';

const { files, fail, begun } = document.currentScript;
begun();
care();

document.getElementById('rescue').page = rescue;
for (const link of document.querySelectorAll('link[data-packed]')) {
  link.href = URL.createObjectURL(new Blob([files[link.dataset.packed]]));
}

(typeof WebAssembly === 'object'
  ? start({ module_or_path: files.program })
  : Promise.reject(new Error('no WebAssembly'))
).catch(fail);
