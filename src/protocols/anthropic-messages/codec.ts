import type { Codec } from '../protocol.ts';
import { tokenCounter } from './count.ts';
import { type AnthropicMessagesDialect, anthropicMessagesDialect } from './dialect.ts';
import { continuationHabits } from './continuation.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { createReader, decodeBody } from './read.ts';

/** The client's side of the Messages format, as one host speaks it. */
export function anthropicMessagesCodec(dialect: Partial<AnthropicMessagesDialect> = {}): Codec {
  const full = anthropicMessagesDialect(dialect);
  return {
    protocol: 'anthropic-messages',
    framing: 'sse',
    encode: (call) => encodeCall(full, call),
    decode: (body, emit) => decodeBody(full, body, emit),
    open: () => createReader(full),
    fail: failureOfReply,
    ...(full.countPath === undefined ? {} : { counter: tokenCounter(full.countPath) }),
    objects: (model) => objectAbilities(full, model),
    continuation: (call) => continuationHabits(full, call),
  };
}
