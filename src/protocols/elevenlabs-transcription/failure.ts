import type { ReqLLMError } from '../../core/error.ts';
import { failureOfBody } from '../operation-failure.ts';

/** What an HTTP error means: `{ detail: { code, message } }`, where older replies have `status` for the code. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  return failureOfBody(status, body, headers);
}
