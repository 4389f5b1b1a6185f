import type { EmbedCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type OpenaiEmbeddingsDialect, openaiEmbeddingsDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of OpenAI's embeddings in one host's dialect. */
export function openaiEmbeddingsCodec(partial: Partial<OpenaiEmbeddingsDialect> = {}): Codec<EmbedCall> {
  const dialect = openaiEmbeddingsDialect(partial);
  const decode: Codec<EmbedCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'openai-embeddings',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),
    fail: failureOfReply,
  };
}
