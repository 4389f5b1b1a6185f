import type { SpeechCall } from '../../core/operation.ts';
import { bodyPerFrame, fileReader } from '../operation-reply.ts';
import type { Codec } from '../protocol.ts';
import { type OpenaiSpeechDialect, openaiSpeechDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { readBody } from './read.ts';

/** The client's side of OpenAI's speech in one host's dialect. */
export function openaiSpeechCodec(partial: Partial<OpenaiSpeechDialect> = {}): Codec<SpeechCall> {
  const dialect = openaiSpeechDialect(partial);
  const decode: Codec<SpeechCall>['decode'] = (body, emit) => readBody(body, emit, dialect);
  return {
    protocol: 'openai-speech',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode,
    open: () => bodyPerFrame(decode),
    openBytes: (mediaType) => fileReader(mediaType),
    fail: failureOfReply,
  };
}
