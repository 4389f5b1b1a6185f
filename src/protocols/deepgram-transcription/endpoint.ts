import type { TranscriptionCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { DeepgramTranscriptionDialect } from './dialect.ts';

/** Deepgram's transcription of recordings, or a host with the differences that its dialect names. */
export function deepgramTranscription(
  dialect: Partial<DeepgramTranscriptionDialect> = {},
): Endpoint<TranscriptionCall> {
  return {
    operation: 'transcription',
    protocol: 'deepgram-transcription',

    load: async () => (await import('./codec.ts')).deepgramTranscriptionCodec(dialect),
    loadServer: async () => (await import('./server.ts')).deepgramTranscriptionServer(dialect),
  };
}
