import type { ErrorCode, ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { type CohereChatDialect, cohereChatDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { CohereChatWriter } from './server-render.ts';
import { renderBody } from './server-render-body.ts';

/** The server's side of Cohere's chat in one host's dialect. */
export function cohereChatServer(partial: Partial<CohereChatDialect> = {}): ServerCodec {
  const dialect = cohereChatDialect(partial);
  return {
    protocol: 'cohere-chat',
    framing: 'sse',
    matches: (method, path) => method === 'POST' && path.endsWith(dialect.path),
    parse: (request) => parseRequest(request, dialect),
    openWriter: () => new CohereChatWriter(dialect),
    renderBody: (chunks) => renderBody(chunks, dialect),
    renderError: (error) => ({ status: statusOf(error.code), body: errorBody(error) }),
    renderErrorEvent: (error) => {
      const finish_reason = error.code === 'timeout' ? 'TIMEOUT' : 'ERROR';
      const event = { type: 'message-end', delta: { finish_reason, error: error.message } };
      return { event: event.type, data: JSON.stringify(event) };
    },
  };
}

const someId = '00000000-0000-4000-8000-000000000000';

// The `error_type` is recorded for this one only.
function errorBody(error: ReqLLMError): Json {
  return {
    id: error.requestId ?? someId,
    message: error.message,
    ...(error.code === 'context-overflow' ? { error_type: 'TOO_MANY_TOKENS' } : {}),
  };
}

// https://docs.cohere.com/reference/errors
function statusOf(code: ErrorCode): number {
  switch (code) {
    case 'auth':
      return 401;
    case 'quota':
    case 'budget':
      return 402;
    case 'permission':
      return 403;
    case 'model-not-found':
      return 404;
    case 'rate-limited':
      return 429;
    case 'aborted':
      return 499;
    case 'overloaded':
      return 503;
    case 'timeout':
      return 504;
    case 'invalid-request':
    case 'unsupported':
    case 'context-overflow':
    case 'content-filter':
    case 'config':
      return 400;
    default:
      return 500;
  }
}
