import type { ChangeNote } from './handoff.ts';
import { withParts } from './media.ts';
import type { Message, Part, TextPart } from './message.ts';

/** Whether a message has files of which it is known who holds them; only these can be in the wrong place. */
export function hasHeldFiles(message: Message): boolean {
  const origin = message.role === 'assistant' ? message.origin?.provider : undefined;
  const parts: readonly Part[] = message.content;
  return parts.some((part) =>
    part.type === 'tool-result'
      ? part.content.some((inner) => holderOf(inner, undefined) !== undefined)
      : holderOf(part, origin) !== undefined,
  );
}

/** The provider that holds a file of the newest turn, where it is not the one that is asked: no answer could be about it. */
export function newestHeldElsewhere(messages: readonly Message[], provider: string): string | undefined {
  const newest = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
  const holders = newest.flatMap(({ content }) => {
    const parts: readonly Part[] = content;
    return parts.flatMap((part): readonly Part[] => (part.type === 'tool-result' ? part.content : [part]));
  });
  return holders
    .map((part) => holderOf(part, undefined))
    .find((each) => each !== undefined && each !== provider);
}

/** The message with a line of text in the place of each file that another provider holds: its id means nothing here. */
export function withoutFilesElsewhere(
  message: Message,
  provider: string,
  place: string,
  note: ChangeNote,
): Message {
  if (!hasHeldFiles(message)) return message;
  const origin = message.role === 'assistant' ? message.origin?.provider : undefined;
  const lost = new Set<string>();
  const one = <P extends Part>(part: P, from?: string): P | TextPart => {
    const holder = holderOf(part, from);
    if (holder === undefined || holder === provider) return part;
    lost.add(holder);
    return { type: 'text', text: '(There was a file here, which this model cannot see.)' };
  };
  const changed = withParts(message, (part) => one(part, origin));
  if (lost.size === 0) return message;
  const holders = [...lost].join(' and ');
  note(
    'dropped',
    place,
    `A file that ${holders} holds cannot be read here; a line of text stands in its place.`,
  );
  return changed;
}

// Who holds the file that a part is; what a model answered with is with its provider.
function holderOf(part: Part, origin: string | undefined): string | undefined {
  if (part.type !== 'image' && part.type !== 'file') return undefined;
  return 'fileId' in part.source ? (part.source.provider ?? origin) : undefined;
}
