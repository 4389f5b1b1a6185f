import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';

/** A refusal as OpenAI words it: its code is the provider's. */
export function refusal(message: string, providerCode = 'invalid_request_error'): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'decode', status: 400, providerCode });
}

/** The object that a parameter must be. */
export function objectAt(value: unknown, place: string): JsonObject {
  if (isRecord(value)) return value as JsonObject;
  throw wrongType(value, place, 'an object');
}

/** The list that a parameter must be. */
export function listAt(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrongType(value, place, 'an array of objects');
}

/** The text that a parameter must be. */
export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) throw missing(place);
  throw wrongType(value, place, 'a string');
}

/** A text where there is one. */
export function optionalText(value: unknown, place: string): string | undefined {
  return value === undefined || value === null ? undefined : textAt(value, place);
}

/** A truth value where there is one. */
export function optionalBoolean(value: unknown, place: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw wrongType(value, place, 'a boolean');
}

/** A number within limits where there is one. */
export function optionalNumber(
  value: unknown,
  place: string,
  limits: { readonly min?: number; readonly max?: number; readonly isWhole?: boolean } = {},
): number | undefined {
  if (value === undefined || value === null) return undefined;
  const { min, max, isWhole = false } = limits;
  const kind = isWhole ? 'integer' : 'decimal';
  if (typeof value !== 'number' || (isWhole && !Number.isInteger(value)))
    throw wrongType(value, place, isWhole ? 'an integer' : 'a decimal');
  if (min !== undefined && value < min) {
    const message = `Invalid '${place}': ${kind} below minimum value. Expected a value >= ${min}, but got ${value} instead.`;
    throw refusal(message, `${kind}_below_min_value`);
  }
  if (max !== undefined && value > max) {
    const message = `Invalid '${place}': ${kind} above maximum value. Expected a value <= ${max}, but got ${value} instead.`;
    throw refusal(message, `${kind}_above_max_value`);
  }
  return value;
}

/** The refusal of a word that is none of those allowed. */
export function wrongValue(value: unknown, allowed: readonly string[]): ReqLLMError {
  const list = allowed.map((each) => `'${each}'`).join(', ');
  return refusal(
    `Invalid value: '${String(value).slice(0, 40)}'. Supported values are: ${list}.`,
    'invalid_value',
  );
}

/** The refusal of a parameter that is not there. */
export function missing(place: string): ReqLLMError {
  return refusal(`Missing required parameter: '${place}'.`, 'missing_required_parameter');
}

function wrongType(value: unknown, place: string, expected: string): ReqLLMError {
  if (value === undefined) return missing(place);
  const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `${typeof value}`;
  return refusal(
    `Invalid type for '${place}': expected ${expected}, but got ${got} instead.`,
    'invalid_type',
  );
}
