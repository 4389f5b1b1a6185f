import type { ServerCodec } from '../protocol.ts';
import { type OpenaiChatDialect, openaiChatDialect } from './dialect.ts';
import { renderError, renderErrorEvent } from './server-errors.ts';
import { parseRequest } from './server-parse.ts';
import { ChatStreamWriter, renderBody } from './server-render.ts';

/** The provider's side of Chat Completions, for simulators and gateways. */
export function openaiChatServer(differences: Partial<OpenaiChatDialect> = {}): ServerCodec {
  const dialect = openaiChatDialect(differences);
  const [before = '', behind] = dialect.path.split('{model}');
  const isPath = (path: string): boolean =>
    behind === undefined ? path.endsWith(before) : path.includes(before) && path.endsWith(behind);
  return {
    protocol: 'openai-chat',
    framing: 'sse',
    matches: (method, path) => method === 'POST' && isPath(path.split('?', 1)[0] as string),
    parse: (request) => parseRequest(dialect, request),
    openWriter: (call) => new ChatStreamWriter(dialect, call),
    renderBody: (chunks, call) => renderBody(dialect, chunks, call),
    renderError,
    renderErrorEvent,
  };
}
