import type { ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { shortText } from '../error-body.ts';
import { asSaid } from '../loose.ts';

interface WireError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly details?: unknown;
}

interface Circumstances {
  readonly status?: number;
  readonly requestId?: string;
  readonly phase: ErrorPhase;
  readonly text?: string | undefined;
}

/**
 * What an HTTP error means: `{ error: { code: 'invalid_request', message } }` of this API (github.com/allenhutchison/
 * gemini-cli-deep-research/issues/73), or `{ error: { code: 400, status, details } }` of the gateway in front of it.
 */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const holder = isRecord(first) ? first : {};
  const { error = holder } = holder;
  const requestId = ['x-request-id', 'x-goog-request-id'].map((name) => headers[name]).find(asSaid);
  return failureFrom(error, {
    status,
    phase: 'headers',
    text: shortText(body),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** The error of an `error` event, of a failed interaction or of a body that holds one. */
export function failureInside(error: unknown, phase: ErrorPhase): ReqLLMError {
  const code = isRecord(error) ? Number(error['code']) : Number.NaN;
  const isStatus = Number.isInteger(code) && code >= 400 && code < 600;
  return failureFrom(error, { phase, ...(isStatus ? { status: code } : {}) });
}

function failureFrom(error: unknown, { status, requestId, phase, text }: Circumstances): ReqLLMError {
  const wire: WireError = isRecord(error) ? error : { message: error };
  const providerCode = asSaid(wire.code) ?? asSaid(wire.status);
  const silence = `Google answered ${status ?? 'with an error'} without saying why.`;
  const failure = failureOf({
    message: asSaid(wire.message) ?? text ?? silence,
    phase,
    ...(status === undefined ? {} : { status }),
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
  return refine(failure, Array.isArray(wire.details) ? wire.details.filter(isRecord) : []);
}

// The details of the gateway: which quota is spent, how long to wait, whether the key is at fault.
function refine(failure: ReqLLMError, details: readonly Record<string, unknown>[]): ReqLLMError {
  const quotas = details.flatMap(({ violations }) =>
    Array.isArray(violations) ? (violations as unknown[]) : [],
  );
  const isSpent = quotas.some((quota) => isRecord(quota) && /PerDay/i.test(String(quota['quotaId'])));
  if (isSpent) return failure.with({ code: 'quota', retryable: false });
  if (details.some(({ reason }) => reason === 'API_KEY_INVALID'))
    return failure.with({ code: 'auth', retryable: false });
  const delay = details
    .map(({ retryDelay }) => /^(\d+(?:\.\d+)?)s$/.exec(String(retryDelay))?.[1])
    .find((seconds) => seconds !== undefined);
  return delay === undefined ? failure : failure.with({ retryAfterMs: Math.round(Number(delay) * 1_000) });
}
