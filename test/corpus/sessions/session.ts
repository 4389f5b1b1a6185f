import type { AssistantMessage, AssistantPart, MessageInput } from 'reqllm';
import { isRecord, isSameJson } from '../../../src/core/json.ts';
import type { Asked } from '../parity/asked.ts';
import { askedIn, bodyOf, parityFamilies, withOrigin } from '../parity/compare.ts';
import { type Host, hostOf } from '../parity/hosts.ts';
import { send } from '../parity/send.ts';
import { type Family, type Recording, recordingsOf, textOf } from '../recordings.ts';
import { record } from '../raw.ts';
import { plainText } from './plain-text.ts';

/** A recorded request, read. */
export interface Exchange {
  readonly recording: Recording;
  readonly host: Host;
  readonly asked: Asked;
}

/** A request that goes on from replies of its own session. */
export interface Continuation extends Exchange {
  /** The request with the replies as our codec reads them, in the place of what the recorder's client made of them. */
  readonly replayed: Asked;
  /** The replies that it goes on from. */
  readonly answers: readonly AssistantMessage[];
  /** How many turns of the model in it are no reply of the session, such as those that a test wrote by hand. */
  readonly others: number;
  /** All that the provider said before it, as it came. */
  readonly replies: string;
}

/** The recorded sessions with several exchanges of one family and provider, each in its order. */
export function sessions(): Recording[][] {
  const found = new Map<string, Recording[]>();
  for (const recording of parityFamilies.flatMap((family) => recordingsOf(family as Family))) {
    if (recording.response.status !== 200 || !isRecord(bodyOf(recording))) continue;
    const { path, blob } = recording.source;
    if (path === undefined) continue;
    const key = `${path} ${blob} ${recording.provider} ${recording.family}`;
    found.set(key, [...(found.get(key) ?? []), recording]);
  }
  const place = ({ source }: Recording): number => source.index ?? 0;
  const several = [...found.values()].filter((list) => list.length > 1);
  return several.map((list) => list.toSorted((left, right) => place(left) - place(right)));
}

/** The requests of a session that go on from its own replies, and that the public API can say (docs/request-parity.md). */
export async function continuations(session: readonly Recording[]): Promise<Continuation[]> {
  const earlier: Earlier[] = [];
  const found: Continuation[] = [];
  let replies = '';
  for (const recording of session) {
    const host = await hostOf(recording);
    const asked = withOrigin(askedIn(recording, host), recording, host);
    const exchange = { recording, host, asked };
    const { input, answers, others } = await withAnswers(asked.input, earlier);
    if (answers.length > 0)
      found.push({ ...exchange, replayed: { ...asked, input }, answers, others, replies });
    earlier.push(new Earlier(exchange));
    replies += textOf(recording);
  }
  return found;
}

/** An exchange whose reply is decoded when a later request seems to go on from it. */
class Earlier {
  readonly #exchange: Exchange;
  readonly #asked: unknown;
  #answer: Promise<AssistantMessage | undefined> | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#asked = bare(exchange.asked.input);
  }

  isAsked(before: unknown): boolean {
    return isSameJson(this.#asked, before);
  }

  answer(): Promise<AssistantMessage | undefined> {
    const { recording, asked, host } = this.#exchange;
    this.#answer ??= send(recording, asked, host).then(({ answer }) => answer);
    return this.#answer;
  }
}

// Marks for the cache move from turn to turn.
function bare(messages: readonly MessageInput[]): unknown {
  return JSON.parse(
    JSON.stringify(messages, (name, value: unknown) => (name === 'providerOptions' ? undefined : value)),
  );
}

type Rebuilt = Pick<Continuation, 'answers' | 'others'> & { readonly input: MessageInput[] };

async function withAnswers(said: readonly MessageInput[], earlier: readonly Earlier[]): Promise<Rebuilt> {
  const input: MessageInput[] = [];
  const answers: AssistantMessage[] = [];
  let others = 0;
  let ids: ReadonlyMap<string, string> = new Map();
  for (let index = 0; index < said.length;) {
    const rest = said.slice(index);
    const length = rest.findIndex(({ role }) => role !== 'assistant');
    const turn = length === -1 ? rest : rest.slice(0, length);
    if (turn.length === 0) {
      input.push(withIds(rest[0] as MessageInput, ids));
      index += 1;
      continue;
    }
    const answer = await answerOf(said.slice(0, index), turn, earlier);
    if (answer === undefined) others += 1;
    else answers.push(answer);
    input.push(...(answer === undefined ? turn : [answer, ...handedOver(turn)]));
    ids = answer === undefined ? new Map() : idsIn(turn, answer);
    index += turn.length;
  }
  return { input, answers, others };
}

/** The reply to these messages that the turn repeats. */
async function answerOf(
  before: readonly MessageInput[],
  turn: readonly MessageInput[],
  earlier: readonly Earlier[],
): Promise<AssistantMessage | undefined> {
  const asked = bare(before);
  for (const each of earlier.toReversed()) {
    const answer = each.isAsked(asked) ? await each.answer() : undefined;
    if (answer !== undefined && isAlike(answer, turn)) return answer;
  }
  return undefined;
}

// Items by which the caller hands tools over stand beside what the model said; they are no part of its reply.
function handedOver(turn: readonly MessageInput[]): MessageInput[] {
  const own = partsIn(turn).filter(
    (part) => part.type === 'extra' && record(part.value)['role'] === 'developer',
  );
  const [first] = turn;
  return own.length === 0 || first === undefined ? [] : [{ ...first, content: own } as MessageInput];
}

// What clients keep in any case: the calls, or else the words.
function isAlike(answer: AssistantMessage, turn: readonly MessageInput[]): boolean {
  const calls = callsIn(turn).map(({ name }) => name);
  if (
    !isSameJson(
      callsIn([answer]).map(({ name }) => name),
      calls,
    )
  )
    return false;
  return calls.length > 0 || plainText(wordsIn([answer])) === plainText(wordsIn(turn));
}

function partsIn(messages: readonly MessageInput[]): AssistantPart[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : [...content],
  ) as AssistantPart[];
}

function callsIn(messages: readonly MessageInput[]): Extract<AssistantPart, { type: 'tool-call' }>[] {
  return partsIn(messages).filter((part) => part.type === 'tool-call');
}

function wordsIn(messages: readonly MessageInput[]): string {
  return partsIn(messages)
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');
}

// Clients give calls ids of their own where the format has none, as we do.
function idsIn(turn: readonly MessageInput[], answer: AssistantMessage): ReadonlyMap<string, string> {
  const ours = callsIn([answer]);
  return new Map(callsIn(turn).map(({ id }, index) => [id, ours[index]?.id ?? id]));
}

function withIds(message: MessageInput, ids: ReadonlyMap<string, string>): MessageInput {
  if (message.role !== 'tool') return message;
  const content = message.content.map((part, index) => {
    const byName = ids.size === 1 && !ids.has(part.toolCallId) ? [...ids.values()][index] : undefined;
    return { ...part, toolCallId: ids.get(part.toolCallId) ?? byName ?? part.toolCallId };
  });
  return { ...message, content };
}
