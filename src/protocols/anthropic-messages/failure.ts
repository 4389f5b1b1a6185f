import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { type Said, textSaid, withCode } from '../error-body.ts';
import { asSaid } from '../loose.ts';

// How far into a web page its title is looked for.
const titleReach = 10_000;

/** Statuses of Anthropic's error types (https://docs.claude.com/en/api/errors). */
export const statusOfType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** The error behind an HTTP status, from any of the recorded body shapes. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const said = saidIn(body);
  const requestId =
    said?.requestId ?? headers['request-id'] ?? headers['x-request-id'] ?? headers['x-amzn-requestid'];
  return failureOf({
    status,
    message: said?.message ?? `The provider answered with status ${status} and no readable error.`,
    ...(said?.providerCode === undefined ? {} : { providerCode: said.providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error that a frame or a 200 body reports, if it reports one. */
export function failureInside(
  reply: Readonly<Record<string, unknown>>,
  phase: ErrorPhase,
): ReqLLMError | undefined {
  if (!holdsError(reply)) return undefined;
  const said = saidIn(reply) ?? { message: 'The provider reported an error without a message.' };
  const status = statusOf(said.providerCode);
  const error = failureOf({ ...said, phase, ...(status === undefined ? {} : { status }) });
  // The type tells what the status would have been, but the reply's own status was another one.
  const { message, code, retryable, providerCode, requestId } = error;
  return new ReqLLMError(message, {
    code,
    phase,
    retryable,
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error of a frame or body that cannot be read; `problem` quotes nothing of it. */
export function unreadable(problem: string, phase: ErrorPhase = 'decode'): ReqLLMError {
  const message = `The reply is not what the Messages API sends: ${problem}.`;
  return new ReqLLMError(message, { code: 'bad-response', phase });
}

// `{ type: 'error', error }`; hosts in front of the API leave the type out; MiniMax says it in `base_resp`.
function holdsError(reply: Readonly<Record<string, unknown>>): boolean {
  const { error, type } = reply;
  if (type === 'error' || isRecord(error) || asSaid(error) !== undefined) return true;
  const base = reply['base_resp'];
  if (isRecord(base) && typeof base['status_code'] === 'number' && base['status_code'] !== 0) return true;
  return reply['content'] === undefined && type === undefined && asSaid(reply['message']) !== undefined;
}

function saidIn(body: unknown): Said | undefined {
  if (typeof body === 'string') return textSaid(body, titleReach);
  if (Array.isArray(body)) return saidIn(body[0]);
  if (!isRecord(body)) return undefined;
  const requestId = asSaid(body['request_id']);
  const said = objectSaid(body);
  return said === undefined || requestId === undefined ? said : { ...said, requestId };
}

// Anthropic { error: { type, message } }; Azure and Google { error: { code, status, message } }; Bedrock { message } and
// { __type, message }; gateways { error: text }; MiniMax { base_resp: { status_code, status_msg } }.
function objectSaid(body: Record<string, unknown>): Said | undefined {
  const { error, base_resp: base } = body;
  if (typeof error === 'string' && error !== '')
    return withCode({ message: error }, body['code'] ?? body['type']);
  if (isRecord(error)) {
    const message = asSaid(error['message']) ?? asSaid(body['message']) ?? asSaid(error['type']);
    return message === undefined
      ? undefined
      : withCode({ message }, error['type'] ?? error['status'] ?? error['code']);
  }
  if (isRecord(base) && asSaid(base['status_msg']) !== undefined) {
    return withCode({ message: base['status_msg'] as string }, base['status_code']);
  }
  const message = asSaid(body['message']) ?? asSaid(body['Message']) ?? asSaid(body['detail']);
  return message === undefined ? undefined : withCode({ message }, body['__type'] ?? body['code']);
}

function statusOf(providerCode: string | undefined): number | undefined {
  return providerCode !== undefined && Object.hasOwn(statusOfType, providerCode)
    ? statusOfType[providerCode]
    : undefined;
}
