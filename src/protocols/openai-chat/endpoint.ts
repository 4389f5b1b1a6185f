import type { Endpoint } from '../protocol.ts';
import type { OpenaiChatDialect } from './dialect.ts';

/** OpenAI Chat Completions, or a compatible host with the differences that its dialect names. */
export function openaiChat(dialect: Partial<OpenaiChatDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'openai-chat',
    load: async () => (await import('./codec.ts')).openaiChatCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiChatServer(dialect),
  };
}
