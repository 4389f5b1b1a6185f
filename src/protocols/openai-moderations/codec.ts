import type { ModerationCall } from '../../core/operation.ts';
import { bodyPerFrame } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type OpenaiModerationsDialect, openaiModerationsDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of OpenAI's moderations in one host's dialect. */
export function openaiModerationsCodec(
  partial: Partial<OpenaiModerationsDialect> = {},
): Codec<ModerationCall> {
  const dialect = openaiModerationsDialect(partial);
  const decode: Codec<ModerationCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'openai-moderations',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),
    fail: failureOfReply,
  };
}
