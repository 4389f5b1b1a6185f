import { defined } from '../../core/json.ts';
import type { TranscriptionCall } from '../../core/operation.ts';
import { OperationEncoding, recordingFile } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { ElevenlabsTranscriptionDialect } from './dialect.ts';

/** A call as a form. https://elevenlabs.io/docs/api-reference/speech-to-text/convert */
export function encodeCall(call: TranscriptionCall, dialect: ElevenlabsTranscriptionDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { audio } = call;
  const isUrl = 'url' in audio;
  encoding.ifTaken(false, 'prompt', call.prompt);
  encoding.ifTaken(false, 'user', call.user);
  return {
    method: 'POST',
    path: dialect.path,
    body: encoding.body(
      defined({
        model_id: call.model.id,
        cloud_storage_url: isUrl ? audio.url : undefined,
        language_code: call.language,
        temperature: call.temperature,
        timestamps_granularity: timesOf(encoding),
        diarize: call.speakers === true ? true : undefined,
      }),
    ),
    files: isUrl ? [] : [recordingFile(audio)],
    changes: encoding.changes,
  };
}

// Words and their times come unasked. Speakers are told by the word.
function timesOf(encoding: OperationEncoding<TranscriptionCall>): string | undefined {
  const { timestamps, speakers = false } = encoding.call;
  if (timestamps === 'none') return speakers ? undefined : 'none';
  return encoding.ifTaken(timestamps === 'word', 'timestamps', timestamps);
}
