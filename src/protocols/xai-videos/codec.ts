import type { VideoCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type XaiVideosDialect, xaiVideosDialect } from './dialect.ts';
import { encodeCall, encodeLook } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of xAI's videos in one host's dialect. */
export function xaiVideosCodec(partial: Partial<XaiVideosDialect> = {}): Codec<VideoCall> {
  const dialect = xaiVideosDialect(partial);
  const decode: Codec<VideoCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'xai-videos',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),
    fail: failureOfReply,
    resume: ({ id }) => encodeLook(id),
  };
}
