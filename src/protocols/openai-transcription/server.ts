import { toBase64 } from '../../core/base64.ts';
import type { Chunk, TranscriptSegment } from '../../core/chunk.ts';
import { defined, type Json } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import {
  headOf,
  invalid,
  membersOfRequest,
  modelInPath,
  numberIn,
  only,
  operationServer,
  textIn,
  wordIn,
} from '../operation-server.ts';
import type { ServerCodec, ServerRequest } from '../protocol.ts';
import { type OpenaiTranscriptionDialect, openaiTranscriptionDialect } from './dialect.ts';

type TranscriptionBody = Omit<TranscriptionCall, 'control'>;

/** The server's side of OpenAI's transcription in one host's dialect. */
export function openaiTranscriptionServer(
  partial: Partial<OpenaiTranscriptionDialect> = {},
): ServerCodec<TranscriptionBody> {
  const dialect = openaiTranscriptionDialect(partial);
  return operationServer<TranscriptionCall>({
    protocol: 'openai-transcription',
    paths: [dialect.path],
    parse: (request) => parseRequest(request, dialect),
    render: (chunks, call) =>
      call.stream ? { type: 'transcript.text.done', ...renderBody(chunks, call) } : renderBody(chunks, call),
  });
}

function parseRequest(request: ServerRequest, dialect: OpenaiTranscriptionDialect): TranscriptionBody {
  const body = membersOfRequest(request);
  const file = request.files?.find(({ name }) => name === 'file');
  const url = dialect.urlField === undefined ? undefined : wordIn(body, dialect.urlField);
  if (file === undefined && url === undefined) throw invalid('a `file` must be sent as multipart/form-data');
  const asked = body['timestamp_granularities[]'] ?? body['timestamp_granularities'];
  const unit: unknown = Array.isArray(asked) ? asked[0] : asked;
  const format = wordIn(body, 'response_format');
  const isVerbose = format === 'verbose_json';
  const isTimed = unit === 'word' || unit === 'segment' || isVerbose;
  const isDiarized = format === 'diarized_json' || body['diarize'] === 'true' || body['diarize'] === true;
  return {
    operation: 'transcription',
    ...headOf(
      dialect.vendor,
      modelIn(request, body, dialect),
      body['stream'] === 'true' || body['stream'] === true,
    ),
    audio: file === undefined ? { url: url ?? '' } : { data: toBase64(file.data), mediaType: file.mediaType },
    ...defined({
      language: wordIn(body, 'language'),
      prompt: wordIn(body, 'prompt'),
      temperature: numberIn(body, 'temperature'),
    }),
    ...(isTimed ? { timestamps: unit === 'word' ? ('word' as const) : ('segment' as const) } : {}),
    ...(isDiarized ? { speakers: true } : {}),
  };
}

function modelIn(
  request: ServerRequest,
  body: ReturnType<typeof membersOfRequest>,
  { modelInBody, path }: OpenaiTranscriptionDialect,
): string {
  return modelInBody
    ? textIn(body, 'model')
    : (modelInPath(request, path) ?? wordIn(body, 'model') ?? 'default');
}

function renderBody(chunks: readonly Chunk[], call: TranscriptionBody): { readonly [name: string]: Json } {
  const text = only(chunks, 'text')
    .map((chunk) => chunk.text)
    .join('');
  const segments = only(chunks, 'segment').map(({ segment }) => segment);
  const [heard] = only(chunks, 'recording');
  const used = only(chunks, 'usage').at(-1)?.usage;
  const seconds = used?.units?.audioSeconds;
  const model = only(chunks, 'start')[0]?.model;
  const hasDetails = segments.length > 0 || call.timestamps !== undefined;
  return defined({
    text,
    ...(hasDetails ? { model } : {}),
    language: heard?.language,
    duration: heard?.durationSeconds,
    ...listOf(segments, 'segment', 'segments', 'text'),
    ...listOf(segments, 'word', 'words', 'word'),
    usage: seconds === undefined ? undefined : { type: 'duration', seconds },
  });
}

function listOf(
  all: readonly TranscriptSegment[],
  unit: TranscriptSegment['unit'],
  list: string,
  field: string,
): { readonly [name: string]: Json } {
  const some = all.filter((segment) => segment.unit === unit);
  if (some.length === 0) return {};
  return {
    [list]: some.map(({ text, startSeconds, endSeconds, speaker }) => ({
      [field]: text,
      start: startSeconds,
      end: endSeconds,
      ...(speaker === undefined ? {} : { speaker }),
    })),
  };
}
