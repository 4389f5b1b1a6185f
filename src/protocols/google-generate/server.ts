import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { type GoogleGenerateDialect, googleGenerateDialect } from './dialect.ts';
import { parseRequest, targetOf } from './server-parse.ts';
import { GoogleGenerateWriter, renderBody } from './server-render.ts';

/** The server's side of generateContent in one host's dialect. */
export function googleGenerateServer(partial: Partial<GoogleGenerateDialect> = {}): ServerCodec {
  const dialect = googleGenerateDialect(partial);
  return {
    protocol: 'google-generate',
    framing: 'sse',
    matches: (method, path) => method === 'POST' && targetOf(path, dialect) !== undefined,
    parse: (request) => parseRequest(request, dialect),
    openWriter: (call) => new GoogleGenerateWriter(call, dialect),
    renderBody: (chunks, call) => renderBody(chunks, call, dialect),
    renderError: (error) => ({ status: faceOf(error.code).status, body: errorBody(error) }),
    renderErrorEvent: (error) => ({ data: JSON.stringify(errorBody(error)) }),
  };
}

interface Face {
  readonly status: number;
  readonly name: string;
}

// https://ai.google.dev/gemini-api/docs/troubleshooting#error-codes
function faceOf(code: ErrorCode): Face {
  switch (code) {
    case 'auth':
      return { status: 401, name: 'UNAUTHENTICATED' };
    case 'permission':
      return { status: 403, name: 'PERMISSION_DENIED' };
    case 'model-not-found':
      return { status: 404, name: 'NOT_FOUND' };
    case 'quota':
    case 'budget':
    case 'rate-limited':
      return { status: 429, name: 'RESOURCE_EXHAUSTED' };
    case 'overloaded':
      return { status: 503, name: 'UNAVAILABLE' };
    case 'timeout':
      return { status: 504, name: 'DEADLINE_EXCEEDED' };
    case 'aborted':
      return { status: 499, name: 'CANCELLED' };
    case 'invalid-request':
    case 'unsupported':
    case 'context-overflow':
    case 'content-filter':
    case 'config':
      return { status: 400, name: 'INVALID_ARGUMENT' };
    default:
      return { status: 500, name: 'INTERNAL' };
  }
}

function errorBody(error: ReqLLMError): Json {
  const { status, name } = faceOf(error.code);
  const details = detailsOf(error);
  return {
    error: {
      code: status,
      message: error.message,
      status: name,
      ...(details.length === 0 ? {} : { details }),
    },
  };
}

function detailsOf({ code, retryAfterMs }: ReqLLMError): Json[] {
  const type = 'type.googleapis.com/google.rpc.';
  const quotaId =
    code === 'quota' || code === 'budget' ? 'GenerateRequestsPerDayPerProjectPerModel' : undefined;
  return [
    ...(quotaId === undefined ? [] : [{ '@type': `${type}QuotaFailure`, violations: [{ quotaId }] }]),
    ...(retryAfterMs === undefined
      ? []
      : [{ '@type': `${type}RetryInfo`, retryDelay: `${retryAfterMs / 1_000}s` }]),
  ];
}
