import type { Codec } from '../protocol.ts';
import { type GoogleInteractionsDialect, googleInteractionsDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { encodeCancel, encodeResume } from './encode-resume.ts';
import { failureOfReply } from './failure.ts';
import { objectAbilities } from './objects.ts';
import { decodeBody, InteractionsReader } from './read.ts';

/** The client's side of the Interactions API in one host's dialect. */
export function googleInteractionsCodec(differences: Partial<GoogleInteractionsDialect> = {}): Codec {
  const dialect = googleInteractionsDialect(differences);
  return {
    protocol: 'google-interactions',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => decodeBody(dialect, body, emit),
    open: () => new InteractionsReader(dialect),
    fail: failureOfReply,
    objects: (model) => objectAbilities(dialect, model),
    resume: (token, options) => encodeResume(dialect, token, options),
    cancel: (token) => encodeCancel(dialect, token),
    // A day for those who do not pay, 55 for those who do (ai.google.dev/gemini-api/docs/interactions#data-storage).
    keepsMs: 86_400_000,
  };
}
