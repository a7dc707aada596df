// The WebAssembly of the package: started once, called in one way, so that whatever goes wrong is a BayouError. In the small
// edition it is two modules, of which the first judges; the rest shares its memory and fills its table.
import initGlue, { initSync, type InitOutput } from "./glue/bayou_wasm.js";
import { BayouError, type ErrorCode, type Finding } from "./error.js";
import { said } from "./json.js";

/** Under which name the second module imports from the first. */
const FIRST = "1";

type Compile = () => Promise<WebAssembly.Module>;

let exports: InitOutput | undefined;
let isWhole = false;
let isBroken = false;
let first: Promise<void> | undefined;
let rest: Promise<void> | undefined;

/** Starts what judges; a second start does nothing, a failed one can be tried again. */
export function startFirst(compile: Compile): Promise<void> {
  // Old browsers start no module of this size but by a promise.
  const start = async (): Promise<void> => {
    exports = await initGlue({ module_or_path: await compile() });
    isWhole = !HAS_REST;
  };
  first =
    first ??
    start().catch((error: unknown) => {
      first = undefined;
      throw notLoaded(error);
    });
  return first;
}

/** Starts the rest, once what judges is there. */
export function startRest(compile: Compile): Promise<void> {
  const start = async (): Promise<void> => {
    const [module] = await Promise.all([compile(), first]);
    await WebAssembly.instantiate(module, importsOfRest());
    isWhole = true;
  };
  rest =
    rest ??
    start().catch((error: unknown) => {
      rest = undefined;
      throw error instanceof BayouError ? error : notLoaded(error);
    });
  return rest;
}

/** Starts everything at once, where that may be. */
export function startNow(module: WebAssembly.Module, restOfIt?: WebAssembly.Module): void {
  exports = initSync({ module });
  if (restOfIt !== undefined) new WebAssembly.Instance(restOfIt, importsOfRest());
  isWhole = true;
}

function importsOfRest(): WebAssembly.Imports {
  return { [FIRST]: exports as unknown as WebAssembly.ModuleImports };
}

/** The error of a module that cannot be loaded. */
function notLoaded(error: unknown): BayouError {
  return new BayouError("not-loaded", `the WebAssembly of bayou cannot be loaded: ${said(error)}`);
}

/** Calls the module. It throws a text, the JSON of what is wrong; anything else it throws is its own failure. */
export function call<T>(run: () => T): T {
  if (exports === undefined) throw new BayouError("not-ready", "await init() before anything else");
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

/** Refuses what `initVerdicts` alone does not bring. */
export function needWhole(): void {
  if (exports !== undefined && !isWhole) throw new BayouError("not-ready", "await init(): so far verdicts alone are loaded");
}

function internal(why: string): BayouError {
  return new BayouError("internal", `the engine failed (${why}); load it anew`);
}
