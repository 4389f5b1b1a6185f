import { fitsGlobs } from '../../core/glob.ts';
import { defined } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import { OperationEncoding, presetVoice, soundFormat } from '../operation-encoding.ts';
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
  // These three stand in the query, also where the caller says them in the provider's words.
  const { output_format, enable_logging, optimize_streaming_latency, ...body } = encoding.body(
    defined({
      output_format: soundFormat(encoding, formats),
      text: call.text,
      model_id: call.model.id,
      language_code: encoding.ifTaken(isTold, 'language', call.language),
      voice_settings: call.speed === undefined ? undefined : { speed: call.speed },
    }),
  );
  const query = queryOf({ output_format, enable_logging, optimize_streaming_latency });
  return {
    method: 'POST',
    path: dialect.path + encodeURIComponent(call.voice ?? presetVoice(encoding, dialect.defaultVoice)),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    headers: { accept: '*/*' },
    body,
    changes: encoding.changes,
  };
}
