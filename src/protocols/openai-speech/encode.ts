import type { Json } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import { extensionOf, OperationEncoding, presetVoice } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import type { OpenaiSpeechDialect } from './dialect.ts';

/** A call as a request for `/audio/speech`. */
export function encodeCall(call: SpeechCall, dialect: OpenaiSpeechDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  const { formatField, languageField } = dialect;
  const said: Record<string, Json | undefined> = { model: call.model.id, [dialect.textField]: call.text };
  said[dialect.voiceField] = voiceOf(encoding, dialect);
  const mediaType = encoding.ifTaken(formatField !== undefined, 'mediaType', call.mediaType);
  if (formatField !== undefined) said[formatField] = mediaType && extensionOf(mediaType);
  const language = encoding.ifTaken(languageField !== undefined, 'language', call.language);
  if (languageField !== undefined) said[languageField] = language;
  said['speed'] = encoding.ifTaken(dialect.speed, 'speed', call.speed);
  said['instructions'] = encoding.ifTaken(dialect.instructions, 'instructions', call.instructions);
  encoding.ifTaken(false, 'user', call.user);
  return {
    method: 'POST',
    path: dialect.path,
    headers: { accept: '*/*' },
    body: encoding.body(said),
    changes: encoding.changes,
  };
}

function voiceOf(
  encoding: OperationEncoding<SpeechCall>,
  { defaultVoice }: OpenaiSpeechDialect,
): string | undefined {
  const { voice } = encoding.call;
  return voice ?? (defaultVoice === undefined ? undefined : presetVoice(encoding, defaultVoice));
}
