import type { Message, Part, TextPart } from './message.ts';

/** What a part shows beside words. Documents are not told apart: hosts turn them into text or pictures. */
export type Media = 'image' | 'audio' | 'video';

/** The kind of media that a part is; undefined for words and documents. */
export function mediaOf(part: Part): Media | undefined {
  if (part.type === 'image') return 'image';
  if (part.type !== 'file') return undefined;
  const { mediaType = '' } = part.source;
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? 'video' : undefined;
}

/** The kinds of media in a message, results of tools included, that are not among those taken. */
export function lostMedia(message: Message, taken: readonly string[]): ReadonlySet<Media> {
  const parts: readonly Part[] = message.content;
  const inner = parts.flatMap((part): readonly Part[] =>
    part.type === 'tool-result' ? part.content : [part],
  );
  return new Set(
    inner.flatMap((part) => {
      const kind = mediaOf(part);
      return kind === undefined || taken.includes(kind) ? [] : kind;
    }),
  );
}

/** The message with a line of text in the place of each image, recording or video that is not among those taken. */
export function withoutMedia(message: Message, taken: readonly string[]): Message {
  const one = <P extends Part>(part: P): P | TextPart => {
    const kind = mediaOf(part);
    return kind === undefined || taken.includes(kind) ? part : placeholder(kind);
  };
  return withParts(message, one);
}

/** The message with each part that is no result of a tool put through a function, those inside of results too. */
export function withParts(message: Message, one: <P extends Part>(part: P) => P | TextPart): Message {
  switch (message.role) {
    case 'tool':
      return {
        ...message,
        content: message.content.map((part) => ({ ...part, content: part.content.map(one) })),
      };
    case 'user':
      return { ...message, content: message.content.map(one) };
    case 'assistant':
      return { ...message, content: message.content.map(one) };
    default:
      return message;
  }
}

function placeholder(kind: Media): TextPart {
  return { type: 'text', text: `(There was ${nounOf[kind]} here, which this model cannot take.)` };
}

const nounOf: Readonly<Record<Media, string>> = {
  image: 'an image',
  audio: 'an audio recording',
  video: 'a video',
};
