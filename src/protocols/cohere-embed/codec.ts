import type { EmbedCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type CohereEmbedDialect, cohereEmbedDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Cohere's embeddings in one host's dialect. */
export function cohereEmbedCodec(partial: Partial<CohereEmbedDialect> = {}): Codec<EmbedCall> {
  const dialect = cohereEmbedDialect(partial);
  const decode: Codec<EmbedCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'cohere-embed',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),

    fail: failureOfReply,
  };
}
