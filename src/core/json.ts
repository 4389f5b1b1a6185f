/** Any JSON value. Members that are `undefined` are left out when serialised. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Deepest nesting that is read from a provider; deeper input counts as malformed. */
export const maxJsonDepth = 512;

export type JsonResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses strictly and without throwing. `__proto__` stays a plain own key, as with `JSON.parse`; input nested deeper
 * than {@link maxJsonDepth} is refused.
 */
export function parseJson(text: string): JsonResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: text.trim() === '' ? 'the text is empty' : jsonProblem(error) };
  }
  // Each level takes a character to open it and one to close it, so what is short, as most events are, is not deep.
  if (text.length > 2 * maxJsonDepth && !isWithinDepth(value))
    return { ok: false, problem: `nested deeper than ${maxJsonDepth} levels` };
  return { ok: true, value: value as Json };
}

/** Whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSameJson(item, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = definedKeys(left);
  return (
    keys.length === definedKeys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameJson(left[key], right[key]))
  );
}

/** A copy without the members that are `undefined`, one level deep. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) setOwn(copy, key, member);
  return copy as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Sets an own member even when its name is `__proto__`. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

/** Freezes a plain value and all that it holds; typed arrays and class instances are left as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}

function definedKeys(value: Record<string, unknown>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

// V8 quotes the input in its message ("Unexpected token … in JSON … is not valid JSON"); the input may be a prompt.
function jsonProblem(error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined ? 'not valid JSON' : `not valid JSON at position ${position}`;
}

/** Whether a value is nested no deeper than {@link maxJsonDepth}. */
export function isWithinDepth(value: unknown, levels: number = maxJsonDepth): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) if (!isWithinDepth(member, levels - 1)) return false;
  return true;
}
