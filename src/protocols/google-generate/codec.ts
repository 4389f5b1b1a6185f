import type { Codec } from '../protocol.ts';
import { tokenCounter } from './count.ts';
import { type GoogleGenerateDialect, googleGenerateDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { GoogleGenerateReader, readBody } from './read.ts';

/** The client's side of generateContent in one host's dialect. */
export function googleGenerateCodec(partial: Partial<GoogleGenerateDialect> = {}): Codec {
  const dialect = googleGenerateDialect(partial);
  return {
    protocol: 'google-generate',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => readBody(body, emit, dialect),
    open: () => new GoogleGenerateReader(dialect),
    fail: failureOfReply,
    ...(dialect.countForm === undefined ? {} : { counter: tokenCounter(dialect.countForm) }),
    objects: (model) => objectAbilities(dialect, model),
  };
}
