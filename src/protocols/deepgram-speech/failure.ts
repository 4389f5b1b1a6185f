import type { ReqLLMError } from '../../core/error.ts';
import { failureOfBody } from '../operation-failure.ts';

/** What an HTTP error means: `{ err_code, err_msg }`, or `{ category, message }`. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  return failureOfBody(status, body, headers);
}
