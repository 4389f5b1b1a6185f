import { isRecord, type JsonObject } from '../../core/json.ts';
import type { Encoding } from './encoding.ts';

/** A turn as it is sent. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

/** Puts into the turns what Bedrock or the model would refuse them for not having. */
export function completeTurns(encoding: Encoding, turns: Turn[]): void {
  for (const turn of turns) addWords(encoding, turn);
  addBeginning(encoding, turns);
  const last = turns.at(-1);
  if (last?.role !== 'assistant') return;
  if (encoding.isOneOf(['anthropic\\.'])) trimEnding(encoding, turns, last);
  if (turns.at(-1)?.role !== 'assistant' || !encoding.isOneOf(encoding.dialect.noPrefillModels)) return;
  const why = 'This model does not go on from a last turn of its own; it was asked to in a turn of the user.';
  encoding.changed('messages', why);
  turns.push({ role: 'user', content: [{ text: 'Continue.' }] });
}

// "A conversation must start with a user message. Try again with a conversation that starts with a user message."
function addBeginning(encoding: Encoding, turns: Turn[]): void {
  if (turns[0]?.role !== 'assistant' || encoding.isOneOf(encoding.dialect.beginningModels)) return;
  encoding.added('messages', 'Bedrock wants the user to begin; a turn was put before the first.', 'Begin.');
  turns.unshift({ role: 'user', content: [{ text: 'Begin.' }] });
}

// "A text block must be included when using documents." (recorded, HTTP 400)
function addWords(encoding: Encoding, { role, content }: Turn): void {
  const names = content.flatMap(({ document }) =>
    isRecord(document) && typeof document['name'] === 'string' ? [document['name']] : [],
  );
  if (role !== 'user' || names.length === 0) return;
  if (content.some(({ text, guardContent }) => text !== undefined || guardContent !== undefined)) return;
  encoding.added('messages', 'Bedrock takes documents beside a text only; their names were sent as one.');
  content.push({ text: names.join(', ') });
}

// "final assistant content cannot end with trailing whitespace".
function trimEnding(encoding: Encoding, turns: Turn[], { content }: Turn): void {
  const text = content.at(-1)?.['text'];
  if (typeof text !== 'string' || text === text.trimEnd()) return;
  encoding.changed('messages', 'The model refuses white space at the end of its last turn; it was cut off.');
  content.pop();
  if (text.trim() !== '') content.push({ text: text.trimEnd() });
  else if (content.length === 0) turns.pop();
}
