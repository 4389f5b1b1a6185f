import type { ReqLLMError } from '../../core/error.ts';
import { failureOfBody } from '../operation-failure.ts';

/** What an HTTP error means; OpenAI's `moderation_blocked` is a refusal of the prompt. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const failure = failureOfBody(status, body, headers);
  return failure.providerCode === 'moderation_blocked'
    ? failure.with({ code: 'content-filter', retryable: false })
    : failure;
}
