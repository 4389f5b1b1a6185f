import type { OcrCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type MistralOcrDialect, mistralOcrDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of Mistral's reading of documents in one host's dialect. */
export function mistralOcrCodec(partial: Partial<MistralOcrDialect> = {}): Codec<OcrCall> {
  const dialect = mistralOcrDialect(partial);
  return {
    protocol: 'mistral-ocr',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => bodyPerFrame(readBody),
    fail: failureOfReply,
  };
}
