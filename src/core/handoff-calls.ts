import type { ChangeNote } from './handoff.ts';
import type { CallManners } from './tool-id-forms.ts';
import { isRecord } from './json.ts';
import type {
  AssistantMessage,
  Message,
  Part,
  ToolCallPart,
  ToolResultPart,
  ToolMessage,
} from './message.ts';

/** A message and where it stood in the conversation as it was given; a made one stands where its cause does. */
export interface Placed {
  readonly message: Message;
  readonly from: number;
}

/**
 * The conversation with each tool call answered once, right behind its turn and in the order of the calls, as all formats
 * want it: calls without a result get one that says that they were not run, results move to their calls, and results
 * that no call asked for and second results are left out. Calls that share an id get ids of their own. `original` is the same conversation as the caller knows it.
 */
export function pairCalls(
  placed: readonly Placed[],
  original: readonly Message[],
  manners: CallManners,
  note: ChangeNote,
): readonly Placed[] {
  const messages = placed.map(({ message }) => message);
  const special = idsOfExtras(messages);
  if (isPaired(messages, special, manners)) return placed;
  return new Pairing({ special, original, manners, note }).mended(placed);
}

/**
 * Whether there is nothing to mend: the usual case, found without making anything. A turn may stay open only in front of
 * the user's: with another one of the model it becomes one turn, which is then answered in part.
 */
function isPaired(
  messages: readonly Message[],
  special: ReadonlySet<string>,
  { areIdsUnique, mayStayOpen }: CallManners,
): boolean {
  const seen = new Set<string>();
  let expected: readonly string[] = [];
  let asked = 0;
  for (const message of messages) {
    if (message.role === 'tool') {
      const left = unansweredBy(message, expected, (id) => special.has(id) && !seen.has(id));
      if (left === undefined) return false;
      expected = left;
      continue;
    }
    if (message.role === 'system' && (mayStayOpen || expected.length === 0)) continue;
    const isOpen = mayStayOpen && message.role === 'user' && expected.length === asked;
    if (expected.length > 0 && !isOpen) return false;
    expected = message.role === 'assistant' ? callsOf(message).map(({ id }) => id) : [];
    asked = expected.length;
    if (!areIdsUnique) seen.clear();
    const before = seen.size;
    for (const id of expected) seen.add(id);
    if (seen.size < before + expected.length) return false;
  }
  return expected.length === 0 || (mayStayOpen && expected.length === asked);
}

/** The calls that wait on after a message of results; undefined when it answers others or out of turn. */
function unansweredBy(
  { content }: ToolMessage,
  expected: readonly string[],
  isSpecial: (id: string) => boolean,
): readonly string[] | undefined {
  let answered = 0;
  for (const { toolCallId } of content) {
    if (toolCallId === expected[answered]) answered += 1;
    else if (!isSpecial(toolCallId)) return undefined;
  }
  return expected.slice(answered);
}

function callsOf({ content }: AssistantMessage): ToolCallPart[] {
  return content.filter((part) => part.type === 'tool-call');
}

// Calls of a shell or a computer stand in opaque parts; their results are results like others.
function idsOfExtras(messages: readonly Message[]): ReadonlySet<string> {
  const values = messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.content.flatMap((part) => (part.type === 'extra' && isRecord(part.value) ? [part.value] : []))
      : [],
  );
  const ids = values.flatMap((value) => [value['call_id'], value['id']]);
  return new Set(ids.filter((id) => typeof id === 'string'));
}

interface Asked {
  readonly part: ToolCallPart;
  /** Its id, unless another call has it already. */
  readonly id: string;
  readonly place: string;
  answer: Answer | undefined;
}

interface Answer {
  readonly result: ToolResultPart;
  /** Which message it stood in. */
  readonly from: number;
}

interface Turn {
  readonly from: number;
  readonly asked: readonly Asked[];
  readonly order: Asked[];
  /** Whether the user's turn comes next, or nothing. */
  mayStayOpen: boolean;
}

interface Early extends Answer {
  readonly place: string;
}

interface PairingTerms {
  readonly special: ReadonlySet<string>;
  readonly original: readonly Message[];
  readonly manners: CallManners;
  readonly note: ChangeNote;
}

class Pairing {
  readonly #special: ReadonlySet<string>;
  readonly #original: readonly Message[];
  readonly #manners: CallManners;
  readonly #note: ChangeNote;
  readonly #all: Asked[] = [];
  readonly #used = new Set<string>();
  readonly #unclaimed: Early[] = [];
  /** The conversation to be; a turn stands where the results of its calls belong. */
  readonly #draft: (Placed | Turn)[] = [];
  #current: Turn | undefined;
  /** The last turn with calls, until the user's. */
  #last: Turn | undefined;
  /** Ids that some result has. */
  readonly #answered = new Set<string>();
  /** Ids that some call has, be it a later one. */
  readonly #called = new Set<string>();

  constructor({ special, original, manners, note }: PairingTerms) {
    this.#special = special;
    this.#manners = manners;
    this.#original = original;
    this.#note = note;
  }

  mended(messages: readonly Placed[]): readonly Placed[] {
    for (const { message } of messages) {
      if (message.role === 'tool')
        for (const { toolCallId } of message.content) this.#answered.add(toolCallId);
      if (message.role === 'assistant') for (const { id } of callsOf(message)) this.#called.add(id);
    }
    for (const { message, from } of messages) {
      if (message.role === 'tool') this.#results(message, from);
      else if (message.role === 'assistant') this.#assistant(message, from);
      else {
        if (message.role === 'user') this.#last = undefined;
        this.#current = undefined;
        this.#draft.push({ message, from });
      }
    }
    this.#current = undefined;
    for (const early of this.#unclaimed) this.#claim(early);
    return this.#draft.flatMap((each) => ('asked' in each ? this.#answers(each) : [each]));
  }

  #assistant(message: AssistantMessage, from: number): void {
    const places = this.#callPlaces(from);
    if (!this.#manners.areIdsUnique) this.#used.clear();
    const asked = new Map<ToolCallPart, Asked>();
    for (const part of callsOf(message))
      asked.set(part, this.#ask(part, places[asked.size] ?? `messages[${from}]`));
    const list = [...asked.values()];
    const isSame = list.every(({ id, part }) => id === part.id);
    const content = message.content.map((part) =>
      part.type === 'tool-call' ? { ...part, id: asked.get(part)?.id ?? part.id } : part,
    );
    this.#draft.push({ message: isSame ? message : { ...message, content }, from });
    if (this.#last !== undefined) this.#last.mayStayOpen = false;
    this.#current = undefined;
    if (list.length === 0) return;
    this.#current = { from, asked: list, order: [], mayStayOpen: this.#manners.mayStayOpen };
    this.#last = this.#current;
    this.#draft.push(this.#current);
  }

  // Parts before a call may be gone by now; the caller knows the message with them.
  #callPlaces(from: number): string[] {
    const parts: readonly Part[] = this.#original[from]?.content ?? [];
    return parts.flatMap((part, index) =>
      part.type === 'tool-call' ? [`messages[${from}].content[${index}]`] : [],
    );
  }

  #ask(part: ToolCallPart, place: string): Asked {
    const id = this.#freeId(part.id);
    if (id !== part.id)
      this.#note('changed', place, 'Another tool call has the same id; this one was given its own.', {
        from: part.id,
        to: id,
      });
    const asked = { part, id, place, answer: undefined };
    this.#used.add(id);
    this.#all.push(asked);
    return asked;
  }

  // As long as before where it is but letters and digits, as some hosts count them.
  #freeId(id: string): string {
    for (let count = 2, name = id; ; count += 1) {
      if (!this.#used.has(name)) return name;
      const isPlain = /^[A-Za-z0-9]{9,}$/.test(id);
      name = isPlain ? `${id.slice(0, id.length - String(count).length)}${count}` : `${id}_${count}`;
    }
  }

  #results(message: ToolMessage, from: number): void {
    const kept: ToolResultPart[] = [];
    for (const [index, result] of message.content.entries()) {
      const at = `messages[${from}].content[${index}]`;
      const { toolCallId: id } = result;
      const answer = { result, from };
      const open = (each: Asked): boolean => each.part.id === id && each.answer === undefined;
      const asked = this.#current?.asked.find(open) ?? this.#all.findLast(open);
      if (asked !== undefined) this.#answer(asked, answer, at);
      else if (this.#isNamed(answer, at)) continue;
      else if (this.#all.some(({ part }) => part.id === id))
        this.#note('dropped', at, 'A second result of the same tool call was left out.');
      else if (this.#special.has(id)) kept.push(result);
      else this.#unclaimed.push({ ...answer, place: at });
    }
    if (kept.length > 0) this.#draft.push({ message: { ...message, content: kept }, from });
  }

  // Formats without ids leave the name of the tool to go by.
  #isNamed(given: Answer, place: string): boolean {
    const { toolName, toolCallId } = given.result;
    if (toolName === undefined || this.#special.has(toolCallId)) return false;
    if (this.#called.has(toolCallId)) return false;
    const asked = this.#current?.asked.find(
      ({ part, answer }) => answer === undefined && part.name === toolName && !this.#answered.has(part.id),
    );
    if (asked === undefined) return false;
    this.#note(
      'changed',
      place,
      `A result of ${toolName} has the id of no call; it went to the call of that tool before it.`,
    );
    this.#answer(asked, given, place);
    return true;
  }

  #answer(asked: Asked, { result, from }: Answer, place: string): void {
    asked.answer = { result: { ...result, toolCallId: asked.id }, from };
    if (this.#current?.asked.includes(asked) === true) this.#current.order.push(asked);
    else this.#note('changed', place, 'A tool result was moved to its call, where all formats want it.');
  }

  #claim({ place, ...given }: Early): void {
    const { result } = given;
    const asked = this.#all.find((each) => each.part.id === result.toolCallId && each.answer === undefined);
    if (asked !== undefined) this.#answer(asked, given, place);
    else
      this.#note('dropped', place, 'A tool result was left out, as no call in the conversation has its id.');
  }

  #answers({ asked, order, from, mayStayOpen }: Turn): Placed[] {
    if (mayStayOpen && asked.every(({ answer }) => answer === undefined)) return [];
    const isInOrder = order.every(
      (each, index) => index === 0 || asked.indexOf(each) > asked.indexOf(order[index - 1] as Asked),
    );
    if (!isInOrder)
      this.#note(
        'changed',
        asked[0]?.place ?? 'messages',
        'Tool results were put into the order of their calls.',
      );
    const content = asked.map((each) => each.answer?.result ?? this.#notRun(each));
    const place = asked.find(({ answer }) => answer !== undefined)?.answer?.from ?? from;
    return [{ message: { role: 'tool', content }, from: place }];
  }

  #notRun({ part, id, place }: Asked): ToolResultPart {
    this.#note(
      'added',
      place,
      `The call of ${part.name} has no result; one was added that says that it was not run.`,
    );
    return {
      type: 'tool-result',
      toolCallId: id,
      toolName: part.name,
      content: [{ type: 'text', text: 'The tool was not run.' }],
      isError: true,
    };
  }
}
