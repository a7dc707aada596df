// The classes of the package, the same in every variant. What they take and give is the contract of docs/schema, whose types
// are generated into contract.ts.
import { EngineHandle, RollupHandle, SessionHandle, feel as evaluate, shippedPacks as ids, version as own } from "./glue/bayou_wasm.js";
import type {
  Answers,
  AreaAssessment,
  Assessment,
  Changes,
  CheckResult,
  Explanation,
  Findings,
  Indicator,
  Level,
  Mismatch,
  Overlay,
  Pack,
  Question,
  SelfCheckRecord,
  SummaryResult,
  Verdict,
} from "./contract.js";
import { call, needWhole } from "./core.js";
import { BayouError } from "./error.js";
import { MAX_SHORT, bytes, givenAsTextToo, text, toJson } from "./json.js";

declare global {
  interface SymbolConstructor {
    /** What `using` calls, where the language has it. */
    readonly dispose: unique symbol;
  }
}

/**
 * An answer as a program may give it: what the contract takes, `undefined` for no answer, and a BigInt for its digits. A
 * number is taken by its shortest decimal text, so that `0.57` is exactly 0.57; a text such as `"92.50"` is taken as written.
 */
export type GivenAnswer = Answers[string] | bigint | undefined;

/** Answers by the name of the indicator. */
export interface GivenAnswers {
  readonly [indicator: string]: GivenAnswer | readonly string[];
}

/** The verdicts of an earlier self-check by the name of check or summary: `verdicts` of a record. */
export interface EarlierVerdicts {
  readonly [name: string]: Verdict;
}

/** What a FEEL expression comes to. */
export interface FeelResult {
  /** The value; a number as the nearest JavaScript number, one without a decimal form as the text of its fraction. */
  value: unknown;
  /** The same as JSON with every digit. */
  text: string;
  /** Why it is null, where that is no ordinary result: `missing-name`, `division-by-zero` … */
  reason: string | null;
}

/** What an engine is made with. */
export interface EngineOptions {
  /** A district's overlays, as objects or JSON texts, laid on in order. Not in `bayou-engine/compiled`. */
  overlays?: readonly (Overlay | string)[];
}

/** What a session starts with. */
export interface SessionOptions {
  /** The day of the self-check, `YYYY-MM-DD`; the engine reads no clock. */
  date: string;
  /** The answers there are. */
  answers?: GivenAnswers;
  /** The verdicts of an earlier self-check to compare with. */
  earlier?: EarlierVerdicts | null;
  /** How much every edit says of what it changed; `verdicts` where it is not given. */
  detail?: Detail;
}

/**
 * How much an edit says of each result that changed. The verdicts are the same in each; what a lesser one
 * leaves out (a null `explanation` or `gap`, an empty `missing`) is asked for by `result`, `missing` and `explanation`,
 * and is in every `assessment` and `record`.
 *
 * - `verdicts`: the verdicts; results are among the changed ones where the verdict is another. The cheapest by far.
 * - `gaps`: gaps without alternatives, and the smallest missing sets, too.
 * - `full`: all that an assessment says, for pages that show explanations as they change.
 */
export type Detail = "verdicts" | "gaps" | "full";

/** A result of which something changed, with as much of it as the session's `detail` asks for. */
export type Changed<Result extends { explanation: Explanation }> = Omit<Result, "explanation"> & { explanation: Explanation | null };

/** What an edit changed, with as much of each result as the session's `detail` asks for. */
export interface Edited extends Omit<Changes, "checks" | "summaries"> {
  /** The checks and 八有 of which anything changed that is said of them. */
  checks: Changed<CheckResult>[];
  /** The summaries of which anything changed that is said of them. */
  summaries: Changed<SummaryResult>[];
}

/** How villages are put together. */
export interface RollupOptions {
  /** The day of the assessment, `YYYY-MM-DD`. */
  date: string;
  /** By which areas; without it all villages are one. */
  level?: Level;
}

interface Freed {
  free(): void;
}

/** What holds memory of the module until it is freed. */
class Held<H extends Freed> {
  private handle: H | undefined;

  constructor(handle: H) {
    this.handle = handle;
  }

  use<T>(run: (handle: H) => T): T {
    const handle = this.handle;
    if (handle === undefined) throw new BayouError("freed", "this was freed; make a new one");
    return call(() => run(handle));
  }

  /** What verdicts alone do without. */
  useWhole<T>(run: (handle: H) => T): T {
    needWhole();
    return this.use(run);
  }

  free(): void {
    const handle = this.handle;
    this.handle = undefined;
    if (handle !== undefined) call(() => handle.free());
  }
}

const held = new WeakMap<Engine, Held<EngineHandle>>();

function heldBy(engine: Engine): Held<EngineHandle> {
  const found = held.get(engine);
  if (found === undefined) throw new BayouError("bad-value", "an engine is made by Engine.shipped or Engine.fromPack");
  return found;
}

/** A compiled pack. Judges any number of villages. */
export class Engine {
  private constructor(handle: EngineHandle) {
    held.set(this, new Held(handle));
  }

  /** The engine of an embedded pack; without an identifier, of the default one. */
  static shipped(id: string = shippedPacks()[0] ?? "", options: EngineOptions = {}): Engine {
    const name = text(id, "the pack's identifier");
    const overlays = overlaysOf(options);
    return new Engine(call(() => EngineHandle.shipped(name, overlays)));
  }

  /** The engine of a pack as `bayou build` writes it: an object, or its JSON text. Not in `bayou-engine/compiled`. */
  static fromPack(pack: Pack | string, options: EngineOptions = {}): Engine {
    const json = givenAsTextToo(pack, "pack");
    const overlays = overlaysOf(options);
    return new Engine(call(() => EngineHandle.ofPack(json, overlays)));
  }

  /**
   * The engine of a compiled pack, as `bayou build --compiled` writes it. It must be of this version of the engine: compiled
   * packs are built anew with each.
   */
  static fromCompiled(pack: BufferSource): Engine {
    const given = bytes(pack, "pack");
    return new Engine(call(() => EngineHandle.ofCompiled(given)));
  }

  /** What the pack asks, in its order: names, types, units, help, options. */
  get indicators(): Indicator[] {
    return JSON.parse(heldBy(this).use((handle) => handle.indicators())) as Indicator[];
  }

  /** The pack, overlays laid on. A compiled pack holds no formulas and cannot be given back. */
  get pack(): Pack {
    return JSON.parse(heldBy(this).use((handle) => handle.pack())) as Pack;
  }

  /** Starts a village. */
  open(options: SessionOptions): Session {
    return new Session(this, options);
  }

  /** Judges one village on a day, `YYYY-MM-DD`. */
  assess(answers: GivenAnswers, date: string, earlier?: EarlierVerdicts | null): Assessment {
    const session = new Session(this, { answers, date, earlier });
    try {
      return session.assessment;
    } finally {
      session.free();
    }
  }

  /** Judges a record's answers again and holds everything against its receipt: what does not agree. Empty is verified. */
  verifyReceipt(record: SelfCheckRecord | string): Mismatch[] {
    const json = givenAsTextToo(record, "record", MAX_SHORT);
    return JSON.parse(heldBy(this).useWhole((handle) => handle.verify(json))) as Mismatch[];
  }

  /** Gives its memory back; sessions that it started go on. Called by `using` too. */
  free(): void {
    heldBy(this).free();
  }
}

/**
 * A village being answered: every edit re-judges only what depends on it, and says what changed, as much of it as `detail`
 * asks for. What is asked for besides is always whole.
 */
export class Session {
  private readonly held: Held<SessionHandle>;

  constructor(engine: Engine, options: SessionOptions) {
    const answers = answersOf(options.answers ?? {});
    const date = text(options.date, "date");
    const earlier = earlierOf(options.earlier);
    const detail = text(options.detail ?? "verdicts", "detail");
    const made = (handle: EngineHandle): SessionHandle => new SessionHandle(handle, answers, date, earlier, detail);
    this.held = new Held(detail === "verdicts" ? heldBy(engine).use(made) : heldBy(engine).useWhole(made));
  }

  /** Sets one answer; null or undefined clears it. */
  set(indicator: string, answer: GivenAnswer | readonly string[]): Edited {
    return this.setMany(single(text(indicator, "indicator"), answer));
  }

  /** Takes one answer away. */
  clear(indicator: string): Edited {
    return this.set(indicator, null);
  }

  /** Sets several answers at once; null or undefined clears one. */
  setMany(answers: GivenAnswers): Edited {
    const json = answersOf(answers);
    return this.edit((handle) => handle.setMany(json));
  }

  /** Sets all answers; what is not among them is missing. */
  replace(answers: GivenAnswers): Edited {
    const json = answersOf(answers);
    return this.edit((handle) => handle.replace(json));
  }

  /** Sets the day of the self-check, `YYYY-MM-DD`. */
  setDate(date: string): Edited {
    const day = text(date, "date");
    return this.edit((handle) => handle.setDate(day));
  }

  /** Compares with an earlier self-check, or with none. */
  setEarlier(earlier: EarlierVerdicts | null): Edited {
    const json = earlierOf(earlier);
    return this.edit((handle) => handle.setEarlier(json));
  }

  /** Sets how much every edit says from now on; the changes are what that adds or takes away. */
  setDetail(detail: Detail): Edited {
    const word = text(detail, "detail");
    const set = (handle: SessionHandle): string => handle.setDetail(word);
    return JSON.parse(word === "verdicts" ? this.held.use(set) : this.held.useWhole(set)) as Edited;
  }

  /** The answers as they were given; numbers as text. */
  get answers(): Answers {
    return JSON.parse(this.held.use((handle) => handle.answers())) as Answers;
  }

  /** The verdict of every check and summary by its name: what `earlier` of a later self-check takes. */
  get verdicts(): { [name: string]: Verdict } {
    return JSON.parse(this.held.use((handle) => handle.verdicts())) as { [name: string]: Verdict };
  }

  /** What the answers come to, with all that the contract says of it; it is made when it is asked for. */
  get assessment(): Assessment {
    return JSON.parse(this.held.useWhole((handle) => handle.assessment())) as Assessment;
  }

  /** The questions that can still change a verdict, those that decide most first. */
  get questions(): Question[] {
    return JSON.parse(this.held.useWhole((handle) => handle.questions())) as Question[];
  }

  /** The question whose answer decides most; none where every verdict is decided. */
  get nextQuestion(): Question | null {
    return this.questions[0] ?? null;
  }

  /** All that an assessment says of one check or summary: verdict, gap, what is missing, clause, explanation. */
  result(name: string): CheckResult | SummaryResult {
    const asked = text(name, "name");
    return JSON.parse(this.held.useWhole((handle) => handle.result(asked))) as CheckResult | SummaryResult;
  }

  /** The smallest set of missing answers that could decide a check or summary; empty where it is decided. */
  missing(name: string): string[] {
    return this.result(name).missing;
  }

  /** Why a check or summary has its verdict; made when it is asked for, whatever the edits say. */
  explanation(name: string): Explanation {
    const asked = text(name, "name");
    return JSON.parse(this.held.useWhole((handle) => handle.explanation(asked))) as Explanation;
  }

  /** The self-check with its receipt. */
  get record(): SelfCheckRecord {
    return JSON.parse(this.recordText) as SelfCheckRecord;
  }

  /** The same as text: byte for byte what `bayou assess --records` writes. */
  get recordText(): string {
    return this.held.useWhole((handle) => handle.record());
  }

  /** Gives its memory back. Called by `using` too. */
  free(): void {
    this.held.free();
  }

  private edit(run: (handle: SessionHandle) => string): Edited {
    return JSON.parse(this.held.use(run)) as Edited;
  }
}

/**
 * The villages of one or many areas, put together one at a time; of a village nothing is kept but what it adds. Not in
 * `bayou-engine/compiled`.
 */
export class Rollup {
  private readonly held: Held<RollupHandle>;

  constructor(engine: Engine, options: RollupOptions) {
    const date = text(options.date, "date");
    const level = options.level === undefined ? "" : text(options.level, "level");
    this.held = new Held(heldBy(engine).use((handle) => new RollupHandle(handle, date, level)));
  }

  /** Adds a village by its answers. What is wrong with them; what cannot be read is unknown, never unmet. */
  add(answers: GivenAnswers): Findings {
    const json = answersOf(answers);
    return JSON.parse(this.held.use((handle) => handle.add(json))) as Findings;
  }

  /** What the villages added so far come to, area by area; more may follow. */
  get areas(): AreaAssessment[] {
    return JSON.parse(this.held.use((handle) => handle.areas())) as AreaAssessment[];
  }

  /** Gives its memory back. Called by `using` too. */
  free(): void {
    this.held.free();
  }
}

/**
 * Judges areas by the answers of their villages: what `bayou rollup --format json` writes. The answers of a record are its
 * `answers`; an assessment alone does not hold the figures that rates add up. Not in `bayou-engine/compiled`.
 */
export function assessArea(engine: Engine, villages: Iterable<GivenAnswers>, options: RollupOptions): AreaAssessment[] {
  const rollup = new Rollup(engine, options);
  try {
    for (const answers of villages) rollup.add(answers);
    return rollup.areas;
  } finally {
    rollup.free();
  }
}

export interface Engine {
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

export interface Session {
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

export interface Rollup {
  /** The same as `free`. */
  [Symbol.dispose](): void;
}

// Older engines have no such symbol.
if (typeof Symbol.dispose === "symbol") {
  for (const freed of [Engine, Session, Rollup]) {
    Object.defineProperty(freed.prototype, Symbol.dispose, { value: freed.prototype.free, configurable: true, writable: true });
  }
}

/** The identifiers of the packs that are embedded, the default one first. */
export function shippedPacks(): string[] {
  return JSON.parse(call(() => ids())) as string[];
}

/** The version of the engine, as it stands in assessments and receipts. */
export function version(): string {
  return call(() => own());
}

/** Holds a record against its receipt, by the engine given or the shipped pack that the record names. Empty is verified. */
export function verifyReceipt(record: SelfCheckRecord | string, engine?: Engine): Mismatch[] {
  if (engine !== undefined) return engine.verifyReceipt(record);
  const json = givenAsTextToo(record, "record", MAX_SHORT);
  const own = Engine.shipped(packOf(json));
  try {
    return own.verifyReceipt(json);
  } finally {
    own.free();
  }
}

/**
 * Evaluates a FEEL expression (DMN) exactly; the names it may use are those of the context. Not in `bayou-engine/compiled`.
 */
export function feel(expression: string, context: { readonly [name: string]: unknown } = {}): FeelResult {
  const source = text(expression, "expression");
  const json = toJson(context, "context", MAX_SHORT);
  const found = JSON.parse(call(() => evaluate(source, json))) as { text: string; reason: string | null };
  return { value: JSON.parse(found.text) as unknown, ...found };
}

function overlaysOf(options: EngineOptions): string {
  const overlays = options.overlays ?? [];
  if (!Array.isArray(overlays)) throw new BayouError("bad-value", "overlays must be a list");
  return `[${overlays.map((overlay: unknown, at) => givenAsTextToo(overlay, `overlays[${at}]`)).join(",")}]`;
}

function answersOf(answers: GivenAnswers): string {
  return toJson(answers, "answers", MAX_SHORT);
}

function earlierOf(earlier: EarlierVerdicts | null | undefined): string {
  return toJson(earlier ?? null, "earlier", MAX_SHORT);
}

/** An object of one entry, whatever its name: `__proto__` is a name like any other. */
function single(name: string, value: GivenAnswer | readonly string[]): GivenAnswers {
  return Object.defineProperty({}, name, { value, enumerable: true }) as GivenAnswers;
}

function packOf(record: string): string {
  const named = (JSON.parse(record) as { receipt?: { pack?: { id?: unknown } } } | null)?.receipt?.pack?.id;
  if (typeof named !== "string") throw new BayouError("bad-record", "this is no record of a self-check: it names no pack");
  return named;
}
