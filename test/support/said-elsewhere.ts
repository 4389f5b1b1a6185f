// What becomes of a conversation that goes on at another host, and what nobody was told of.
import type { Warning } from '../../src/core/warning.ts';
import type {
  AssistantMessage,
  Message,
  Origin,
  Part,
  ToolCallPart,
  ToolResultPart,
} from '../../src/core/message.ts';
import { isFromHere } from '../../src/core/message.ts';

/** One conversation, as it was and as it arrived. */
export interface Arrival {
  readonly target: Origin;
  readonly history: readonly Message[];
  /** As the server side of the target read it. */
  readonly messages: readonly Message[];
  /** The body as text. */
  readonly body: string;
  readonly warnings: readonly Warning[];
  /** Whether the target takes its own unsigned thoughts, or opaque ones, without needing them. */
  readonly forgetsThoughts: boolean;
}

/** What is wrong: what was lost, moved, added or given away without a word. Empty when nothing is. */
export function unsaid(arrival: Arrival): string[] {
  return [
    ...losses(arrival),
    ...proofs(arrival),
    ...moves(arrival),
    ...additions(arrival),
    ...wrongPairs(arrival),
    ...quietFailures(arrival),
  ];
}

function isTold({ warnings }: Arrival, index: number): boolean {
  const place = new RegExp(`^messages\\[${index}\\]`);
  return warnings.some(({ setting = '' }) => place.test(setting));
}

function marksOf(part: Part): readonly string[] {
  const { signature: _signature, ...rest } = part as Part & { readonly signature?: string };
  return JSON.stringify(rest).match(/p\d+p/g) ?? [];
}

function losses(arrival: Arrival): string[] {
  const { history, body, target, forgetsThoughts } = arrival;
  return history.flatMap((message, index) =>
    message.content.flatMap((part: Part) => {
      const isForgotten =
        part.type === 'reasoning' && forgetsThoughts && isFromHere(message as AssistantMessage, target);
      const lost = marksOf(part).filter((mark) => !body.includes(mark));
      return lost.length === 0 || isForgotten || isTold(arrival, index)
        ? []
        : [`a ${part.type} of messages[${index}] is lost without a word`];
    }),
  );
}

// Proofs of others never leave; those of the host itself go back to it, or it is said that they do not.
function proofs(arrival: Arrival): string[] {
  const { history, body, target, forgetsThoughts } = arrival;
  return history.flatMap((message, index) => {
    const found = JSON.stringify(message).match(/s\d+s/g) ?? [];
    const isOwn = message.role === 'assistant' && isFromHere(message, target);
    const wrong = found.filter((proof) => body.includes(proof) !== isOwn);
    if (wrong.length === 0 || (isOwn && (forgetsThoughts || isTold(arrival, index)))) return [];
    return [`a proof of messages[${index}] ${isOwn ? 'is lost without a word' : 'went to another host'}`];
  });
}

function moves(arrival: Arrival): string[] {
  const { history, body } = arrival;
  const wrong: string[] = [];
  let reached = -1;
  for (const [index, message] of history.entries()) {
    const places = message.content.flatMap(marksOf).map((mark) => body.indexOf(mark));
    const found = places.filter((place) => place >= 0);
    if (found.length === 0 || isMoveTold(arrival, index)) continue;
    if (message.role === 'system' && reached === -1) continue;
    if (Math.min(...found) < reached) wrong.push(`messages[${index}] moved without a word`);
    reached = Math.max(reached, ...found);
  }
  return wrong;
}

function isMoveTold(arrival: Arrival, index: number): boolean {
  const { history, warnings } = arrival;
  if (isTold(arrival, index)) return true;
  const role = history[index]?.role;
  // Where a host takes one system message, one sentence says so of all of them.
  if (role === 'system')
    return warnings.some(({ setting, code }) => setting === 'messages' && code === 'changed');
  // A turn holds its text, its calls and its refusal in an order of its own, also where it was two.
  if (role === 'assistant' && history[index - 1]?.role === 'assistant')
    return warnings.some(({ message }) => message.includes('turns of one role were joined'));
  // The order of results is told of at their calls.
  const asking = history.slice(0, index).findLastIndex((message) => message.role === 'assistant');
  return role === 'tool' && asking >= 0 && isTold(arrival, asking);
}

function additions({ messages, warnings }: Arrival): string[] {
  if (warnings.some(({ code }) => code === 'added' || code === 'changed')) return [];
  const own = messages.flatMap(({ content }) => [...content] as Part[]).filter(isSomething);
  return own
    .filter((part) => marksOf(part).length === 0 && !isPlaceholder(part, warnings))
    .map(({ type }) => `a ${type} was added without a word`);
}

// Stands in the place of a picture, of whose loss is told.
function isPlaceholder(part: Part, warnings: readonly Warning[]): boolean {
  const isOne =
    part.type === 'text' && /^\(There was an? .* which this model cannot take\.\)$/.test(part.text);
  return isOne && warnings.some(({ code }) => code === 'dropped');
}

function isSomething(part: Part): boolean {
  if (part.type === 'text' || part.type === 'reasoning' || part.type === 'refusal') return part.text !== '';
  return (
    part.type !== 'tool-result' ||
    part.content.some(({ type, ...rest }) => type !== 'text' || ('text' in rest && rest.text !== ''))
  );
}

// A call and a result that belonged together, beyond doubt, belong together still.
function wrongPairs(arrival: Arrival): string[] {
  const { history, messages } = arrival;
  const calls = callsIn(history);
  const results = resultsIn(history);
  return calls.flatMap((call) => {
    const answers = results.filter(({ toolCallId }) => toolCallId === call.id);
    const [mark] = marksOf(call);
    const [answer] = answers;
    const isSure = calls.filter(({ id }) => id === call.id).length === 1 && answers.length === 1;
    if (!isSure || mark === undefined || answer === undefined) return [];
    const there = callsIn(messages).find((each) => marksOf(each).includes(mark));
    // Arguments that are no JSON are not sent, which is told of.
    if (there === undefined) return call.invalid === undefined ? [`the call ${call.id} is not there`] : [];
    const [answerMark] = marksOf(answer);
    if (answerMark === undefined) return [];
    const reply = resultsIn(messages).find((each) => marksOf(each).includes(answerMark));
    return reply?.toolCallId === there.id ? [] : [`the result of ${call.id} answers another call`];
  });
}

function callsIn(messages: readonly Message[]): ToolCallPart[] {
  return messages.flatMap(({ content }) =>
    ([...content] as Part[]).filter((part): part is ToolCallPart => part.type === 'tool-call'),
  );
}

function resultsIn(messages: readonly Message[]) {
  return messages.flatMap((message) => (message.role === 'tool' ? message.content : []));
}

// Results of several messages may stand in one there, so the sentence may be about the first of them.
function isInWords(reply: ToolResultPart | undefined, { warnings }: Arrival): boolean {
  const isSaid =
    reply?.content.some((part) => part.type === 'text' && part.text.startsWith('Error:')) === true;
  return isSaid && warnings.some(({ message }) => message.includes('failed tool result'));
}

function quietFailures(arrival: Arrival): string[] {
  const there = resultsIn(arrival.messages);
  return arrival.history.flatMap((message, index) => {
    if (message.role !== 'tool' || isTold(arrival, index)) return [];
    return message.content.flatMap((part) => {
      const [mark] = marksOf(part);
      const reply = mark === undefined ? undefined : there.find((each) => marksOf(each).includes(mark));
      const isMarked = (reply?.isError ?? false) === (part.isError ?? false) || isInWords(reply, arrival);
      return reply === undefined || isMarked ? [] : [`a failure in messages[${index}] is a success now`];
    });
  });
}
