import type { RerankCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { CohereRerankDialect } from './dialect.ts';

/** Cohere's reranking, version 2, or a host with the differences that its dialect names. */
export function cohereRerank(dialect: Partial<CohereRerankDialect> = {}): Endpoint<RerankCall> {
  return {
    operation: 'rerank',
    protocol: 'cohere-rerank',

    load: async () => (await import('./codec.ts')).cohereRerankCodec(dialect),
    loadServer: async () => (await import('./server.ts')).cohereRerankServer(dialect),
  };
}
