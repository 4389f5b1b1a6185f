import type { Context } from './context.ts';
import { pairCalls, type Placed } from './handoff-calls.ts';
import { withoutFilesElsewhere } from './handoff-files.ts';
import { type ForeignReasoning, withoutForeign } from './handoff-origin.ts';
import { withFittingNames } from './handoff-names.ts';
import { defined, type Json } from './json.ts';
import { idFrom } from './made-id.ts';
import { lostMedia, withoutMedia } from './media.ts';
import type { Message } from './message.ts';
import { callManners, type ToolIdForm, toolIdForm, toolNameForm } from './tool-id-forms.ts';
import { wireToolIds } from './tool-ids.ts';
import type { Warning } from './warning.ts';

/** Where a conversation goes on. */
export interface HandoffTarget {
  readonly provider: string;
  /** The format that is spoken there, such as `anthropic-messages`. */
  readonly protocol: string;
  readonly model: string;
  /** What the model takes beside text (`image`, `audio`, `video`); everything when it is not said. */
  readonly input?: readonly string[];
  /** Ids of tool calls that the host takes, where it is stricter than the format's owner, such as Mistral's nine characters. */
  readonly toolCallIds?: ToolIdForm;
}

export interface HandoffOptions {
  /** What becomes of thoughts of another host's model: left out (default), or told in words. */
  readonly reasoning?: ForeignReasoning;
  /** Whether ids of tool calls that the target's format does not take are replaced in the result. Default true. */
  readonly ids?: boolean;
}

/** A conversation made ready for another model, and everything that it says differently from the one before. */
export interface Handoff {
  readonly context: Context;
  readonly changes: readonly Warning[];
  /** For each message, which one of the given conversation it was; for an added one, the one that it belongs to. */
  readonly from: readonly number[];
}

/** Notes one change. */
export type ChangeNote = (
  code: 'dropped' | 'changed' | 'added',
  setting: string,
  message: string,
  values?: { readonly from?: Json; readonly to?: Json },
) => void;

/**
 * Makes a conversation from anywhere ready to go on at the target. Every call does this by itself; ask for it to see what
 * changes, or to store the result. What the target made stays byte for byte, so that the given conversation, kept as it is,
 * can go back to where it came from. What only the encoding knows (the place of system messages, media inside results,
 * turns that must alternate) is done there, with a warning too.
 */
export function handoff(conversation: Context, target: HandoffTarget, options: HandoffOptions = {}): Handoff {
  const { reasoning = 'drop', ids = true } = options;
  const changes: Warning[] = [];
  const note: ChangeNote = (code, setting, message, values = {}) =>
    void changes.push({ code, setting, message, ...defined(values) });
  const own = conversation.messages.map((message, index) => {
    const place = `messages[${index}]`;
    // Before its origin is forgotten: what a model answered with is with its provider.
    const here = withoutFilesElsewhere(message, target.provider, place, note);
    return withoutLost(withoutForeign(here, target, { reasoning, place, note }), target, place, note);
  });
  // First, as turns that are gone stand between no call and its result.
  const full = withoutEmpty(own, note);
  const placed = pairCalls(full, conversation.messages, callManners(target.protocol), note);
  const taken = toolNameForm(target.protocol);
  const paired = withFittingNames(
    placed.map(({ message }) => message),
    taken,
    note,
  );
  const messages = ids ? withFittingIds(paired, target, note) : paired;
  const isSame =
    messages.length === conversation.messages.length &&
    messages.every((message, index) => message === conversation.messages[index]);
  return {
    context: isSame ? conversation : { ...conversation, messages },
    changes,
    from: placed.map(({ from }) => from),
  };
}

function withoutLost(message: Message, { input }: HandoffTarget, place: string, note: ChangeNote): Message {
  const lost = input === undefined ? undefined : lostMedia(message, input);
  if (input === undefined || lost === undefined || lost.size === 0) return message;
  const kinds = [...lost].join(' and no ');
  note('dropped', place, `The model takes no ${kinds}; a line of text stands in its place.`);
  return withoutMedia(message, input);
}

// Turns that say nothing, mostly because all that they held was of use elsewhere only; several hosts refuse them.
function withoutEmpty(messages: readonly Message[], note: ChangeNote): readonly Placed[] {
  const placed = messages.map((message, from) => ({ message, from }));
  const full = placed.filter(({ message }) => !isEmpty(message));
  if (full.length === placed.length || full.every(({ message }) => message.role === 'system')) return placed;
  for (const { message, from } of placed)
    if (isEmpty(message)) note('dropped', `messages[${from}]`, 'A turn that says nothing here was left out.');
  return full;
}

function isEmpty({ role, content }: Message): boolean {
  if (role !== 'assistant') return content.length === 0;
  return content.every(
    (part) =>
      (part.type === 'text' && part.text === '' && part.signature === undefined) ||
      (part.type === 'refusal' && part.text === ''),
  );
}

function withFittingIds(
  messages: readonly Message[],
  { provider, protocol, toolCallIds: form = toolIdForm(protocol) }: HandoffTarget,
  note: ChangeNote,
): readonly Message[] {
  if (form === undefined) return messages;
  const accepted = new RegExp(form.pattern);
  let isChanged = false;
  const idOf = wireToolIds(messages, {
    takes: (id) => accepted.test(id),
    isOwn: ({ origin }) => origin?.provider === provider && origin.protocol === protocol,
    nameFor: (id, attempt) => idFrom(attempt === 0 ? id : `${id}#${attempt}`, form.length),
    renamed(from, to) {
      isChanged = true;
      const message =
        'The format does not take ids of this form; a tool call and its result were given another.';
      note('changed', 'messages', message, { from, to });
    },
  });
  return isChanged ? messages.map((message) => withIds(message, idOf)) : messages;
}

function withIds(message: Message, idOf: (id: string) => string): Message {
  if (message.role === 'tool')
    return {
      ...message,
      content: message.content.map((part) => ({ ...part, toolCallId: idOf(part.toolCallId) })),
    };
  if (message.role !== 'assistant') return message;
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === 'tool-call' ? { ...part, id: idOf(part.id) } : part,
    ),
  };
}
