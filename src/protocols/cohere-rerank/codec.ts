import type { RerankCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type CohereRerankDialect, cohereRerankDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Cohere's reranking in one host's dialect. */
export function cohereRerankCodec(partial: Partial<CohereRerankDialect> = {}): Codec<RerankCall> {
  const dialect = cohereRerankDialect(partial);
  const decode: Codec<RerankCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'cohere-rerank',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),

    fail: failureOfReply,
  };
}
