import type { Chunk } from '../../core/chunk.ts';
import { defined, isRecord, type JsonObject } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import {
  headOf,
  membersOfRequest,
  modelInPath,
  numberIn,
  operationServer,
  soundOf,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { membersOfQuery } from '../query-members.ts';
import { type ElevenlabsSpeechDialect, elevenlabsSpeechDialect } from './dialect.ts';
import { typeOfFormat } from './wire.ts';

type SpeechBody = Omit<SpeechCall, 'control'>;

/** The server's side of ElevenLabs' speech in one host's dialect. */
export function elevenlabsSpeechServer(
  partial: Partial<ElevenlabsSpeechDialect> = {},
): ServerCodec<SpeechBody> {
  const dialect = elevenlabsSpeechDialect(partial);
  // What stands in the path is the voice.
  const path = `${dialect.path}{model}`;
  return operationServer<SpeechCall>({
    protocol: 'elevenlabs-speech',
    paths: [path],
    parse: (request) => parseRequest(request, dialect, path),
    render: () => ({ detail: { code: 'no_sound', message: 'There is no sound.' } }),
    renderBytes: (chunks: Iterable<Chunk>) => soundOf([...chunks]),
    errorBody: ({ message, providerCode, code }) => ({
      detail: { status: providerCode ?? code, message },
    }),
  });
}

function parseRequest(request: ServerRequest, { vendor }: ElevenlabsSpeechDialect, path: string): SpeechBody {
  const body = membersOfRequest(request);
  const format = wordIn(membersOfQuery(request.path), 'output_format');
  const settings = isRecord(body['voice_settings']) ? (body['voice_settings'] as JsonObject) : {};
  return {
    operation: 'speech',
    ...headOf(vendor, wordIn(body, 'model_id') ?? 'eleven_multilingual_v2'),
    text: textIn(body, 'text'),
    ...defined({
      voice: modelInPath(request, path),
      mediaType: format === undefined ? undefined : typeOfFormat(format),
      language: wordIn(body, 'language_code'),
      speed: numberIn(settings, 'speed'),
    }),
  };
}
