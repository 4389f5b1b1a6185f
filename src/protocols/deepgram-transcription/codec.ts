import type { TranscriptionCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type DeepgramTranscriptionDialect, deepgramTranscriptionDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Deepgram's transcription in one host's dialect. */
export function deepgramTranscriptionCodec(
  partial: Partial<DeepgramTranscriptionDialect> = {},
): Codec<TranscriptionCall> {
  const dialect = deepgramTranscriptionDialect(partial);
  return {
    protocol: 'deepgram-transcription',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    fail: failureOfReply,
  };
}
