import type { SpeechCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { ElevenlabsSpeechDialect } from './dialect.ts';

/** ElevenLabs' speech, or a host with the differences that its dialect names. */
export function elevenlabsSpeech(dialect: Partial<ElevenlabsSpeechDialect> = {}): Endpoint<SpeechCall> {
  return {
    operation: 'speech',
    protocol: 'elevenlabs-speech',

    load: async () => (await import('./codec.ts')).elevenlabsSpeechCodec(dialect),
    loadServer: async () => (await import('./server.ts')).elevenlabsSpeechServer(dialect),
  };
}
