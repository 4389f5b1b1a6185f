import type { EmbedCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type OllamaEmbedDialect, ollamaEmbedDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Ollama's own embeddings in one host's dialect. */
export function ollamaEmbedCodec(partial: Partial<OllamaEmbedDialect> = {}): Codec<EmbedCall> {
  const dialect = ollamaEmbedDialect(partial);
  const decode: Codec<EmbedCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'ollama-embed',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),

    fail: failureOfReply,
  };
}
