// The entry that carries the WebAssembly in itself, for portals that serve scripts only; also the single-file script.
import wasm from "./bayou.wasm";
import { notLoaded, ready, start } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

/** Loads the engine; await it once before anything else. Nothing is fetched. */
export async function init(_source?: unknown): Promise<void> {
  if (ready()) return;
  try {
    start(await WebAssembly.compile(wasm));
  } catch (error) {
    throw notLoaded(error);
  }
}
