import type { Message, SystemMessage, ToolResultPart, UserPart } from '../../core/message.ts';
import { isRecord } from '../../core/json.ts';
import { listAt, objectAt, refusal, textAt } from './refusal.ts';
import { parseAssistantPart, parsePart, parseResult, parseText } from './server-parse-content.ts';
import type { WireBody } from './wire.ts';

/** The conversation of a request, its system prompt first. Refuses what the API refuses. */
export function parseMessages(body: WireBody, vendor: string): Message[] {
  const turns = listAt(body.messages, 'messages');
  if (turns.length === 0) throw refusal('messages: at least one message is required');
  const conversation: Conversation = {
    vendor,
    messages: parseSystem(body.system, vendor),
    names: new Map(),
    open: new Set(),
  };
  for (const [index, turn] of turns.entries()) {
    const place = `messages.${index}`;
    addTurn(conversation, objectAt(turn, place), { place, isLast: index === turns.length - 1 });
  }
  if (conversation.open.size > 0 && conversation.messages.at(-1)?.role !== 'assistant')
    throw unanswered(conversation, turns.length - 1);
  return conversation.messages;
}

interface Conversation {
  readonly vendor: string;
  readonly messages: Message[];
  /** Names of the tools that were called, by call. */
  readonly names: Map<string, string>;
  /** Calls of the last assistant turn that have no result yet. */
  readonly open: Set<string>;
}

function parseSystem(system: unknown, vendor: string): Message[] {
  if (system == null || system === '') return [];
  if (typeof system === 'string') return [{ role: 'system', content: [{ type: 'text', text: system }] }];
  const blocks = listAt(system, 'system');
  return blocks.length === 0 ? [] : [systemOf(blocks, 'system', vendor)];
}

function systemOf(blocks: readonly unknown[], place: string, vendor: string): SystemMessage {
  const content = blocks.map((each, index) =>
    parseText(textBlockAt(each, `${place}.${index}`), `${place}.${index}`, vendor),
  );
  return { role: 'system', content };
}

function textBlockAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  const block = objectAt(value, place);
  if (block['type'] === 'text') return block;
  throw refusal(`${place}.type: Input should be 'text'`);
}

interface TurnPlace {
  readonly place: string;
  readonly isLast: boolean;
}

function addTurn(
  conversation: Conversation,
  turn: Readonly<Record<string, unknown>>,
  { place, isLast }: TurnPlace,
): void {
  const role = textAt(turn['role'], `${place}.role`);
  const blocks = blocksOf(turn['content'], `${place}.content`);
  const where = `${place}.content`;
  if (blocks.length === 0 && !(role === 'assistant' && isLast)) {
    throw refusal(
      `${place}: all messages must have non-empty content except for the optional final assistant message`,
    );
  }
  if (role === 'assistant') return addAssistant(conversation, blocks, where);
  if (role === 'user') return addUser(conversation, blocks, where);
  if (role !== 'system') throw refusal(`${place}.role: Input should be 'user' or 'assistant'`);
  if (conversation.messages.every((message) => message.role === 'system')) {
    throw refusal(`${place}: use the top-level 'system' parameter for the initial system prompt`);
  }
  conversation.messages.push(systemOf(blocks, where, conversation.vendor));
}

function blocksOf(content: unknown, place: string): readonly unknown[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (content === undefined) throw refusal(`${place}: Field required`);
  return listAt(content, place);
}

function addAssistant(conversation: Conversation, blocks: readonly unknown[], place: string): void {
  const { messages, names, open, vendor } = conversation;
  const content = blocks.map((block, index) => parseAssistantPart(block, `${place}.${index}`, vendor));
  const last = messages.at(-1);
  if (last?.role !== 'assistant' && open.size > 0) throw unanswered(conversation, messages.length);
  for (const part of content) {
    if (part.type !== 'tool-call') continue;
    if (names.has(part.id)) throw refusal('messages: `tool_use` ids must be unique');
    names.set(part.id, part.name);
    open.add(part.id);
  }
  // The API joins turns of one role.
  if (last?.role === 'assistant')
    messages[messages.length - 1] = { ...last, content: [...last.content, ...content] };
  else messages.push({ role: 'assistant', content });
}

function addUser(conversation: Conversation, blocks: readonly unknown[], place: string): void {
  const results: ToolResultPart[] = [];
  const parts: UserPart[] = [];
  for (const [index, value] of blocks.entries()) {
    const where = `${place}.${index}`;
    if (isRecord(value) && value['type'] === 'tool_result') {
      // Documented: results come first in the content, all text after them.
      if (parts.length > 0 && conversation.open.size > 0)
        throw unanswered(conversation, conversation.messages.length);
      results.push(resultOf(conversation, value, where));
    } else parts.push(parsePart(value, where, conversation.vendor));
  }
  const { messages, open } = conversation;
  if (open.size > 0) throw unanswered(conversation, messages.length);
  if (results.length > 0) messages.push({ role: 'tool', content: results });
  if (parts.length === 0) return;
  const last = messages.at(-1);
  if (last?.role === 'user')
    messages[messages.length - 1] = { ...last, content: [...last.content, ...parts] };
  else messages.push({ role: 'user', content: parts });
}

function resultOf(
  { names, open, vendor }: Conversation,
  block: Readonly<Record<string, unknown>>,
  place: string,
): ToolResultPart {
  const result = parseResult(block, place, vendor);
  const { toolCallId } = result;
  if (!open.delete(toolCallId)) {
    throw refusal(
      `${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${toolCallId.slice(0, 80)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  const toolName = names.get(toolCallId);
  return toolName === undefined ? result : { ...result, toolName };
}

function unanswered({ open }: Conversation, index: number): Error {
  const ids = [...open].join(', ').slice(0, 200);
  return refusal(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}
