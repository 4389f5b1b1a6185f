import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';

/** The refusal of a request that Cohere would refuse too. */
export function invalid(message: string): ReqLLMError {
  return refused(`invalid request: ${message}`);
}

/** The same in Cohere's words, of which some have no such beginning. https://docs.cohere.com/reference/errors */
export function refused(message: string): ReqLLMError {
  return new ReqLLMError(message, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
  });
}

/** An object. Throws when it is none. */
export function objectOf(value: Json | undefined, where: string): JsonObject {
  if (!isRecord(value)) throw invalid(`${where} must be an object.`);
  return value as JsonObject;
}

/** A list; empty when absent. Throws when it is none. */
export function listOf(value: Json | undefined, where: string): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${where} must be a list.`);
  return value as readonly Json[];
}

/** A text. Throws when it is none, or absent. */
export function textOf(value: Json | undefined, where: string): string {
  if (typeof value !== 'string') throw invalid(`${where} must be a string.`);
  return value;
}

/** A number, undefined when absent. */
export function numberOf(value: Json | undefined, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw invalid(`${where} must be a number.`);
  return value;
}

/** True or false, undefined when absent. */
export function flagOf(value: Json | undefined, where: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(`${where} must be a boolean.`);
  return value;
}
