import type { Call } from '../core/call.ts';
import { lostMedia, type Media, withoutMedia } from '../core/media.ts';
import type { Message } from '../core/message.ts';
import type { Modality } from './schema.ts';

/** What becomes of the images and recordings of a call whose model cannot take them. */
export interface MediaResult {
  readonly call: Call;
  readonly changes: readonly {
    readonly code: 'dropped';
    readonly setting: string;
    readonly words: string;
  }[];
  /** Why the call should not be made as it is. */
  readonly refused?: string;
}

/**
 * Puts a line of text in the place of what a model certainly cannot take in; undefined when there is nothing of the kind.
 * What the newest user turn brings is refused instead, unless the caller wants losses kept quiet (`onUnsupported:
 * 'drop'`): an answer about a picture that was never sent is worse than none. What a tool brings is never refused: the tool
 * has run, nobody chose its result for this model, and the model can ask it for something else.
 */
export function replaceMedia(call: Call, input: readonly Modality[]): MediaResult | undefined {
  if (!call.messages.some(hasMedia)) return undefined;
  const changes: MediaResult['changes'][number][] = [];
  const newest = call.messages.findLastIndex(({ role }) => role === 'assistant') + 1;
  const refused = new Set<Media>();
  const messages = call.messages.map((message, index) => {
    const lost = lostMedia(message, input);
    if (lost.size === 0) return message;
    const isAsked = index >= newest && message.role === 'user';
    if (isAsked && call.control.onUnsupported !== 'drop') for (const kind of lost) refused.add(kind);
    const words = `was replaced by a line of text, as the model takes no ${[...lost].join(' and no ')}`;
    changes.push({ code: 'dropped', setting: `messages[${index}].content`, words });
    return withoutMedia(message, input);
  });
  if (changes.length === 0) return undefined;
  const kinds = [...refused].join(' and no ');
  return {
    call: { ...call, messages },
    changes,
    ...(kinds === '' ? {} : { refused: `The model takes no ${kinds} (it takes ${input.join(', ')}).` }),
  };
}

// Looked at before anything is made, as nearly all calls are text.
function hasMedia({ content }: Message): boolean {
  return content.some(({ type }) => type === 'image' || type === 'file' || type === 'tool-result');
}
