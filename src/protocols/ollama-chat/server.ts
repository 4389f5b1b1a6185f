import type { ServerCodec } from '../protocol.ts';
import { replyStatus } from '../reply-status.ts';
import { type OllamaChatDialect, ollamaChatDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { OllamaChatWriter, renderBody } from './server-render.ts';

// https://docs.ollama.com/api/errors
const statuses = { quota: 402, budget: 402, timeout: 504 };

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
    renderError: (error) => ({ status: replyStatus(error.code, statuses), body: { error: error.message } }),
    renderErrorEvent: (error) => ({ data: JSON.stringify({ error: error.message }) }),
  };
}
