// The entry that carries the WebAssembly in itself, for portals that serve scripts only; also the single-file script.
import wasm from "./bayou.wasm";
import rest from "./rest.wasm";
import { startFirst, startRest } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

/** Loads the engine; await it once before anything else. Nothing is fetched. */
export async function init(_source?: unknown, _rest?: unknown): Promise<void> {
  await startFirst(() => WebAssembly.compile(wasm));
  if (HAS_REST) await startRest(() => WebAssembly.compile(rest));
}

/** Loads what judges. Here all of it is in this script, so that it only saves time. */
export function initVerdicts(_source?: unknown): Promise<void> {
  return startFirst(() => WebAssembly.compile(wasm));
}
