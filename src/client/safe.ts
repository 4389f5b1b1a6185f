import { isReqLLMError, type ReqLLMError } from '../core/error.ts';

export type Safe<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ReqLLMError };

/** A promise whose failure is a value. Errors that are not of this library are bugs and still throw. */
export async function safe<T>(promise: Promise<T>): Promise<Safe<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (isReqLLMError(error)) return { ok: false, error };
    throw error;
  }
}
