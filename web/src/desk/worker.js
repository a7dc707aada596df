// The worker of the clerk's page: the page's own program in a thread of its own, without a document. The page gives it the
// compiled modules of the levels that it runs itself, so that the two are never of different versions and nothing is
// fetched or compiled twice. The finishing step says which script of the page `program` is. What the numbers mean stands in
// worker.rs.
import start, { embed } from 'program';

const BEGIN = 0;
const ASK = 1;

async function begin({ modules, pack, day }) {
  const imports = { 1: await start({ module_or_path: modules[0] }) };
  for (let level = 1; level < modules.length; level++) {
    imports[level + 1] = (await WebAssembly.instantiate(modules[level], imports)).exports;
  }
  const tell = (bytes) => postMessage(bytes, [bytes.buffer]);
  if (!embed('desk', BEGIN, { pack, day, tell })) throw new Error('the pack or the day was not taken');
}

let begun = false;

self.addEventListener('message', ({ data }) => {
  if (begun) {
    if (!embed('desk', ASK, data)) throw new Error('a question was not understood');
    return;
  }
  begun = true;
  begin(data).then(
    () => postMessage(null),
    (error) => postMessage(String(error)),
  );
});
