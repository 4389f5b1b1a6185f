import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { type GoogleInteractionsDialect, googleInteractionsDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { InteractionsWriter, isBackground, renderBody } from './server-render.ts';
import { resumedBy } from './server-resume.ts';

/** The server's side of the Interactions API in one host's dialect. */
export function googleInteractionsServer(differences: Partial<GoogleInteractionsDialect> = {}): ServerCodec {
  const dialect = googleInteractionsDialect(differences);
  return {
    protocol: 'google-interactions',
    framing: 'sse',
    matches: (method, path) => method === 'POST' && (path.split('?')[0] ?? '').endsWith(dialect.path),
    resumed: (method, path) => resumedBy(dialect, method, path),
    isBackground: (call) => isBackground(call, dialect.vendor),
    parse: (request) => parseRequest(request, dialect),
    openWriter: (call) => new InteractionsWriter(call, dialect),
    renderBody: (chunks, call) => renderBody(chunks, call, dialect),
    renderError: (error) => ({
      status: error.status === 404 ? 404 : faceOf(error.code).status,
      body: { error: errorObject(error) },
    }),
    renderErrorEvent: (error) => ({
      event: 'error',
      data: JSON.stringify({ error: errorObject(error), event_type: 'error' }),
    }),
  };
}

interface Face {
  readonly status: number;
  readonly code: string;
}

function errorObject(error: ReqLLMError): { message: string; code: string; details?: Json } {
  const { message, code, providerCode, retryAfterMs } = error;
  const type = 'type.googleapis.com/google.rpc.';
  const isSpent = code === 'quota' || code === 'budget';
  const details = [
    ...(isSpent
      ? [
          {
            '@type': `${type}QuotaFailure`,
            violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }],
          },
        ]
      : []),
    ...(retryAfterMs === undefined
      ? []
      : [{ '@type': `${type}RetryInfo`, retryDelay: `${retryAfterMs / 1_000}s` }]),
  ];
  return { message, code: providerCode ?? faceOf(code).code, ...(details.length === 0 ? {} : { details }) };
}

// `invalid_request` is recorded; the others are Google's names of these conditions in the same spelling.
function faceOf(code: ErrorCode): Face {
  switch (code) {
    case 'auth':
      return { status: 401, code: 'unauthenticated' };
    case 'permission':
      return { status: 403, code: 'permission_denied' };
    case 'model-not-found':
      return { status: 404, code: 'not_found' };
    case 'quota':
    case 'budget':
    case 'rate-limited':
      return { status: 429, code: 'resource_exhausted' };
    case 'overloaded':
      return { status: 503, code: 'unavailable' };
    case 'timeout':
      return { status: 504, code: 'deadline_exceeded' };
    case 'aborted':
      return { status: 499, code: 'cancelled' };
    case 'invalid-request':
    case 'unsupported':
    case 'context-overflow':
    case 'content-filter':
    case 'config':
      return { status: 400, code: 'invalid_request' };
    default:
      return { status: 500, code: 'internal' };
  }
}
