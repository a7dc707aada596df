// The form's program: the very files of the page, fetched once for all elements, whole before the first form is mounted.
// Depends on FILES, which the finishing step writes: the files' addresses from this script's folder, and their digests.

/** Where this script lies, and with it everything else. */
const HERE = document.currentScript ? document.currentScript.src : location.href;

export const at = (file) => new URL(file, HERE).href;

let started;

/** Resolves to the program's one function; what failed is tried anew. */
export function program() {
  started =
    started ||
    start().catch((error) => {
      started = undefined;
      throw error;
    });
  return started;
}

async function start() {
  const [glue, module, part] = await Promise.all([
    import(at(FILES.program)),
    bytes(FILES.module),
    bytes(FILES.part),
  ]);
  const exports = await glue.default({ module_or_path: module });
  await WebAssembly.instantiate(part, { 1: exports });
  return glue.embed;
}

async function bytes({ file, integrity }) {
  const response = await fetch(at(file), { integrity });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.arrayBuffer();
}
