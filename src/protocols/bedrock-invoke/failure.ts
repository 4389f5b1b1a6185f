import { ReqLLMError } from '../../core/error.ts';
import { awsFailure } from '../../wire/aws-exception.ts';

/** What an HTTP error means: Bedrock answers in its own form, whatever format it carries. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  return awsFailure(status, body, headers);
}

/** The error of a frame that cannot be read. */
export function unreadable(problem: string): ReqLLMError {
  return new ReqLLMError(`The reply is not what Bedrock sends: ${problem}.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}
