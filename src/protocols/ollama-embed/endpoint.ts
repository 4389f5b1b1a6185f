import type { EmbedCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OllamaEmbedDialect } from './dialect.ts';

/** Ollama's own embeddings. */
export function ollamaEmbed(
  dialect: Partial<OllamaEmbedDialect> = {},
  maxValues: number = 512,
): Endpoint<EmbedCall> {
  return {
    operation: 'embed',
    protocol: 'ollama-embed',
    maxValues,
    load: async () => (await import('./codec.ts')).ollamaEmbedCodec(dialect),
    loadServer: async () => (await import('./server.ts')).ollamaEmbedServer(dialect),
  };
}
