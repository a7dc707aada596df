// The entry for Node: the WebAssembly is read from the file beside it, at once.
import { readFileSync } from "node:fs";
import { start } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

start(new WebAssembly.Module(readFileSync(new URL("./bayou.wasm", import.meta.url))));

/** Does nothing here: the engine is ready when the module is. It is there so that the same code runs in browsers. */
export async function init(_source?: unknown): Promise<void> {}
