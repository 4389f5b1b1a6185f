import type { EmbedCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { TitanEmbedDialect } from './dialect.ts';

/** Amazon Titan and Nova embeddings through `InvokeModel`: one value a request. */
export function titanEmbed(dialect: Partial<TitanEmbedDialect> = {}): Endpoint<EmbedCall> {
  return {
    operation: 'embed',
    protocol: 'titan-embed',
    maxValues: 1,

    load: async () => (await import('./codec.ts')).titanEmbedCodec(dialect),
    loadServer: async () => (await import('./server.ts')).titanEmbedServer(dialect),
  };
}
