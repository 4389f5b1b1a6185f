import type { ImageCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { GoogleImagenDialect } from './dialect.ts';

/** Imagen through `predict`, at the Gemini API and on Vertex AI. */
export function googleImagen(dialect: Partial<GoogleImagenDialect> = {}): Endpoint<ImageCall> {
  return {
    operation: 'image',
    protocol: 'google-imagen',

    load: async () => (await import('./codec.ts')).googleImagenCodec(dialect),
    loadServer: async () => (await import('./server.ts')).googleImagenServer(dialect),
  };
}
