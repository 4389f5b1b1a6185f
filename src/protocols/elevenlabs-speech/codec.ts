import type { SpeechCall } from '../../core/operation.ts';
import { bodyPerFrame, fileReader } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type ElevenlabsSpeechDialect, elevenlabsSpeechDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of ElevenLabs' speech in one host's dialect. */
export function elevenlabsSpeechCodec(partial: Partial<ElevenlabsSpeechDialect> = {}): Codec<SpeechCall> {
  const dialect = elevenlabsSpeechDialect(partial);
  return {
    protocol: 'elevenlabs-speech',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    openBytes: (mediaType) => fileReader(mediaType),
    fail: failureOfReply,
  };
}
