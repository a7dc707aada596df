// What every portal does with the package, whatever it is built by: judges a village, and shows what comes of it.
const DATE = '2020-06-30';
const ANSWERS = { 总户数: 531, 村民小组数: 12, 通公路小组数: 11n, 供水保证率: '92.50' };

/** Uses the engine of an entry that `init` has been called on; plain data, the same everywhere. */
export function used({ Engine, verifyReceipt }) {
  const engine = Engine.shipped();
  const village = engine.open({ date: DATE, answers: ANSWERS });
  const changes = village.set('通村公路硬化', true);
  const { record } = village;
  const said = {
    turned: changes.verdicts,
    missing: village.missing('宽带'),
    question: village.nextQuestion.field,
    reason: village.explanation('通组公路').sentence,
    receipt: record.receipt.digest,
    mismatches: verifyReceipt(record),
  };
  village.free();
  engine.free();
  return said;
}

/** Shows it in the page, or what went wrong. */
export async function show(entry, source) {
  const output = document.querySelector('output');
  try {
    await entry.init(source);
    output.textContent = JSON.stringify(used(entry));
  } catch (error) {
    output.textContent = `failed: ${error.code} ${error.message}`;
  }
}
