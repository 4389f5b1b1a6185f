import { ReqLLMError } from '../core/error.ts';

/** The error of a frame that passes the limit. */
export function tooLong(what: 'event' | 'line' | 'element', limit: number): ReqLLMError {
  return new ReqLLMError(`The stream holds one ${what} of more than ${limit} characters; it was given up.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}
