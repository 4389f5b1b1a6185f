import { fitsGlobs } from '../../core/glob.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import { OperationEncoding } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import { queryOf } from '../query-members.ts';
import type { ElevenlabsSpeechDialect } from './dialect.ts';
import { formats } from './wire.ts';

/** A call as a request for a voice. https://elevenlabs.io/docs/api-reference/text-to-speech/convert */
export function encodeCall(call: SpeechCall, dialect: ElevenlabsSpeechDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const isTold = !fitsGlobs(call.model.id, dialect.languagelessModels);
  encoding.ifTaken(false, 'instructions', call.instructions);
  encoding.ifTaken(false, 'user', call.user);
  const merged = encoding.body(
    defined({
      output_format: formatOf(encoding),
      text: call.text,
      model_id: call.model.id,
      language_code: encoding.ifTaken(isTold, 'language', call.language),
      voice_settings: call.speed === undefined ? undefined : { speed: call.speed },
    }),
  );
  // These three stand in the query, also where the caller says them in the provider's words.
  const {
    output_format: format,
    enable_logging: logging,
    optimize_streaming_latency: latency,
    ...body
  } = merged;
  const asked: JsonObject = {
    output_format: format,
    enable_logging: logging,
    optimize_streaming_latency: latency,
  };
  const query = queryOf(asked);
  return {
    method: 'POST',
    path: dialect.path + encodeURIComponent(voiceOf(encoding, dialect)),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    headers: { accept: '*/*' },
    body,
    changes: encoding.changes,
  };
}

function formatOf(encoding: OperationEncoding<SpeechCall>): string | undefined {
  const { mediaType } = encoding.call;
  const plain = (mediaType?.split(';')[0] ?? '').trim().toLowerCase();
  const format = Object.hasOwn(formats, plain) ? formats[plain] : undefined;
  encoding.ifTaken(format !== undefined, 'mediaType', mediaType);
  return format;
}

function voiceOf(encoding: OperationEncoding<SpeechCall>, { defaultVoice }: ElevenlabsSpeechDialect): string {
  const { voice } = encoding.call;
  if (voice !== undefined) return voice;
  const message = `A voice must be named by its id; \`${defaultVoice}\` is said. Pass \`voice\`.`;
  encoding.added('voice', message, defaultVoice);
  return defaultVoice;
}
