// The entry for Node: the WebAssembly is read from the files beside it, at once.
import { readFileSync } from "node:fs";
import { startNow } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

const compiled = (url: URL): WebAssembly.Module => new WebAssembly.Module(readFileSync(url));

startNow(
  compiled(new URL("./bayou.wasm", import.meta.url)),
  HAS_REST ? compiled(new URL("./rest.wasm", import.meta.url)) : undefined,
);

/** Does nothing here: the engine is ready when the module is. It is there so that the same code runs in browsers. */
export async function init(_source?: unknown, _rest?: unknown): Promise<void> {}

/** Does nothing here either. */
export async function initVerdicts(_source?: unknown): Promise<void> {}
