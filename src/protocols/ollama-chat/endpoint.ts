import type { Endpoint } from '../protocol.ts';
import type { OllamaChatDialect } from './dialect.ts';

/** Ollama's own chat API. */
export function ollamaChat(dialect: Partial<OllamaChatDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'ollama-chat',
    load: async () => (await import('./codec.ts')).ollamaChatCodec(dialect),
    loadServer: async () => (await import('./server.ts')).ollamaChatServer(dialect),
  };
}
