import type { Endpoint } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** The OpenAI Responses API, or a compatible host with the differences that its dialect names. */
export function openaiResponses(dialect: Partial<OpenaiResponsesDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'openai-responses',
    load: async () => (await import('./codec.ts')).openaiResponsesCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiResponsesServer(dialect),
  };
}

/**
 * The same API over WebSockets, for models that ask for the protocol `openai-responses-socket`: a connection serves one
 * turn after the other. On Node it needs the package ws, or Node 22.
 */
export function openaiResponsesSocket(dialect: Partial<OpenaiResponsesDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'openai-responses-socket',
    load: async () => (await import('./socket.ts')).openaiResponsesSocketCodec(dialect),
    loadServer: async () => (await import('./socket.ts')).openaiResponsesSocketServer(dialect),
  };
}
