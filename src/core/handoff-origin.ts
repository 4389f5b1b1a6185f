import type { ChangeNote, HandoffTarget } from './handoff.ts';
import {
  type AssistantMessage,
  type AssistantPart,
  isFromHere,
  type Message,
  type TextPart,
} from './message.ts';

/** What becomes of thoughts that another host's model had: left out, or said in words. */
export type ForeignReasoning = 'drop' | 'text';

/**
 * A turn without what is valid only where it was made: signatures, encrypted thoughts, opaque parts and the raw form of
 * citations. A turn of the target itself is returned as it is.
 */
export function withoutForeign(
  message: Message,
  target: HandoffTarget,
  how: { readonly reasoning: ForeignReasoning; readonly place: string; readonly note: ChangeNote },
): Message {
  if (message.role !== 'assistant' || isFromHere(message, target)) return message;
  const { place, note } = how;
  const lost = new Set<string>();
  const content = message.content.flatMap((part) => portable(part, how.reasoning, lost));
  const isSame = lost.size === 0 && content.every((part, index) => part === message.content[index]);
  if (isSame) return message;
  const isInWords = how.reasoning === 'text' && message.content.some(({ type }) => type === 'reasoning');
  if (lost.size > 0) note('dropped', place, foreignSentence(message, [...lost]));
  if (isInWords)
    note(
      'changed',
      place,
      `Thoughts of ${authorOf(message)} are sent as text, as they are valid only there.`,
    );
  return { ...message, content };
}

function portable(part: AssistantPart, reasoning: ForeignReasoning, lost: Set<string>): AssistantPart[] {
  switch (part.type) {
    case 'extra':
      lost.add('opaque parts');
      return [];
    case 'reasoning':
      if (part.signature !== undefined && reasoning === 'text') lost.add('signatures');
      if (reasoning === 'text') return part.text.trim() === '' ? [] : [inWords(part.text)];
      lost.add('reasoning');
      return [];
    case 'refusal':
      return [part];
    case 'text':
    case 'tool-call':
    case 'image':
    case 'file':
      return [withoutProof(part, lost)];
    default:
      part satisfies never;
      return [];
  }
}

function withoutProof<P extends AssistantPart & { readonly signature?: string }>(
  part: P,
  lost: Set<string>,
): P {
  if (part.signature === undefined) return part;
  lost.add('signatures');
  const { signature: _signature, ...rest } = part;
  return rest as P;
}

// Marked, so that the model does not take it for something that it told the user.
function inWords(text: string): TextPart {
  return { type: 'text', text: `<earlier-reasoning>\n${text}\n</earlier-reasoning>\n\n` };
}

function foreignSentence(message: AssistantMessage, kinds: readonly string[]): string {
  const [last, ...others] = [...kinds].reverse();
  const list = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
  return `The ${list} of a turn by ${authorOf(message)} were left out, as they are valid only there.`;
}

function authorOf({ origin }: AssistantMessage): string {
  return origin === undefined ? 'another provider' : origin.provider;
}
