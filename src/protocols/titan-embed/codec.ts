import type { EmbedCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type TitanEmbedDialect, titanEmbedDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Amazon's own embeddings on Bedrock in one host's dialect. */
export function titanEmbedCodec(partial: Partial<TitanEmbedDialect> = {}): Codec<EmbedCall> {
  const dialect = titanEmbedDialect(partial);
  const decode: Codec<EmbedCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'titan-embed',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),

    fail: failureOfReply,
  };
}
