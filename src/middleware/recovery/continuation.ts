import type { Call } from '../../core/call.ts';
import type { AssistantPart, Message, Origin } from '../../core/message.ts';
import type { ContinuationHabits } from '../../core/recovery.ts';
import type { Folded } from '../../core/response.ts';

// In one sentence, as models comment on longer ones.
const wish =
  'Your last message was cut off. Write only what comes next, beginning exactly where it stopped: repeat none of it and add no remark.';

/**
 * The call that asks for the rest of an answer: the conversation with the part that there is, and, where the model does
 * not go on with a turn of its own, a message that asks it to. Unfinished parts are left out, and so is what is signed
 * unless this model takes it back.
 */
export function continuationOf(call: Call, said: Folded, habits: ContinuationHabits, origin: Origin): Call {
  const content = partsOf(said, habits);
  const messages: Message[] = [...call.messages, { role: 'assistant', content, origin }];
  if (!habits.prefill) messages.push({ role: 'user', content: [{ type: 'text', text: wish }] });
  return { ...call, messages };
}

function partsOf({ message }: Folded, { prefill, thoughts }: ContinuationHabits): AssistantPart[] {
  const last = message.content.length - 1;
  const parts = message.content.flatMap((part, index): AssistantPart[] => {
    if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    const isWhole = part.type === 'reasoning' && part.signature !== undefined && index < last;
    return isWhole && thoughts ? [part] : [];
  });
  const end = parts.at(-1);
  // A turn to go on with must not end in white space.
  if (prefill && end?.type === 'text') parts[parts.length - 1] = { ...end, text: end.text.trimEnd() };
  return parts;
}
