import type { ReqLLMError } from '../../core/error.ts';
import { failureOfBody } from '../operation-failure.ts';

/** What an HTTP error means: `{ error }` as OpenAI has it (recorded), or `{ message }` or `{ detail }` (Mistral). */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  return failureOfBody(status, body, headers);
}
