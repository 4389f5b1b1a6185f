import type { TranscriptionCall } from '../../core/operation.ts';
import type { Codec } from '../protocol.ts';
import { type OpenaiTranscriptionDialect, openaiTranscriptionDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { OpenaiTranscriptionReader, readBody, textReader } from './read.ts';

/** The client's side of OpenAI's transcription in one host's dialect. */
export function openaiTranscriptionCodec(
  partial: Partial<OpenaiTranscriptionDialect> = {},
): Codec<TranscriptionCall> {
  const dialect = openaiTranscriptionDialect(partial);
  return {
    protocol: 'openai-transcription',
    framing: 'sse',
    encode: (call) => encodeCall(call, dialect),
    decode: readBody,
    open: () => new OpenaiTranscriptionReader(),
    openBytes: (mediaType) => (mediaType.startsWith('text/') ? textReader() : undefined),
    fail: failureOfReply,
  };
}
