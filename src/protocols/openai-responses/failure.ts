import type { ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { type Said, textSaid, withCode } from '../error-body.ts';
import { asSaid } from '../loose.ts';

/** The error behind an HTTP status, from any of the recorded body shapes. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const requestId =
    headers['x-request-id'] ??
    headers['apim-request-id'] ??
    headers['x-amzn-requestid'] ??
    headers['request-id'];
  const { message, providerCode } = saidIn(body) ?? {
    message: `The provider answered with status ${status} and no readable error.`,
  };
  return failureOf({
    status,
    message,
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error of an `error` event, of a failed response or of a body that holds one. */
export function failureInside(holder: unknown, phase: ErrorPhase): ReqLLMError {
  const said = saidIn(holder) ?? { message: 'The response failed, and the provider did not say why.' };
  return failureOf({ ...said, phase });
}

// { error: { message, type, code } } at OpenAI, { code, error: text } at xAI, { message, code } in flat error events,
// { error: { … }, status } in error events of WebSockets.
function saidIn(body: unknown): Said | undefined {
  if (typeof body === 'string') return textSaid(body);
  if (!isRecord(body)) return undefined;
  const { error, status } = body;
  if (isRecord(error)) return withStatus(objectSaid(error), status);
  if (typeof error === 'string' && error !== '') return withCode({ message: error }, body['code']);
  return withStatus(objectSaid(body), status);
}

function objectSaid(error: Record<string, unknown>): Said | undefined {
  const message = asSaid(error['message']) ?? asSaid(error['Message']) ?? asSaid(error['detail']);
  const code = asSaid(error['code']) ?? typeOf(error['type']) ?? error['code'];
  if (message !== undefined) return withCode({ message }, code);
  return typeof code === 'string'
    ? withCode({ message: `The provider reported "${code}".` }, code)
    : undefined;
}

// The type of an error event is "error", which is no news.
function typeOf(type: unknown): string | undefined {
  return type === 'error' ? undefined : asSaid(type);
}

function withStatus(said: Said | undefined, status: unknown): Said | undefined {
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600;
  return said === undefined || !isStatus ? said : { ...said, status };
}
