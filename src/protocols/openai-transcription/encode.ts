import { fitsGlobs } from '../../core/glob.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import { OperationEncoding, pathFor, recordingFile } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiTranscriptionDialect } from './dialect.ts';

/** A call as a form for `/audio/transcriptions`. */
export function encodeCall(call: TranscriptionCall, dialect: OpenaiTranscriptionDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { audio } = call;
  const { urlField, query } = dialect;
  const isUrl = urlField !== undefined && 'url' in audio;
  encoding.ifTaken(false, 'user', call.user);
  const said: JsonObject = defined({
    model: dialect.modelInBody ? call.model.id : undefined,
    ...(isUrl ? { [urlField]: audio.url } : {}),
    language: languageOf(encoding, dialect),
    prompt: encoding.ifTaken(dialect.prompt, 'prompt', call.prompt),
    temperature: encoding.ifTaken(dialect.temperature, 'temperature', call.temperature),
    ...formOf(encoding, dialect),
    stream: call.stream ? true : undefined,
  });
  return {
    method: 'POST',
    path: pathFor(dialect.path, call),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    body: encoding.body(said),
    files: isUrl ? [] : [recordingFile(audio)],
    changes: encoding.changes,
  };
}

function languageOf(
  encoding: OperationEncoding<TranscriptionCall>,
  { defaultLanguage }: OpenaiTranscriptionDialect,
): string | undefined {
  const { language } = encoding.call;
  if (language !== undefined || defaultLanguage === undefined) return language;
  const message = `A language must be named; \`${defaultLanguage}\` is said. Pass \`language\`.`;
  encoding.added('language', message, defaultLanguage);
  return defaultLanguage;
}

/** What is asked about times and speakers, and the format that holds them. */
function formOf(
  encoding: OperationEncoding<TranscriptionCall>,
  { times, timelessModels, speakerModels, diarize }: OpenaiTranscriptionDialect,
): JsonObject {
  const { model, timestamps = 'none', speakers = false } = encoding.call;
  const isSpeakerModel = fitsGlobs(model.id, speakerModels);
  if (speakers && isSpeakerModel) return { response_format: 'diarized_json', chunking_strategy: 'auto' };
  const isDiarized = speakers && encoding.ifTaken(diarize, 'speakers', true) === true;
  const isTimed = timestamps !== 'none' && !fitsGlobs(model.id, timelessModels) && times !== 'never';
  if (timestamps !== 'none') encoding.ifTaken(isTimed, 'timestamps', timestamps);
  // Mistral tells speakers by the segment.
  const unit = isTimed ? timestamps : isDiarized ? 'segment' : undefined;
  const isAsked = unit !== undefined && (times === 'verbose' || times === 'granularities');
  return {
    ...(isAsked && times === 'verbose' ? { response_format: 'verbose_json' } : {}),
    ...(isAsked ? { timestamp_granularities: [unit] } : {}),
    ...(isDiarized ? { diarize: true } : {}),
  };
}
