import type { TranscriptionCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OpenaiTranscriptionDialect } from './dialect.ts';

/** OpenAI's transcription, or a compatible host with the differences that its dialect names. */
export function openaiTranscription(
  dialect: Partial<OpenaiTranscriptionDialect> = {},
): Endpoint<TranscriptionCall> {
  return {
    operation: 'transcription',
    protocol: 'openai-transcription',

    load: async () => (await import('./codec.ts')).openaiTranscriptionCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiTranscriptionServer(dialect),
  };
}
