// The WebAssembly module of the package: started once, called in one way, so that whatever goes wrong is a BayouError.
import { initSync } from "./glue/bayou_wasm.js";
import { BayouError, type ErrorCode, type Finding } from "./error.js";
import { said } from "./json.js";

let isReady = false;
let isBroken = false;

/** Starts the module; a second start does nothing. */
export function start(module: WebAssembly.Module): void {
  if (isReady) return;
  try {
    initSync({ module });
  } catch (error) {
    throw notLoaded(error);
  }
  isReady = true;
}

/** Whether it is started. */
export function ready(): boolean {
  return isReady;
}

/** The error of a module that cannot be loaded. */
export function notLoaded(error: unknown): BayouError {
  return new BayouError("not-loaded", `the WebAssembly of bayou cannot be loaded: ${said(error)}`);
}

/** Calls the module. It throws a text, the JSON of what is wrong; anything else it throws is its own failure. */
export function call<T>(run: () => T): T {
  if (!isReady) throw new BayouError("not-ready", "await init() before anything else");
  if (isBroken) throw internal("it failed before");
  try {
    return run();
  } catch (thrown) {
    if (typeof thrown !== "string") {
      isBroken = true;
      throw internal(said(thrown));
    }
    const fault = JSON.parse(thrown) as { code: ErrorCode; message: string; fields: string[]; findings: Finding[] };
    throw new BayouError(fault.code, fault.message, fault.fields, fault.findings);
  }
}

function internal(why: string): BayouError {
  return new BayouError("internal", `the engine failed (${why}); load it anew`);
}
