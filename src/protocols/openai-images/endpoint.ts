import type { ImageCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OpenaiImagesDialect } from './dialect.ts';

/** OpenAI's images, new and changed, or a compatible host with the differences that its dialect names. */
export function openaiImages(dialect: Partial<OpenaiImagesDialect> = {}): Endpoint<ImageCall> {
  return {
    operation: 'image',
    protocol: 'openai-images',
    load: async () => (await import('./codec.ts')).openaiImagesCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiImagesServer(dialect),
  };
}
