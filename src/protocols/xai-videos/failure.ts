import type { ReqLLMError } from '../../core/error.ts';
import { failureOfBody } from '../operation-failure.ts';

/** What an HTTP error means: `{ code, error }` at xAI, `{ error: { code, message } }` at OpenRouter. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  return failureOfBody(status, body, headers);
}
