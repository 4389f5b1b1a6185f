import type { ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord } from '../../core/json.ts';
import { shortText } from '../error-body.ts';
import type { WireError, WireErrorDetail } from './wire.ts';

const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'x-goog-request-id',
  'x-vertex-ai-received-request-id',
];

/** What an HTTP error of generateContent means: Google's `{error: {code, message, status, details}}`, alone or in a list. */
export function failureOfReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): ReqLLMError {
  const error = errorOf(body);
  const requestId = requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined && id !== '');
  return failureFrom(error, { status, requestId, phase: 'headers', text: shortText(body) });
}

/** An error object that came inside a 200; its own code stands in for the status. */
export function failureInside(error: unknown, phase: ErrorPhase): ReqLLMError {
  const wire: WireError = isRecord(error) ? error : { message: String(error) };
  const code = Number(wire.code);
  const status = Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
  return failureFrom(wire, { status, requestId: undefined, phase, text: undefined });
}

interface Circumstances {
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly phase: ErrorPhase;
  readonly text: string | undefined;
}

function failureFrom(error: WireError, { status, requestId, phase, text }: Circumstances): ReqLLMError {
  const said = typeof error.message === 'string' && error.message !== '' ? error.message : text;
  const failure = failureOf({
    message: said ?? `Google answered ${status ?? 'with an error'} without saying why.`,
    phase,
    ...(status === undefined ? {} : { status }),
    ...(typeof error.status === 'string' ? { providerCode: error.status } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  });
  return refine(failure, Array.isArray(error.details) ? error.details.filter(isRecord) : []);
}

// Every 429 says RESOURCE_EXHAUSTED and "exceeded your current quota", whether a minute or a day is used up; the quota's
// id tells which (recordings google/gemini-2.0-flash 429). An expired key is a 400 that only the reason names.
function refine(failure: ReqLLMError, details: readonly WireErrorDetail[]): ReqLLMError {
  const quotas = details.flatMap((detail) => (Array.isArray(detail.violations) ? detail.violations : []));
  const isSpent = quotas.some((quota) => isRecord(quota) && /PerDay/i.test(String(quota.quotaId)));
  const isBadKey = details.some((detail) => detail.reason === 'API_KEY_INVALID');
  const delay = details
    .map((detail) => /^(\d+(?:\.\d+)?)s$/.exec(String(detail.retryDelay))?.[1])
    .find(Boolean);
  if (isSpent) return failure.with({ code: 'quota', retryable: false });
  if (isBadKey) return failure.with({ code: 'auth', retryable: false });
  return delay === undefined ? failure : failure.with({ retryAfterMs: Math.round(Number(delay) * 1_000) });
}

function errorOf(body: unknown): WireError {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (!isRecord(first)) return {};
  const { error } = first;
  if (isRecord(error)) return error;
  return typeof error === 'string' ? { message: error } : first;
}
