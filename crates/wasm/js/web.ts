// The entry for browsers and bundlers: the WebAssembly is files beside it, fetched by init().
import { startFirst, startRest } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

/** Where the WebAssembly comes from. */
export type Source = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the engine; await it once before anything else. Without a source it is `bayou.wasm` beside this script, and in
 * `bayou-engine/compiled` also `rest.wasm`. The server need not know `application/wasm`.
 */
export async function init(source?: Source, rest?: Source): Promise<void> {
  const whole = [initVerdicts(source)];
  if (HAS_REST) whole.push(startRest(() => compiled(rest ?? new URL("./rest.wasm", import.meta.url))));
  await Promise.all(whole);
}

/**
 * Loads of `bayou-engine/compiled` what judges: engines, sessions, edits, `verdicts`. `init` brings the rest, whenever it is
 * called: until then what an assessment, a result, an explanation, a question, a record, or a `detail` beyond `verdicts`
 * needs ends in `not-ready`. In `bayou-engine` it is the same as `init`.
 */
export function initVerdicts(source?: Source): Promise<void> {
  return startFirst(() => compiled(source ?? new URL("./bayou.wasm", import.meta.url)));
}

async function compiled(source: Source): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const given = typeof source === "string" || source instanceof URL ? await fetch(source) : source;
  if (!(given instanceof Response)) return WebAssembly.compile(given);
  if (!given.ok) throw new Error(`${given.url}: ${given.status}`);
  return WebAssembly.compile(await given.arrayBuffer());
}
