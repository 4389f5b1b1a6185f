import type { TranscriptionCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type ElevenlabsTranscriptionDialect, elevenlabsTranscriptionDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of ElevenLabs' transcription in one host's dialect. */
export function elevenlabsTranscriptionCodec(
  partial: Partial<ElevenlabsTranscriptionDialect> = {},
): Codec<TranscriptionCall> {
  const dialect = elevenlabsTranscriptionDialect(partial);
  return {
    protocol: 'elevenlabs-transcription',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    fail: failureOfReply,
  };
}
