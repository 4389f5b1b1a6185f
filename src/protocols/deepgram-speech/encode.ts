import { defined } from '../../core/json.ts';
import type { SpeechCall } from '../../core/operation.ts';
import { OperationEncoding, presetVoice, soundFormat } from '../operation-encoding.ts';
import type { WireRequest } from '../protocol.ts';
import { queryOf } from '../query-members.ts';
import type { DeepgramSpeechDialect } from './dialect.ts';
import { formats, voiceIn } from './wire.ts';

/** A call as a request for a sound; all but the text stands in the query. https://developers.deepgram.com/reference/text-to-speech/speak-request */
export function encodeCall(call: SpeechCall, dialect: DeepgramSpeechDialect): WireRequest {
  const encoding = new OperationEncoding(call, dialect.vendor);
  encoding.ifTaken(false, 'instructions', call.instructions);
  encoding.ifTaken(false, 'user', call.user);
  const { text, ...query } = encoding.body(
    defined({
      model: modelOf(encoding, dialect),
      ...soundFormat(encoding, formats),
      // From 0.7 to 1.5, not in all languages: https://developers.deepgram.com/docs/tts-voice-controls
      speed: call.speed,
      text: call.text,
    }),
  );
  return {
    method: 'POST',
    path: dialect.path,
    query: queryOf(query),
    headers: { accept: '*/*' },
    body: { text: text ?? call.text },
    changes: encoding.changes,
  };
}

/** The voice and the language are parts of the model's name, such as `aura-2-thalia-en`; the caller's stand for its own. */
function modelOf(
  encoding: OperationEncoding<SpeechCall>,
  { defaultVoice, defaultLanguage }: DeepgramSpeechDialect,
): string {
  const { model, voice, language } = encoding.call;
  // A voice may be given by its whole name too.
  const whole = voice === undefined ? undefined : voiceIn(voice);
  if (voice !== undefined && whole?.voice !== undefined) {
    encoding.ifTaken(language === whole.language, 'language', language);
    return voice;
  }
  const named = voiceIn(model.id);
  if (named === undefined) {
    encoding.ifTaken(false, 'voice', voice);
    encoding.ifTaken(false, 'language', language);
    return model.id;
  }
  const said = voice?.toLowerCase() ?? named.voice ?? presetVoice(encoding, defaultVoice);
  return `${named.family}-${said}-${language ?? named.language ?? defaultLanguage}`;
}
