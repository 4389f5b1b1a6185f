import type { Endpoint } from '../protocol.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';

/** Anthropic's Messages API; other hosts of the format differ by their dialect. */
export function anthropicMessages(dialect: Partial<AnthropicMessagesDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'anthropic-messages',
    load: async () => (await import('./codec.ts')).anthropicMessagesCodec(dialect),
    loadServer: async () => (await import('./server.ts')).anthropicMessagesServer(dialect),
  };
}
