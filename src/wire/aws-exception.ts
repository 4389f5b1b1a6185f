import type { ErrorCode, ErrorPhase, ReqLLMError } from '../core/error.ts';
import { failureOf } from '../core/failure.ts';
import { isRecord, parseJson } from '../core/json.ts';
import { errorPrefix, exceptionPrefix } from './aws-event-stream.ts';
import type { WireEvent } from './event.ts';

interface Face {
  readonly name: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

// The errors of Bedrock's runtime, then those of AWS's common front.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors
// https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
const faces: readonly Face[] = [
  face('ThrottlingException', 429, 'rate-limited', true),
  face('ServiceUnavailableException', 503, 'overloaded', true),
  face('InternalServerException', 500, 'server', true),
  face('ModelTimeoutException', 408, 'timeout', true),
  face('ValidationException', 400, 'invalid-request', false),
  face('AccessDeniedException', 403, 'permission', false),
  face('UnrecognizedClientException', 403, 'auth', false),
  face('ResourceNotFoundException', 404, 'model-not-found', false),
  face('ServiceQuotaExceededException', 400, 'quota', false),
  face('ModelNotReadyException', 429, 'overloaded', true),
  face('ModelErrorException', 424, 'server', true),
  face('ModelStreamErrorException', 424, 'server', true),
  face('InternalServerError', 500, 'server', true),
  face('ServiceUnavailable', 503, 'overloaded', true),
  face('InvalidSignatureException', 403, 'auth', false),
  face('SignatureDoesNotMatch', 403, 'auth', false),
  face('IncompleteSignature', 403, 'auth', false),
  face('MissingAuthenticationTokenException', 403, 'auth', false),
  face('ExpiredTokenException', 403, 'auth', false),
  face('InvalidClientTokenId', 403, 'auth', false),
];

// A name that says less than the words beside it.
const vague: readonly ErrorCode[] = ['invalid-request', 'permission'];
const wordings: readonly (readonly [ErrorCode, RegExp])[] = [
  [
    'context-overflow',
    /input is too long|input tokens exceeded|tokens exceeds maximum length|too many total text bytes|exceeds the maximum/i,
  ],
  ['auth', /security token|signature expired|signature we calculated|api key|authentication/i],
  ['model-not-found', /model identifier is invalid|end of its life/i],
  ['overloaded', /getting throttled|capacity/i],
  // "The model returned the following errors: Provided S3Location not found" is about no model.
  ['invalid-request', /S3Location/],
];

/** What AWS says in an HTTP error: `{message}`, `{Message}` or `{__type, message}`, and the type in a header. */
export function awsFailure(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const type = headers['x-amzn-errortype'] ?? (isRecord(body) ? textIn(body, '__type', 'code') : undefined);
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'];
  return failureFrom({ type, status, message: saidIn(body, status), requestId, phase: 'headers' });
}

/** Whether an event of an AWS event stream reports a failure. */
export function isAwsFailure(event: WireEvent): boolean {
  const { event: name } = event;
  return name !== undefined && (name.startsWith(exceptionPrefix) || name.startsWith(errorPrefix));
}

/** The failure that an exception or error message in the middle of a stream reports. */
export function awsStreamFailure({ event = '', data }: WireEvent): ReqLLMError {
  const type = event.slice(event.indexOf(':') + 1);
  let body: unknown = data;
  try {
    body = JSON.parse(data);
  } catch {
    // An error message without JSON is its own text.
  }
  const { status } = faceOf(type) ?? {};
  const original = isRecord(body) ? textIn(body, 'originalMessage') : undefined;
  const said = saidIn(body, status);
  const message = original === undefined || said.includes(original) ? said : `${said}: ${original}`;
  return failureFrom({ type, status, message, requestId: undefined, phase: 'stream' });
}

/** How AWS names a failure, and with which status. */
export function awsFaceOf(error: ReqLLMError): { readonly name: string; readonly status: number } {
  const named = faceOf(error.providerCode);
  if (named !== undefined && named.code === error.code) return named;
  const found = faces.find(({ code }) => code === error.code);
  if (found !== undefined) return found;
  const isOurs = ['unsupported', 'context-overflow', 'content-filter', 'refusal', 'config'].includes(
    error.code,
  );
  return isOurs
    ? { name: 'ValidationException', status: 400 }
    : { name: 'InternalServerException', status: 500 };
}

/** The same in the spelling of event streams: `throttlingException`. */
export function awsEventOf(error: ReqLLMError): WireEvent {
  const { name } = awsFaceOf(error);
  const type = `${(name[0] ?? '').toLowerCase()}${name.slice(1)}`;
  return { event: `${exceptionPrefix}${type}`, data: JSON.stringify({ message: error.message }) };
}

interface Said {
  readonly type: string | undefined;
  readonly status: number | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly phase: ErrorPhase;
}

function failureFrom({ type, status, message, requestId, phase }: Said): ReqLLMError {
  const providerCode = type === undefined ? undefined : bareName(type);
  const failure = failureOf({
    message,
    phase,
    ...(status === undefined ? {} : { status }),
    ...(providerCode === undefined || providerCode === '' ? {} : { providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
  const known = faceOf(providerCode);
  const worded = wordings.find(([, words]) => words.test(message))?.[0];
  const isVague = known === undefined ? status === 400 || status === 403 : vague.includes(known.code);
  if (isVague && worded !== undefined)
    return failure.with({ code: worded, retryable: worded === 'overloaded' });
  if (known === undefined || (failure.code !== 'server' && known.code === 'server' && failure.retryable))
    return failure;
  return failure.with({ code: known.code, retryable: known.retryable });
}

// `ThrottlingException:http://internal.amazon.com/…` and `com.amazon.coral.service#ThrottlingException`.
function bareName(type: string): string {
  return (type.split(':')[0] ?? '').split('#').at(-1) ?? '';
}

function faceOf(name: string | undefined): Face | undefined {
  const wanted = name === undefined ? undefined : bareName(name).toLowerCase();
  return faces.find((each) => each.name.toLowerCase() === wanted);
}

function saidIn(body: unknown, status: number | undefined): string {
  const said = isRecord(body) ? textIn(body, 'message', 'Message', 'errorMessage') : body;
  if (typeof said === 'string' && said.trim() !== '' && !said.trimStart().startsWith('<'))
    // A wrong signature is answered with the canonical request, session token and all.
    return withoutRequest(said.split(/\s*The Canonical String/)[0] ?? said);
  return `AWS answered ${status ?? 'with an error'} without saying why.`;
}

// Mistral's models answer with a list of complaints, each with the request in it (recorded).
function withoutRequest(said: string): string {
  if (!said.startsWith('{"detail":')) return said;
  const parsed = parseJson(said);
  const detail = parsed.ok && isRecord(parsed.value) ? parsed.value['detail'] : undefined;
  if (!Array.isArray(detail)) return said;
  const complaints = detail.filter(isRecord).map(({ loc, msg }) => {
    const place = Array.isArray(loc) ? `${loc.join('.')}: ` : '';
    return typeof msg === 'string' ? `${place}${msg}` : '';
  });
  return complaints
    .filter((complaint) => complaint !== '')
    .slice(0, 5)
    .join('; ');
}

function textIn(body: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  return names.map((name) => body[name]).find((value) => typeof value === 'string');
}

function face(name: string, status: number, code: ErrorCode, retryable: boolean): Face {
  return { name, status, code, retryable };
}
