import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { shortText } from '../error-body.ts';

const requestIdHeaders = ['x-debug-trace-id', 'x-request-id', 'request-id'];

/** What an HTTP error of Cohere means: `{id, message}`, sometimes with an `error_type` (recorded). */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const { message, data, error, error_type: type, id } = isRecord(body) ? body : {};
  const said = [message, data, error, shortText(body)].find(
    (each) => typeof each === 'string' && each !== '',
  );
  const header = requestIdHeaders
    .map((name) => headers[name])
    .find((value) => value !== undefined && value !== '');
  const requestId = header ?? (typeof id === 'string' && id !== '' ? id : undefined);
  const failure = failureOf({
    status,
    message: typeof said === 'string' ? said : `Cohere answered ${status} without saying why.`,
    ...(typeof type === 'string' ? { providerCode: type } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  });
  return refine(failure, status);
}

/** A failure that is told inside a 200: in a body, an event, or as the reason of the end. */
export function failureInside(reason: string | undefined, said: unknown, phase: ErrorPhase): ReqLLMError {
  const hasWords = typeof said === 'string' && said !== '';
  if (reason === 'TIMEOUT') {
    const message = hasWords ? said : 'Cohere took too long for the answer and stopped. Try again.';
    return new ReqLLMError(message, { code: 'timeout', phase, retryable: true, providerCode: reason });
  }
  const failure = failureOf({
    message: hasWords ? said : 'Cohere failed while it answered. Try again.',
    phase,
    ...(reason === undefined ? {} : { providerCode: reason }),
  });
  // Cohere calls it an internal error unless the words say otherwise. https://docs.cohere.com/reference/chat
  return failure.code === 'bad-response' ? failure.with({ code: 'server', retryable: true }) : failure;
}

// 498 is an expired token; a trial key's calls of the month do not come back by waiting a minute.
// https://docs.cohere.com/reference/errors
function refine(failure: ReqLLMError, status: number): ReqLLMError {
  if (failure.providerCode === 'TOO_MANY_TOKENS')
    return failure.with({ code: 'context-overflow', retryable: false });
  if (status === 498) return failure.with({ code: 'auth', retryable: false });
  if (status === 429 && /(?:\/|per|a) ?month/i.test(failure.message))
    return failure.with({ code: 'quota', retryable: false });
  return failure;
}
