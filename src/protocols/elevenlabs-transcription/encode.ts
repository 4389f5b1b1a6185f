import { defined, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import { OperationEncoding, recordingFile } from '../operation-encoding.ts';
import type { FormFile } from '../../wire/form.ts';
import type { WireRequest } from '../protocol.ts';
import type { ElevenlabsTranscriptionDialect } from './dialect.ts';

/** A call as a form. https://elevenlabs.io/docs/api-reference/speech-to-text/convert */
export function encodeCall(call: TranscriptionCall, dialect: ElevenlabsTranscriptionDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { audio } = call;
  const isUrl = 'url' in audio;
  encoding.ifTaken(false, 'prompt', call.prompt);
  encoding.ifTaken(false, 'user', call.user);
  const { plain, lists } = apart(
    encoding.body(
      defined({
        model_id: call.model.id,
        cloud_storage_url: isUrl ? audio.url : undefined,
        language_code: call.language,
        temperature: call.temperature,
        timestamps_granularity: timesOf(encoding),
        diarize: call.speakers === true ? true : undefined,
      }),
    ),
  );
  return {
    method: 'POST',
    path: dialect.path,
    body: plain,
    files: [...lists, ...(isUrl ? [] : [recordingFile(audio)])],
    changes: encoding.changes,
  };
}

// A list of words, such as `keyterms`, is several fields of the same name; a list of objects is one field of JSON, as
// ElevenLabs' own packages send them.
function apart(body: JsonObject): { readonly plain: JsonObject; readonly lists: readonly FormFile[] } {
  const plain: Record<string, Json> = {};
  const lists: FormFile[] = [];
  for (const [name, value] of Object.entries(body)) {
    const isList = Array.isArray(value);
    if (isList && value.every((item) => typeof item === 'string'))
      lists.push(...value.map((item) => fieldOf(name, item)));
    else setOwn(plain, name, isList ? JSON.stringify(value) : (value ?? null));
  }
  return { plain, lists };
}

function fieldOf(name: string, text: string): FormFile {
  return { name, filename: '', mediaType: 'text/plain', data: new TextEncoder().encode(text) };
}

// Words and their times come unasked. Speakers are told by the word.
function timesOf(encoding: OperationEncoding<TranscriptionCall>): string | undefined {
  const { timestamps, speakers = false } = encoding.call;
  if (timestamps === 'none') return speakers ? undefined : 'none';
  return encoding.ifTaken(timestamps === 'word', 'timestamps', timestamps);
}
