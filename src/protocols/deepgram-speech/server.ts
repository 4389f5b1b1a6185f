import type { Chunk } from '../../core/chunk.ts';
import { defined } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
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
import { membersOfQuery } from '../query-members.ts';
import { type DeepgramSpeechDialect, deepgramSpeechDialect } from './dialect.ts';
import { formats, voiceIn } from './wire.ts';

type SpeechBody = Omit<SpeechCall, 'control'>;

/** The server's side of Deepgram's speech in one host's dialect. */
export function deepgramSpeechServer(partial: Partial<DeepgramSpeechDialect> = {}): ServerCodec<SpeechBody> {
  const dialect = deepgramSpeechDialect(partial);
  return operationServer<SpeechCall>({
    protocol: 'deepgram-speech',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: () => ({ err_code: 'NO_SOUND', err_msg: 'There is no sound.' }),
    renderBytes: (chunks: Iterable<Chunk>) => soundOf([...chunks]),
    errorBody: ({ message, providerCode, code }) => ({ err_code: providerCode ?? code, err_msg: message }),
  });
}

function parseRequest(request: ServerRequest, { vendor, ...preset }: DeepgramSpeechDialect): SpeechBody {
  const query = membersOfQuery(request.path);
  const id = wordIn(query, 'model') ?? `aura-${preset.defaultVoice}-${preset.defaultLanguage}`;
  const encoding = wordIn(query, 'encoding');
  const container = wordIn(query, 'container');
  const type = Object.entries(formats).find(
    ([, format]) => format['encoding'] === encoding && format['container'] === container,
  )?.[0];
  return {
    operation: 'speech',
    ...headOf(vendor, id),
    text: textIn(membersOfRequest(request), 'text'),
    ...defined({
      voice: voiceIn(id)?.voice,
      mediaType: type,
      language: voiceIn(id)?.language,
      speed: numberIn(query, 'speed'),
    }),
  };
}
