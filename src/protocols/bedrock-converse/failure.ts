import { ReqLLMError } from '../../core/error.ts';

/** The error of a frame or body that cannot be read; `problem` quotes no more than a few words of it. */
export function unreadable(problem: string): ReqLLMError {
  return new ReqLLMError(`The reply is not what Bedrock sends: ${problem}.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}

/** The error of a stream that ended before the answer did. */
export function truncated(): ReqLLMError {
  return new ReqLLMError('The stream from Bedrock ended before the answer did. Try again.', {
    code: 'truncated',
    phase: 'stream',
    retryable: true,
  });
}
