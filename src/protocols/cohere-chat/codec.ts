import type { Codec } from '../protocol.ts';
import { type CohereChatDialect, cohereChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { CohereChatReader, readBody } from './read.ts';

/** The client's side of Cohere's chat in one host's dialect. */
export function cohereChatCodec(partial: Partial<CohereChatDialect> = {}): Codec {
  const dialect = cohereChatDialect(partial);
  return {
    protocol: 'cohere-chat',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => readBody(body, emit, dialect),
    open: () => new CohereChatReader(dialect),
    fail: failureOfReply,
    objects: () => objectAbilities(dialect),
  };
}
