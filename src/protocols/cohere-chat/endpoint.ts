import type { Endpoint } from '../protocol.ts';
import type { CohereChatDialect } from './dialect.ts';

/** Cohere's chat API, version 2. */
export function cohereChat(dialect: Partial<CohereChatDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'cohere-chat',
    load: async () => (await import('./codec.ts')).cohereChatCodec(dialect),
    loadServer: async () => (await import('./server.ts')).cohereChatServer(dialect),
  };
}
