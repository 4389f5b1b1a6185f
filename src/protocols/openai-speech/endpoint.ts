import type { SpeechCall } from '../../core/operation.ts';
import type { Endpoint } from '../protocol.ts';
import type { OpenaiSpeechDialect } from './dialect.ts';

/** OpenAI's speech, or a compatible host with the differences that its dialect names. */
export function openaiSpeech(dialect: Partial<OpenaiSpeechDialect> = {}): Endpoint<SpeechCall> {
  return {
    operation: 'speech',
    protocol: 'openai-speech',

    load: async () => (await import('./codec.ts')).openaiSpeechCodec(dialect),
    loadServer: async () => (await import('./server.ts')).openaiSpeechServer(dialect),
  };
}
