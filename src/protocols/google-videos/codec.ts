import type { VideoCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type GoogleVideosDialect, googleVideosDialect } from './dialect.ts';
import { encodeCall, encodeLook } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Veo's jobs in one host's dialect. */
export function googleVideosCodec(partial: Partial<GoogleVideosDialect> = {}): Codec<VideoCall> {
  const dialect = googleVideosDialect(partial);
  return {
    protocol: 'google-videos',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    fail: failureOfReply,
    resume: ({ id }) => encodeLook(id),
  };
}
