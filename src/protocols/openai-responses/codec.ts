import type { Codec } from '../protocol.ts';
import { tokenCounter } from './count.ts';
import { type OpenaiResponsesDialect, openaiResponsesDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { encodeCancel, encodeResume } from './encode-resume.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { decodeBody, ResponsesReader } from './read.ts';

/** The client's side of the Responses API. */
export function openaiResponsesCodec(differences: Partial<OpenaiResponsesDialect> = {}): Codec {
  const dialect = openaiResponsesDialect(differences);
  return {
    protocol: 'openai-responses',
    framing: 'sse',
    encode: (call) => encodeCall(dialect, call),
    decode: (body, emit) => decodeBody(dialect, body, emit),
    open: () => new ResponsesReader(dialect),
    fail: failureOfReply,
    ...(dialect.countPath === undefined ? {} : { counter: tokenCounter(dialect.countPath) }),
    objects: () => objectAbilities(dialect),
    resume: (token, options) => encodeResume(dialect, token, options),
    cancel: (token) => encodeCancel(dialect, token),
    // "Background mode stores response data for roughly 10 minutes" (developers.openai.com, guides/background).
    keepsMs: 600_000,
  };
}
