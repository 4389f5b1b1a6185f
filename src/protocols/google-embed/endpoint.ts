import type { EmbedCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { GoogleEmbedDialect } from './dialect.ts';

/** Google's `batchEmbedContents`, or Vertex AI's `predict` and `embedContent` with its dialect. */
export function googleEmbed(
  dialect: Partial<GoogleEmbedDialect> = {},
  maxValues: number = 100,
): Endpoint<EmbedCall> {
  return {
    operation: 'embed',
    protocol: 'google-embed',
    maxValues,
    load: async () => (await import('./codec.ts')).googleEmbedCodec(dialect),
    loadServer: async () => (await import('./server.ts')).googleEmbedServer(dialect),
  };
}
