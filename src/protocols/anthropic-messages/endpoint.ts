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

/** Claude on Vertex AI: the model in the path, the version in the body. */
export const claudeOnVertex: Partial<AnthropicMessagesDialect> = {
  path: '/publishers/anthropic/models/{model}:rawPredict',
  streamPath: '/publishers/anthropic/models/{model}:streamRawPredict',
  // https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens
  countPath: '/publishers/anthropic/models/count-tokens:rawPredict',
  version: 'vertex-2023-10-16',
  versionIn: 'body',
  modelInBody: false,
  unsupported: ['serviceTier'],
};
