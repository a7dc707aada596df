// Ways of doing the same, timed side by side: they take turns in short batches, and each is compared with the first inside
// every round. Depends on nothing.

const ROUNDS = 201;
const BATCH_NANOSECONDS = 4e5;
const WARM_MILLISECONDS = 500;

/** Nanoseconds for doing it once, over a batch. */
function time(run, times) {
  const start = process.hrtime.bigint();
  run(times);
  return Number(process.hrtime.bigint() - start) / times;
}

/** How many times fill a batch; found by trying, once both compilers of V8 have had their time. */
function batch(run) {
  const warm = performance.now() + WARM_MILLISECONDS;
  while (performance.now() < warm) run(100);
  for (let times = 1; ; times *= 2) {
    const took = time(run, times) * times;
    if (took >= BATCH_NANOSECONDS / 4) return Math.max(1, Math.round((times * BATCH_NANOSECONDS) / took));
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** What is given is counted, so that none of it can be left out. */
let used = 0;
process.on('exit', () => {
  if (used === 0) throw new Error('nothing was used');
});

function runner({ inputs, once }) {
  return (times) => {
    for (let turn = 0; turn < times; turn++) if (once(inputs[turn % inputs.length])) used++;
  };
}

/** Times the ways; the first is what the others are compared with. */
export function sideBySide(ways) {
  const runs = ways.map((way) => way && runner(way));
  const batches = runs.map((run) => run && batch(run));
  const rounds = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const at = (turn + round) % ways.length;
      if (runs[at]) rounds[at].push(time(runs[at], batches[at]));
    }
  }
  return rounds.map((times) => {
    if (times.length === 0) return '–';
    const nanoseconds = median(times);
    const ratio = median(times.map((took, round) => took / rounds[0][round]));
    const shown = nanoseconds < 1e4 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1e3).toFixed(0)} µs`;
    if (times === rounds[0]) return `1 (${shown})`;
    return `${ratio < 1 ? ratio.toFixed(2) : ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)} (${shown})`;
  });
}

/** A row of a table in Markdown. */
export function line(shown, cells) {
  console.log(`| ${shown} | ${cells.join(' | ')} |`);
}
