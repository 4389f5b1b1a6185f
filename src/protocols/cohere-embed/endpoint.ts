import type { EmbedCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { CohereEmbedDialect } from './dialect.ts';

/** Cohere's embeddings, version 2; Bedrock's with its dialect. At most 96 values a request. */
export function cohereEmbed(
  dialect: Partial<CohereEmbedDialect> = {},
  maxValues: number = 96,
): Endpoint<EmbedCall> {
  return {
    operation: 'embed',
    protocol: 'cohere-embed',
    maxValues,
    load: async () => (await import('./codec.ts')).cohereEmbedCodec(dialect),
    loadServer: async () => (await import('./server.ts')).cohereEmbedServer(dialect),
  };
}
