import { defined, type JsonObject } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import { OperationEncoding, recordingFile } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import { queryOf } from '../query-members.ts';
import type { DeepgramTranscriptionDialect } from './dialect.ts';

/**
 * A call as a recording, sent as it is or by its address; all settings stand in the query.
 * https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded
 */
export function encodeCall(call: TranscriptionCall, dialect: DeepgramTranscriptionDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { audio, language, speakers, timestamps } = call;
  // Names that occur are `keyterm` or `keywords` here, which are no prompt: one more word in them changes the words heard.
  encoding.ifTaken(false, 'prompt', call.prompt);
  encoding.ifTaken(false, 'temperature', call.temperature);
  encoding.ifTaken(false, 'user', call.user);
  const asked = encoding.body(
    defined({
      model: call.model.id,
      language,
      // Without it there are neither capitals nor punctuation (recorded with and without).
      smart_format: true,
      diarize: speakers === true ? true : undefined,
      utterances: timestamps === 'segment' ? true : undefined,
    }),
  );
  return {
    method: 'POST',
    path: dialect.path,
    query: queryOf({ ...listening(asked), ...asked }),
    ...('url' in audio
      ? { body: { url: audio.url } }
      : { body: null, files: [{ ...recordingFile(audio), name: '' }] }),
    changes: encoding.changes,
  };
}

// Without either all is taken for English: https://developers.deepgram.com/docs/language
function listening({ language, detect_language: listens }: JsonObject): JsonObject {
  return language == null && listens === undefined ? { detect_language: true } : {};
}
