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
