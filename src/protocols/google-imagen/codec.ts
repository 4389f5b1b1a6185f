import type { ImageCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type GoogleImagenDialect, googleImagenDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Imagen's `predict` in one host's dialect. */
export function googleImagenCodec(partial: Partial<GoogleImagenDialect> = {}): Codec<ImageCall> {
  const dialect = googleImagenDialect(partial);
  const decode: Codec<ImageCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'google-imagen',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),

    fail: failureOfReply,
  };
}
