// The entry for browsers and bundlers: the WebAssembly is a file beside it, fetched by init().
import { notLoaded, ready, start } from "./core.js";

export * from "./api.js";
export * from "./contract.js";
export * from "./error.js";

/** Where the WebAssembly comes from. */
export type Source = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the engine; await it once before anything else. Without a source it is `bayou.wasm` beside this script. The server
 * need not know `application/wasm`.
 */
export async function init(source: Source = new URL("./bayou.wasm", import.meta.url)): Promise<void> {
  if (ready()) return;
  try {
    start(await compiled(source));
  } catch (error) {
    throw notLoaded(error);
  }
}

async function compiled(source: Source): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const given = typeof source === "string" || source instanceof URL ? await fetch(source) : source;
  if (!(given instanceof Response)) return WebAssembly.compile(given);
  if (!given.ok) throw new Error(`${given.url}: ${given.status}`);
  return WebAssembly.compile(await given.arrayBuffer());
}
