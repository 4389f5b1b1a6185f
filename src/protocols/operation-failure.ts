import type { ErrorPhase, ReqLLMError } from '../core/error.ts';
import { failureOf } from '../core/failure.ts';
import { isRecord } from '../core/json.ts';
import { type Said, textSaid, withCode } from './error-body.ts';
import { asSaid } from './loose.ts';

const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-amzn-requestid',
  'dg-request-id',
];

/**
 * What an HTTP error means, from any of the shapes that vendors use: `{ error }`, `{ message }`, `{ detail }`,
 * `{ err_code, err_msg }`, text.
 */
export function failureOfBody(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const requestId = requestIdHeaders
    .map((name) => headers[name])
    .find((value) => asSaid(value) !== undefined);
  const said = saidIn(body);
  const failure = failureOf({
    message: `The provider answered with status ${status} and no readable error.`,
    ...said,
    status,
    ...(requestId === undefined ? {} : { requestId }),
  });
  // ElevenLabs tells with a 401 that the credits of a key are used up (https://elevenlabs.io/docs/developers/resources/error-messages).
  const isUsedUp = status === 401 && failure.providerCode === 'quota_exceeded';
  return isUsedUp ? failure.with({ code: 'quota', retryable: false }) : failure;
}

/** The error inside a 200, if there is one. */
export function failureInBody(
  body: Readonly<Record<string, unknown>>,
  phase: ErrorPhase = 'decode',
): ReqLLMError | undefined {
  const { error } = body;
  const isError = typeof error === 'string' ? error !== '' : isRecord(error);
  if (!isError && body['object'] !== 'error') return undefined;
  return failureOf({ message: 'The provider reported an error without a message.', ...saidIn(body), phase });
}

function saidIn(body: unknown): Said | undefined {
  if (typeof body === 'string') return textSaid(body);
  if (Array.isArray(body)) return isRecord(body[0]) ? saidIn(body[0]) : undefined;
  if (!isRecord(body)) return undefined;
  const { error, detail } = body;
  const inner = isRecord(error) ? error : isRecord(detail) ? detail : body;
  const words =
    asSaid(error) ??
    asSaid(inner['message']) ??
    asSaid(inner['err_msg']) ??
    asSaid(inner['detail']) ??
    wordsIn(inner['detail']);
  if (words === undefined) return undefined;
  // Deepgram: `err_code` and `err_msg`, or `category` and `message` (https://developers.deepgram.com/docs/errors).
  const { code = inner['err_code'], type = inner['category'], status } = inner;
  const name = typeof code === 'string' && code !== '' ? code : (type ?? status ?? code);
  return withCode({ message: words }, name);
}

// FastAPI hosts: a list of `{ loc, msg }`. ElevenLabs: `{ detail: { code or status, message } }`.
function wordsIn(detail: unknown): string | undefined {
  const first: unknown = Array.isArray(detail) ? detail[0] : detail;
  return isRecord(first) ? (asSaid(first['message']) ?? asSaid(first['msg'])) : undefined;
}
