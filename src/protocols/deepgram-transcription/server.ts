import { toBase64 } from '../../core/base64.ts';
import type { Chunk, TranscriptSegment } from '../../core/chunk.ts';
import { defined, isRecord, type Json } from '../../core/json.ts';
import type { MediaSource } from '../../core/message.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import { headOf, invalid, only, operationServer, textIn, wordIn } from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { membersOfQuery } from '../query-members.ts';
import { type DeepgramTranscriptionDialect, deepgramTranscriptionDialect } from './dialect.ts';

type TranscriptionBody = Omit<TranscriptionCall, 'control'>;

/** The server's side of Deepgram's transcription in one host's dialect. */
export function deepgramTranscriptionServer(
  partial: Partial<DeepgramTranscriptionDialect> = {},
): ServerCodec<TranscriptionBody> {
  const dialect = deepgramTranscriptionDialect(partial);
  return operationServer<TranscriptionCall>({
    protocol: 'deepgram-transcription',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: renderBody,
    errorBody: ({ message, providerCode, code }) => ({ err_code: providerCode ?? code, err_msg: message }),
  });
}

function parseRequest(request: ServerRequest, { vendor }: DeepgramTranscriptionDialect): TranscriptionBody {
  const query = membersOfQuery(request.path);
  return {
    operation: 'transcription',
    ...headOf(vendor, wordIn(query, 'model') === undefined ? 'base' : textIn(query, 'model')),
    audio: recordingIn(request),
    ...defined({ language: wordIn(query, 'language') }),
    timestamps: query['utterances'] === 'true' ? 'segment' : 'word',
    ...(query['diarize'] === 'true' ? { speakers: true } : {}),
  };
}

function recordingIn({ body, files = [] }: ServerRequest): MediaSource {
  const [file] = files;
  if (file !== undefined) return { data: toBase64(file.data), mediaType: file.mediaType };
  const url = isRecord(body) ? body['url'] : undefined;
  if (typeof url === 'string' && url !== '') return { url };
  throw invalid('the body must be a recording, or name its `url`');
}

function renderBody(chunks: readonly Chunk[], { language, speakers }: TranscriptionBody): Json {
  const segments = only(chunks, 'segment').map(({ segment }) => segment);
  const [heard] = only(chunks, 'recording');
  const detected = language === undefined ? heard?.language : undefined;
  const utterances = segments.filter(({ unit }) => unit === 'segment');
  const words = segments.filter(({ unit }) => unit === 'word');
  const transcript = only(chunks, 'text')
    .map(({ text }) => text)
    .join('');
  const stretch = ({ startSeconds: start, endSeconds: end, speaker }: TranscriptSegment): object => ({
    start,
    end,
    ...(speakers === true ? { speaker: Number(speaker ?? 0) } : {}),
  });
  return {
    metadata: defined({
      request_id: only(chunks, 'start')[0]?.id,
      duration: heard?.durationSeconds,
      channels: 1,
    }),
    results: {
      channels: [
        {
          alternatives: [
            {
              transcript,
              words: words.map((each) => ({
                word: each.text.toLowerCase(),
                ...stretch(each),
                punctuated_word: each.text,
              })),
            },
          ],
          ...defined({ detected_language: detected }),
        },
      ],
      ...(utterances.length === 0
        ? {}
        : {
            utterances: utterances.map((each) => ({ ...stretch(each), channel: 0, transcript: each.text })),
          }),
    },
  };
}
