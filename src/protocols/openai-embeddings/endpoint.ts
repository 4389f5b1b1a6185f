import type { EmbedCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OpenaiEmbeddingsDialect } from './dialect.ts';

/** OpenAI's embeddings, or a compatible host with the differences that its dialect names. At most 2,048 values a request. */
export function openaiEmbeddings(
  dialect: Partial<OpenaiEmbeddingsDialect> = {},
  maxValues: number = 2_048,
): Endpoint<EmbedCall> {
  return {
    operation: 'embed',
    protocol: 'openai-embeddings',
    maxValues,
    load: async () => (await import('./codec.ts')).openaiEmbeddingsCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiEmbeddingsServer(dialect),
  };
}
