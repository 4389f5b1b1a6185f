import type { TranscriptionCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { ElevenlabsTranscriptionDialect } from './dialect.ts';

/** ElevenLabs' transcription, or a host with the differences that its dialect names. */
export function elevenlabsTranscription(
  dialect: Partial<ElevenlabsTranscriptionDialect> = {},
): Endpoint<TranscriptionCall> {
  return {
    operation: 'transcription',
    protocol: 'elevenlabs-transcription',

    load: async () => (await import('./codec.ts')).elevenlabsTranscriptionCodec(dialect),
    loadServer: async () => (await import('./server.ts')).elevenlabsTranscriptionServer(dialect),
  };
}
