import type { SpeechCall } from '../../core/operation.ts';
import { bodyPerFrame, fileReader } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type DeepgramSpeechDialect, deepgramSpeechDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Deepgram's speech in one host's dialect. */
export function deepgramSpeechCodec(partial: Partial<DeepgramSpeechDialect> = {}): Codec<SpeechCall> {
  const dialect = deepgramSpeechDialect(partial);
  return {
    protocol: 'deepgram-speech',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    openBytes: (mediaType) => fileReader(mediaType),
    fail: failureOfReply,
  };
}
