import { toBase64 } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { defined, type Json } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  numberIn,
  only,
  operationServer,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type ElevenlabsTranscriptionDialect, elevenlabsTranscriptionDialect } from './dialect.ts';

type TranscriptionBody = Omit<TranscriptionCall, 'control'>;

/** The server's side of ElevenLabs' transcription in one host's dialect. */
export function elevenlabsTranscriptionServer(
  partial: Partial<ElevenlabsTranscriptionDialect> = {},
): ServerCodec<TranscriptionBody> {
  const dialect = elevenlabsTranscriptionDialect(partial);
  return operationServer<TranscriptionCall>({
    protocol: 'elevenlabs-transcription',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: renderBody,
    errorBody: ({ message, providerCode, code }) => ({
      detail: { status: providerCode ?? code, message },
    }),
  });
}

function parseRequest(request: ServerRequest, { vendor }: ElevenlabsTranscriptionDialect): TranscriptionBody {
  const body = membersOfRequest(request);
  const file = request.files?.find(({ name }) => name === 'file');
  const url = wordIn(body, 'cloud_storage_url');
  if (file === undefined && url === undefined)
    throw invalid('a `file` or a `cloud_storage_url` must be sent as multipart/form-data');
  return {
    operation: 'transcription',
    ...headOf(vendor, textIn(body, 'model_id')),
    audio: file === undefined ? { url: url ?? '' } : { data: toBase64(file.data), mediaType: file.mediaType },
    ...defined({ language: wordIn(body, 'language_code'), temperature: numberIn(body, 'temperature') }),
    timestamps: wordIn(body, 'timestamps_granularity') === 'none' ? 'none' : 'word',
    ...(wordIn(body, 'diarize') === 'true' ? { speakers: true } : {}),
  };
}

function renderBody(chunks: readonly Chunk[], { timestamps }: TranscriptionBody): Json {
  const words = only(chunks, 'segment').filter(({ segment }) => segment.unit === 'word');
  const [heard] = only(chunks, 'recording');
  const seconds = only(chunks, 'usage').at(-1)?.usage.units?.audioSeconds;
  return defined({
    language_code: heard?.language,
    text: only(chunks, 'text')
      .map((chunk) => chunk.text)
      .join(''),
    words:
      timestamps === 'none'
        ? []
        : words.map(({ segment: { text, startSeconds, endSeconds, speaker } }) => ({
            text,
            start: startSeconds,
            end: endSeconds,
            type: 'word',
            ...(speaker === undefined ? {} : { speaker_id: speaker }),
          })),
    transcription_id: only(chunks, 'start')[0]?.id,
    audio_duration_secs: heard?.durationSeconds ?? seconds,
  });
}
