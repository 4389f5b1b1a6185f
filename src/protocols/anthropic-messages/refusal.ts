import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';

/** The error of a request that the API would refuse; `problem` names the place, as the API does. */
export function refusal(problem: string): ReqLLMError {
  return new ReqLLMError(problem, {
    code: 'invalid-request',
    phase: 'headers',
    status: 400,
    providerCode: 'invalid_request_error',
  });
}

/** The member as an object. Refuses anything else. */
export function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw refusal(`${place}: Input should be a valid dictionary`);
}

/** The member as a list. */
export function listAt(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(`${place}: Input should be a valid list`);
}

/** The member as a text. */
export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw refusal(
    value === undefined ? `${place}: Field required` : `${place}: Input should be a valid string`,
  );
}

/** The member as a number in a range, or undefined when it is not said. */
export function numberAt(
  value: unknown,
  place: string,
  range: { readonly min: number; readonly max?: number },
): number | undefined {
  if (value == null) return undefined;
  const { min, max = Number.MAX_SAFE_INTEGER } = range;
  if (typeof value !== 'number') throw refusal(`${place}: Input should be a valid number`);
  if (value < min) throw refusal(`${place}: Input should be greater than or equal to ${min}`);
  if (value > max) throw refusal(`${place}: Input should be less than or equal to ${max}`);
  return value;
}

/** The member as a whole number in a range, or undefined when it is not said. */
export function integerAt(value: unknown, place: string, min: number): number | undefined {
  const number = numberAt(value, place, { min });
  if (number !== undefined && !Number.isInteger(number))
    throw refusal(`${place}: Input should be a valid integer`);
  return number;
}
