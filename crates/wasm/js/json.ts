// Values as JSON text for the engine, bounded and exact: a number is its shortest decimal text, a BigInt its digits. Unlike
// JSON.stringify it calls no toJSON, knows BigInt, and refuses what would silently become something else.
import { BayouError } from "./error.js";

/** Longest text that is taken, in UTF-16 units: twenty times the largest pack that ships. */
const MAX_LENGTH = 4_000_000;
/** Longest text for everything that is no pack. */
export const MAX_SHORT = 400_000;
/** Deepest nesting; composites of a pack nest 16 deep. */
const MAX_DEPTH = 60;
/** Most entries of one object or list. */
const MAX_ENTRIES = 5000;

interface Written {
  parts: string[];
  length: number;
  limit: number;
}

/** Writes a value as JSON. `what` names it in errors. */
export function toJson(value: unknown, what: string, limit: number = MAX_LENGTH): string {
  const out: Written = { parts: [], length: 0, limit };
  try {
    write(value, what, 0, out);
  } catch (error) {
    throw error instanceof BayouError ? error : unreadable(what, error);
  }
  return out.parts.join("");
}

/** A value that may be given as an object or as its JSON text, as JSON. */
export function givenAsTextToo(given: unknown, what: string, limit?: number): string {
  if (typeof given !== "string") return toJson(given, what, limit);
  if (given.length > (limit ?? MAX_LENGTH)) throw tooLarge(what);
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch (error) {
    throw new BayouError("bad-value", `${what} is no JSON: ${said(error)}`);
  }
  return toJson(value, what, limit);
}

/** A text of bounded length. */
export function text(given: unknown, what: string): string {
  if (typeof given !== "string") throw new BayouError("bad-value", `${what} must be a text, not ${kind(given)}`);
  if (given.length > MAX_SHORT) throw tooLarge(what);
  return given;
}

/** Bytes of bounded length. */
export function bytes(given: unknown, what: string): Uint8Array {
  if (!ArrayBuffer.isView(given) && !isBuffer(given)) throw new BayouError("bad-value", `${what} must be bytes, not ${kind(given)}`);
  if (given.byteLength > MAX_LENGTH) throw tooLarge(what);
  return ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : new Uint8Array(given);
}

/** Of another frame too. */
function isBuffer(given: unknown): given is ArrayBuffer {
  return Object.prototype.toString.call(given) === "[object ArrayBuffer]";
}

function put(piece: string, what: string, out: Written): void {
  out.length += piece.length;
  if (out.length > out.limit) throw tooLarge(what);
  out.parts.push(piece);
}

function write(value: unknown, what: string, depth: number, out: Written): void {
  if (depth > MAX_DEPTH) throw new BayouError("too-large", `${what} is nested too deep, or holds itself`);
  switch (typeof value) {
    case "string":
      // Before it is copied.
      if (value.length > out.limit) throw tooLarge(what);
      put(JSON.stringify(value), what, out);
      return;
    case "number":
      if (!Number.isFinite(value)) throw refused(what, value);
      put(String(value), what, out);
      return;
    case "bigint":
      put(digits(value, what), what, out);
      return;
    case "boolean":
      put(String(value), what, out);
      return;
    case "undefined":
      put("null", what, out);
      return;
    case "object":
      if (value === null) put("null", what, out);
      else if (Array.isArray(value)) writeList(value, what, depth, out);
      else writeObject(value, what, depth, out);
      return;
    default:
      throw refused(what, value);
  }
}

function writeList(list: readonly unknown[], what: string, depth: number, out: Written): void {
  const length = list.length;
  if (length > MAX_ENTRIES) throw tooLarge(what);
  put("[", what, out);
  for (let at = 0; at < length; at += 1) {
    if (at > 0) put(",", what, out);
    write(list[at], `${what}[${at}]`, depth + 1, out);
  }
  put("]", what, out);
}

function writeObject(object: object, what: string, depth: number, out: Written): void {
  if (!isPlain(object)) throw refused(what, object);
  const names = Object.keys(object);
  if (names.length > MAX_ENTRIES) throw tooLarge(what);
  put("{", what, out);
  let separator = "";
  for (const name of names) {
    const value: unknown = (object as { [name: string]: unknown })[name];
    const path = `${what}.${shortened(name)}`;
    if (name.length > out.limit) throw tooLarge(what);
    put(`${separator}${JSON.stringify(name)}:`, what, out);
    separator = ",";
    try {
      write(value, path, depth + 1, out);
    } catch (error) {
      // The outermost name is the answer that it is about.
      if (depth === 0 && error instanceof BayouError && error.fields.length === 0) {
        throw new BayouError(error.code, error.message, [shortened(name)]);
      }
      throw error;
    }
  }
  put("}", what, out);
}

/** An object literal of this page or of another frame; no Map, Date or instance, whose content would be lost. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function digits(number: bigint, what: string): string {
  // Its digits in hexadecimal come in linear time.
  if (number.toString(16).length > 1000) throw tooLarge(what);
  return number.toString();
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

function kind(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.prototype.toString.call(value);
}

function refused(what: string, value: unknown): BayouError {
  const is = kind(value);
  return new BayouError("bad-value", `${what} is ${is}; only numbers, texts, true, false, null, lists and objects can be taken`);
}

function tooLarge(what: string): BayouError {
  return new BayouError("too-large", `${what} is too large`);
}

function unreadable(what: string, error: unknown): BayouError {
  return new BayouError("bad-value", `${what} cannot be read: ${said(error)}`);
}

/** What a thrown thing says, whatever it is. */
export function said(error: unknown): string {
  return error instanceof Error ? String(error.message) : typeof error;
}
