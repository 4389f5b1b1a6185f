import type { Endpoint } from '../protocol.ts';
import type { GoogleGenerateDialect } from './dialect.ts';

/** Google's `generateContent` and `streamGenerateContent`: the Gemini API by default, Vertex AI with its dialect. */
export function googleGenerate(dialect: Partial<GoogleGenerateDialect> = {}): Endpoint {
  return {
    operation: 'text',
    protocol: 'google-generate',
    load: async () => (await import('./codec.ts')).googleGenerateCodec(dialect),
    loadServer: async () => (await import('./server.ts')).googleGenerateServer(dialect),
  };
}

/** Gemini on Vertex AI: models under their publisher, function calls without ids, request labels. */
export const geminiOnVertex: Partial<GoogleGenerateDialect> = {
  vendor: 'google-vertex',
  modelPath: '/publishers/google/models',
  sendCallIds: false,
  countForm: 'flat',
  sendLabels: true,
  modelUnsupported: [],
};
