import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { defined } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import { mediaTypeOf } from '../operation-encoding.ts';
import {
  headOf,
  membersOfRequest,
  numberIn,
  operationServer,
  soundOf,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type OpenaiSpeechDialect, openaiSpeechDialect } from './dialect.ts';

type SpeechBody = Omit<SpeechCall, 'control'>;

/** The server's side of OpenAI's speech in one host's dialect. */
export function openaiSpeechServer(partial: Partial<OpenaiSpeechDialect> = {}): ServerCodec<SpeechBody> {
  const dialect = openaiSpeechDialect(partial);
  return operationServer<SpeechCall>({
    protocol: 'openai-speech',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks) => ({ audio_data: toBase64(soundOf(chunks).data) }),
    ...(dialect.answersJson ? {} : { renderBytes: (chunks: Iterable<Chunk>) => soundOf([...chunks]) }),
  });
}

function parseRequest(request: ServerRequest, dialect: OpenaiSpeechDialect): SpeechBody {
  const body = membersOfRequest(request);
  const { formatField, languageField, voiceField, defaultVoice } = dialect;
  const format = formatField === undefined ? undefined : wordIn(body, formatField);
  return {
    operation: 'speech',
    ...headOf(dialect.vendor, textIn(body, 'model')),
    text: textIn(body, dialect.textField),
    ...defined({
      voice: defaultVoice === undefined ? wordIn(body, voiceField) : textIn(body, voiceField),
      mediaType: format === undefined ? undefined : mediaTypeOf(format, 'audio'),
      language: languageField === undefined ? undefined : wordIn(body, languageField),
      speed: numberIn(body, 'speed'),
      instructions: wordIn(body, 'instructions'),
    }),
  };
}
