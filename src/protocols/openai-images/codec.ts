import type { ImageCall } from '../../core/operation.ts';
import type { Codec } from '../protocol.ts';
import { type OpenaiImagesDialect, openaiImagesDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { OpenaiImagesReader, readBody } from './read.ts';

/** The client's side of OpenAI's images in one host's dialect. */
export function openaiImagesCodec(partial: Partial<OpenaiImagesDialect> = {}): Codec<ImageCall> {
  const dialect = openaiImagesDialect(partial);
  return {
    protocol: 'openai-images',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => readBody(body, emit, dialect),
    open: () => new OpenaiImagesReader(dialect),
    fail: failureOfReply,
  };
}
