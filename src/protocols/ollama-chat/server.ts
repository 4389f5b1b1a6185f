import type { ErrorCode } from '../../core/error.ts';
import type { ServerCodec } from '../protocol.ts';
import { type OllamaChatDialect, ollamaChatDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { OllamaChatWriter, renderBody } from './server-render.ts';

/** The server's side of Ollama's chat in one host's dialect. */
export function ollamaChatServer(partial: Partial<OllamaChatDialect> = {}): ServerCodec {
  const dialect = ollamaChatDialect(partial);
  return {
    protocol: 'ollama-chat',
    framing: 'json-lines',
    matches: (method, path) => method === 'POST' && path.endsWith(dialect.path),
    parse: (request) => parseRequest(request, dialect),
    openWriter: (call) => new OllamaChatWriter(call, dialect),
    renderBody: (chunks, call) => renderBody(chunks, call, dialect),
    renderError: (error) => ({ status: statusOf(error.code), body: { error: error.message } }),
    renderErrorEvent: (error) => ({ data: JSON.stringify({ error: error.message }) }),
  };
}

// https://docs.ollama.com/api/errors
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
