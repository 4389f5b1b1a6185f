import type { JsonObject } from '../../core/json.ts';
import { fitsModel } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** A turn as it is sent: results of tools come before everything else in it. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly results: JsonObject[];
  readonly blocks: JsonObject[];
}

/** Makes a conversation whose last turn is the model's one that the API takes: the model is to go on from there. */
export function endConversation(encoding: Encoding, turns: Turn[]): void {
  trimPrefill(encoding, turns);
  const { id } = encoding.call.model;
  if (turns.at(-1)?.role !== 'assistant' || !fitsModel(id, encoding.dialect.noPrefillModels)) return;
  encoding.changed(
    'messages',
    `${id} does not go on from a last turn of its own; it was asked to in a turn of the user.`,
  );
  turns.push({ role: 'user', results: [], blocks: [{ type: 'text', text: 'Continue.' }] });
}

// "final assistant content cannot end with trailing whitespace".
function trimPrefill(encoding: Encoding, turns: Turn[]): void {
  const turn = turns.at(-1);
  const last = turn?.blocks.at(-1);
  if (turn?.role !== 'assistant' || last?.['type'] !== 'text') return;
  const text = last['text'] as string;
  const trimmed = text.trimEnd();
  if (trimmed === text) return;
  encoding.changed(
    'messages',
    'The API refuses white space at the end of a last assistant turn; it was cut off.',
  );
  turn.blocks.pop();
  if (trimmed !== '') turn.blocks.push({ ...last, text: trimmed });
  else if (turn.blocks.length === 0) turns.pop();
}

/**
 * Whether a model is in the middle of calling tools in a turn that did not begin with thoughts. With a budget to think with
 * the API then answers 400: "a final `assistant` message must start with a thinking block".
 * https://docs.claude.com/en/docs/build-with-claude/extended-thinking
 */
export function isThoughtlessLoop(messages: readonly JsonObject[]): boolean {
  const [before, last] = messages.slice(-2);
  const firstOf = (message: JsonObject | undefined): unknown => {
    const content = message?.['content'];
    return Array.isArray(content) ? (content[0] as JsonObject | undefined)?.['type'] : undefined;
  };
  if (before?.['role'] !== 'assistant' || last?.['role'] !== 'user' || firstOf(last) !== 'tool_result')
    return false;
  const first = firstOf(before);
  return first !== 'thinking' && first !== 'redacted_thinking';
}
