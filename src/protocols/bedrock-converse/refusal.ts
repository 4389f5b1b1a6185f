import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';

/** The error of a request that Bedrock would refuse. */
export function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, {
    code: 'invalid-request',
    phase: 'decode',
    status: 400,
    providerCode: 'ValidationException',
  });
}

/** The member as an object. Refuses anything else. */
export function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw violated(place, value === undefined || value === null ? 'must not be null' : 'must be an object');
}

/** The same for a member that may be absent. */
export function optionalObjectAt(
  value: unknown,
  place: string,
): Readonly<Record<string, unknown>> | undefined {
  return value === undefined || value === null ? undefined : objectAt(value, place);
}

/** The member as a list, empty when absent. */
export function listAt(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw violated(place, 'must be a list');
}

/** The member as a text. */
export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw violated(place, value === undefined || value === null ? 'must not be null' : 'must be a string');
}

/** The member as a text that is not empty. */
export function filledAt(value: unknown, place: string): string {
  const text = textAt(value, place);
  if (text !== '') return text;
  throw violated(place, 'must have length greater than or equal to 1');
}

/** The member as a text of this form. */
export function matchAt(value: unknown, place: string, pattern: RegExp): string {
  const text = textAt(value, place);
  if (pattern.test(text)) return text;
  throw violated(place, `must satisfy regular expression pattern: ${pattern.source}`);
}

/** The member as a number in a range, or undefined when absent. */
export function numberAt(value: unknown, place: string, min: number, max: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw violated(place, 'must be a number');
  if (value < min) throw violated(place, `must have value greater than or equal to ${min}`);
  if (value > max) throw violated(place, `must have value less than or equal to ${max}`);
  return value;
}

function violated(place: string, rule: string): ReqLLMError {
  const at = `1 validation error detected: Value at '${place}' failed to satisfy constraint`;
  return refusal(`${at}: Member ${rule}`);
}
