import type { Kind, Modality } from '../schema.ts';

const byName: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/rerank/, 'rerank'],
  [/embed|(^|[/-])bge-|(^|[/-])e5-|(^|[/-])gte-|(^|[/-])voyage-/, 'embedding'],
  [/moderation|(^|[/-])(llama-)?(prompt-)?guard|safeguard|-guard(-|$)|shieldgemma/, 'moderation'],
  [/whisper|transcri|(^|[/-])asr|-asr|speech-to-text|(^|[/-])(stt|nova-3|scribe)(-|$)/, 'transcription'],
  [/(^|[/-])tts|-tts|text-to-speech|eleven|lyria/, 'speech'],
];

/** What a model is for, which the source does not say: from its id where that tells, else from what comes out of it. */
export function kindOf(id: string, family: string, output: readonly Modality[]): Kind {
  const name = `${id} ${family}`.toLowerCase();
  const named = byName.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  if (/realtime/.test(name)) return 'realtime';
  if (output.includes('text')) return /gpt-image|chatgpt-image/.test(name) ? 'image' : 'chat';
  if (output.includes('video')) return 'video';
  if (output.includes('image')) return 'image';
  return output.includes('audio') ? 'speech' : 'chat';
}
