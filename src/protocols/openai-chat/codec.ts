import type { Codec } from '../protocol.ts';
import { type OpenaiChatDialect, openaiChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { takesPrefill } from './prefill.ts';
import { ChatStreamReader, decodeBody } from './read.ts';

/** The client's side of Chat Completions. */
export function openaiChatCodec(differences: Partial<OpenaiChatDialect> = {}): Codec {
  const dialect = openaiChatDialect(differences);
  return {
    protocol: 'openai-chat',
    framing: 'sse',
    encode: (call) => encodeCall(dialect, call),
    decode: (body, emit) => decodeBody(dialect, body, emit),
    open: () => new ChatStreamReader(dialect),
    fail: failureOfReply,
    objects: () => objectAbilities(dialect),
    continuation: (call) => ({ prefill: takesPrefill(dialect, call), thoughts: false }),
  };
}
