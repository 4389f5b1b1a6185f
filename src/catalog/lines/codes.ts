import type { Kind, Meter, Modality } from '../schema.ts';

/** The order is the format: new kinds go to the end. */
export const kinds: readonly Kind[] = [
  'chat',
  'embedding',
  'rerank',
  'image',
  'speech',
  'transcription',
  'video',
  'realtime',
  'moderation',
  'other',
];

/** The letter of each modality. */
export const modalityLetters: Readonly<Record<Modality, string>> = {
  text: 't',
  image: 'i',
  audio: 'a',
  video: 'v',
  pdf: 'p',
  embedding: 'e',
  score: 's',
};

/** The letter of each word for how much to think that most vendors share; other words are written out. */
export const effortLetters: Readonly<Record<string, string>> = {
  none: 'n',
  minimal: 'i',
  low: 'l',
  medium: 'm',
  high: 'h',
  xhigh: 'x',
  max: 'a',
};

/** The order of a rate list; trailing meters without a rate are left out, others of them are empty. */
export const rateOrder: readonly Meter[] = [
  'input',
  'output',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'reasoning',
  'input_audio',
  'output_audio',
];

/** Turns a code table around. */
export function reversed<T extends string>(codes: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  return new Map(Object.entries<string>(codes).map(([word, letter]) => [letter, word as T]));
}

/** The name that most ids spell: its last segment, each word with a capital. No pattern: one costs more than a cold lookup may. */
export function nameOfId(id: string): string {
  let name = '';
  let isStart = true;
  for (const letter of id.slice(id.lastIndexOf('/') + 1)) {
    const isGap = letter === '-' || letter === '_' || letter === ':';
    name += isGap ? ' ' : isStart ? letter.toUpperCase() : letter;
    isStart = isGap;
  }
  if (name.startsWith('Gpt ')) return `GPT-${name.slice(4)}`;
  return name.startsWith('Glm ') ? `GLM ${name.slice(4)}` : name;
}
