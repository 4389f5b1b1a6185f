import type { SpeechCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { DeepgramSpeechDialect } from './dialect.ts';

/** Deepgram's speech, or a host with the differences that its dialect names. */
export function deepgramSpeech(dialect: Partial<DeepgramSpeechDialect> = {}): Endpoint<SpeechCall> {
  return {
    operation: 'speech',
    protocol: 'deepgram-speech',

    load: async () => (await import('./codec.ts')).deepgramSpeechCodec(dialect),
    loadServer: async () => (await import('./server.ts')).deepgramSpeechServer(dialect),
  };
}
