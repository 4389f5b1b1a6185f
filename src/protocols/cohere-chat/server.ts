import type { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { ServerCodec } from '../protocol.ts';
import { replyStatus } from '../reply-status.ts';
import { type CohereChatDialect, cohereChatDialect } from './dialect.ts';
import { parseRequest } from './server-parse.ts';
import { CohereChatWriter } from './server-render.ts';
import { renderBody } from './server-render-body.ts';

// https://docs.cohere.com/reference/errors
const statuses = { quota: 402, budget: 402, aborted: 499, timeout: 504 };

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
    renderError: (error) => ({ status: replyStatus(error.code, statuses), body: errorBody(error) }),
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
