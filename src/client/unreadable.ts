import { ReqLLMError } from '../core/error.ts';
import type { HttpResponse } from '../http/transport.ts';

/** The error of a text that should be JSON: `truncated` where it ends in the midst of it, else `bad-response` with its start. */
export function unreadable(response: HttpResponse, text: string, problem: string): ReqLLMError {
  if (isCut(text)) return cutOff('reply ended in the middle');
  const type = response.headers['content-type'] ?? 'no content type';
  const snippet = text.replace(/\s+/g, ' ').trim().slice(0, 80);
  const begins = snippet === '' ? 'It is empty.' : `It begins with: ${snippet}`;
  const message = `The reply (HTTP ${response.status}, ${type}) is not what this API sends: ${problem}. ${begins} Check the base URL.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'decode', status: response.status });
}

/** The error of an answer that came to its end too early; `what` says what ended, and where. */
export function cutOff(what: string): ReqLLMError {
  const message = `The ${what}, before the answer was complete.`;
  return new ReqLLMError(message, { code: 'truncated', phase: 'stream', retryable: true });
}

// An object or a list without its end.
function isCut(text: string): boolean {
  return /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text.slice(-100));
}
