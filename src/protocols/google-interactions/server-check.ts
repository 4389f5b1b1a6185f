import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';

/** The refusal of a request that Google would refuse too. */
export function invalid(message: string): ReqLLMError {
  return new ReqLLMError(message, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
    providerCode: 'invalid_request',
  });
}

/** The object that a member must be. */
export function objectAt(value: Json | undefined, where: string): JsonObject {
  if (isRecord(value)) return value as JsonObject;
  throw invalid(`Invalid value at '${where}': an object is expected.`);
}

/** The same where there is one; null is the same as absent in Google's JSON. */
export function optionalObject(value: Json | undefined, where: string): JsonObject | undefined {
  return value === undefined || value === null ? undefined : objectAt(value, where);
}

/** A list; an empty one where there is none. */
export function listAt(value: Json | undefined, where: string): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as readonly Json[];
  throw invalid(`Invalid value at '${where}': a list is expected.`);
}

/** A text where there is one. */
export function optionalText(value: Json | undefined, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalid(`Invalid value at '${where}' (TYPE_STRING).`);
}

/** A text with something in it. */
export function textAt(value: Json | undefined, where: string): string {
  const text = optionalText(value, where);
  if (text === undefined || text === '') throw invalid(`'${where}' is required.`);
  return text;
}

/** A number where there is one. */
export function optionalNumber(value: Json | undefined, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw invalid(`Invalid value at '${where}' (TYPE_NUMBER).`);
}

/** A truth value where there is one. */
export function optionalBoolean(value: Json | undefined, where: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw invalid(`Invalid value at '${where}' (TYPE_BOOL).`);
}

/** Throws when an object has members that are not known. */
export function refuseUnknown(value: JsonObject, known: ReadonlySet<string>, where: string): void {
  for (const key of Object.keys(value))
    if (!known.has(key)) throw invalid(`Unknown parameter '${key}'${where === '' ? '' : ` at '${where}'`}.`);
}

/** The members of an object that have another name than those given; undefined when there are none. */
export function othersOf(value: JsonObject, named: ReadonlySet<string>): JsonObject | undefined {
  const others = Object.entries(value).filter(([name, member]) => !named.has(name) && member !== undefined);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}
