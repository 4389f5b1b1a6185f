import type { Codec } from '../protocol.ts';
import { continuationHabits } from './continuation.ts';
import { type OllamaChatDialect, ollamaChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { OllamaChatReader, readBody } from './read.ts';

/** The client's side of Ollama's chat in one host's dialect. */
export function ollamaChatCodec(partial: Partial<OllamaChatDialect> = {}): Codec {
  const dialect = ollamaChatDialect(partial);
  return {
    protocol: 'ollama-chat',
    framing: 'json-lines',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => readBody(body, emit, dialect),
    open: () => new OllamaChatReader(dialect),
    fail: failureOfReply,
    continuation: (call) => continuationHabits(dialect, call),
    objects: () => objectAbilities,
  };
}
