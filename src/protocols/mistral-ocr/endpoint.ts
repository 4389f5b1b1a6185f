import type { OcrCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { MistralOcrDialect } from './dialect.ts';

/** Mistral's reading of documents, or that of a host with the differences that its dialect names. */
export function mistralOcr(dialect: Partial<MistralOcrDialect> = {}): Endpoint<OcrCall> {
  return {
    operation: 'ocr',
    protocol: 'mistral-ocr',
    load: async () => (await import('./codec.ts')).mistralOcrCodec(dialect),
    loadServer: async () => (await import('./server.ts')).mistralOcrServer(dialect),
  };
}
