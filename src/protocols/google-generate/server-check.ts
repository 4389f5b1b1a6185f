import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/** The refusal of a request that Google would refuse too. */
export function invalid(message: string): ReqLLMError {
  return new ReqLLMError(message, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
    providerCode: 'INVALID_ARGUMENT',
  });
}

/** An object with its names in camelCase, as Google takes both spellings. Throws when it is no object. */
export function messageOf(value: Json | undefined, where: string): JsonObject {
  if (!isRecord(value)) throw invalid(`Invalid value at '${where}': an object is expected.`);
  const camel: Record<string, Json | undefined> = {};
  for (const [key, member] of Object.entries(value as JsonObject)) {
    // Null is the same as absent in Google's JSON.
    if (member === undefined || member === null) continue;
    setOwn(
      camel,
      key.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
      member,
    );
  }
  return camel;
}

/** The same for a member that may be absent. */
export function optionalMessage(value: Json | undefined, where: string): JsonObject | undefined {
  return value === undefined ? undefined : messageOf(value, where);
}

/** A list, or an empty one when absent; Google also takes a single item for a list. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** Throws like Google when an object has members it does not know. */
export function refuseUnknown(message: JsonObject, known: ReadonlySet<string>, where: string): void {
  for (const key of Object.keys(message)) {
    if (known.has(key)) continue;
    const place = where === '' ? '' : ` at '${where}'`;
    throw invalid(`Invalid JSON payload received. Unknown name "${key}"${place}: Cannot find field.`);
  }
}

/** A text, or undefined when absent. */
export function textOf(value: Json | undefined, where: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`Invalid value at '${where}' (TYPE_STRING).`);
}

/** A number, or undefined when absent; Google takes numbers written as text too. */
export function numberOf(value: Json | undefined, where: string): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw invalid(`Invalid value at '${where}' (TYPE_NUMBER).`);
}

/** The given members alone, without those that are absent; undefined when there are none. */
export function someOf(message: JsonObject): JsonObject | undefined {
  const entries = Object.entries(message).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
