// The one error of the package. Depends on nothing.

/** Which error. Codes are stable; messages are for people and may change. */
export type ErrorCode =
  /** `init()` has not been awaited yet, or only `initVerdicts()` for what needs more. */
  | "not-ready"
  /** The WebAssembly file could not be loaded or started. */
  | "not-loaded"
  /** The engine or session was freed. */
  | "freed"
  /** A value of a type that cannot be taken: a function, a `Map`, `Infinity`, an object in itself. */
  | "bad-value"
  /** What was given is too long, too deep or has too many entries. */
  | "too-large"
  /** More answers than a village may have. */
  | "too-many-answers"
  /** The answers are no object of names and answers. */
  | "bad-answers"
  /** Not a day as `YYYY-MM-DD`. */
  | "bad-date"
  /** Not one of the words for how much an edit says. */
  | "bad-detail"
  /** Not the verdicts of an earlier self-check. */
  | "bad-earlier"
  /** The pack cannot be used; `findings` says why. */
  | "bad-pack"
  /** An overlay cannot be used; `findings` says why. */
  | "bad-overlay"
  /** Not the record of a self-check. */
  | "bad-record"
  /** The FEEL expression cannot be evaluated; `findings` says why. */
  | "bad-expression"
  /** The context of a FEEL expression cannot be used. */
  | "bad-context"
  /** No pack of that identifier is embedded. */
  | "unknown-pack"
  /** The pack has no check or summary of that name. */
  | "unknown-check"
  /** Not one of the levels, or the pack does not ask where a village belongs. */
  | "bad-level"
  /** More areas than villages may be put together by at once. */
  | "too-many-areas"
  /** A compiled pack cannot be given back as a pack: it holds no formulas. */
  | "compiled-pack"
  /** `bayou-engine/compiled` was asked for what only `bayou-engine` can do. */
  | "needs-full"
  /** The engine itself failed; load the page anew, and please report it. */
  | "internal";

/** One thing wrong with a pack, an overlay or an expression. */
export interface Finding {
  /** Which. */
  code: string;
  /** Where: a path into the pack, or the bytes of an expression. */
  place: string;
  /** What is wrong, and what would be right. */
  message: string;
}

/** What every function of this package throws. */
export class BayouError extends Error {
  /** Which error. */
  readonly code: ErrorCode;
  /** The answers, names or checks it is about. */
  readonly fields: readonly string[];
  /** Everything found in a pack, an overlay or an expression. */
  readonly findings: readonly Finding[];

  constructor(code: ErrorCode, message: string, fields: readonly string[] = [], findings: readonly Finding[] = []) {
    super(message);
    this.name = "BayouError";
    this.code = code;
    this.fields = fields;
    this.findings = findings;
  }
}
