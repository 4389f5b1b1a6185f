import { toBase64 } from '../../core/base64.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Message,
  Source,
  TextPart,
  ToolCallPart,
  UserPart,
} from '../../core/message.ts';
import { sourceAt } from '../media-address.ts';
import { sourcesOf } from './citations.ts';
import { planMark } from './read-message.ts';
import { checks, invalid, refused } from './server-check.ts';

const { listOf, objectOf, textOf } = checks;

/** `messages` as portable ones. Throws for unknown roles, kinds of content, and results of calls that were not made. */
export function parseMessages(value: Json | undefined, vendor: string): Message[] {
  const list = listOf(value, 'messages');
  if (list.length === 0) throw invalid('messages must hold at least one message.');
  const conversation: Conversation = { vendor, messages: [], names: new Map(), open: new Set() };
  for (const [index, message] of list.entries())
    addMessage(objectOf(message, `messages[${index}]`), `messages[${index}]`, conversation);
  refuseOpen(conversation);
  return conversation.messages;
}

interface Conversation {
  readonly vendor: string;
  readonly messages: Message[];
  /** The name of each tool that was called, by the id of the call. */
  readonly names: Map<string, string>;
  /** The calls of the last assistant turn that have no result yet. */
  readonly open: Set<string>;
}

function refuseOpen({ open }: Conversation): void {
  if (open.size === 0) return;
  // Reported for Command A. https://github.com/oracle/langchain-oracle/issues/10
  const ids = [...open].join(', ');
  throw invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
  );
}

function addMessage(message: JsonObject, where: string, conversation: Conversation): void {
  const { messages, vendor } = conversation;
  if (message['role'] !== 'tool') refuseOpen(conversation);
  switch (message['role']) {
    case 'system':
      messages.push({
        role: 'system',
        content: contents(message, where).map((part) => textPart(part, where)),
      });
      return;
    case 'user':
      messages.push({ role: 'user', content: contents(message, where).map((part) => userPart(part, where)) });
      return;
    case 'assistant':
      messages.push({ role: 'assistant', content: assistantParts(message, where, conversation) });
      return;
    case 'tool':
      addResult(message, where, conversation, vendor);
      return;
    default:
      throw invalid(`${where}.role must be one of: user, assistant, tool, system.`);
  }
}

function contents(message: JsonObject, where: string): JsonObject[] {
  const { content } = message;
  if (content === undefined || content === null) throw invalid(`${where}.content is required.`);
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return listOf(content, `${where}.content`).map((part) => objectOf(part, `${where}.content`));
}

function textPart(part: JsonObject, where: string): TextPart {
  if (part['type'] !== 'text') throw invalid(`${where}.content may hold text only.`);
  return { type: 'text', text: textOf(part['text'], `${where}.content.text`) };
}

function userPart(part: JsonObject, where: string): UserPart {
  return part['type'] === 'image_url' ? imagePart(part, where) : textPart(part, where);
}

function imagePart(part: JsonObject, where: string): ImagePart {
  const { url, detail } = objectOf(part['image_url'], `${where}.content.image_url`);
  const address = textOf(url, `${where}.content.image_url.url`);
  const isLevel = detail === 'auto' || detail === 'low' || detail === 'high';
  if (detail !== undefined && !isLevel) throw invalid(`${where}.content.image_url.detail is not known.`);
  return {
    type: 'image',
    source: sourceAt(address),
    ...(isLevel ? { detail } : {}),
  };
}

function assistantParts(message: JsonObject, where: string, conversation: Conversation): AssistantPart[] {
  const hasContent = message['content'] !== undefined && message['content'] !== null;
  const citations = listOf(message['citations'], `${where}.citations`);
  const parts = hasContent ? contents(message, where) : [];
  const firstText = parts.findIndex((part) => part['type'] === 'text');
  const said = parts.map((part, index) =>
    assistantPart(part, sourcesAt(citations, index, firstText), where, conversation.vendor),
  );
  const plan = message['tool_plan'];
  const calls = listOf(message['tool_calls'], `${where}.tool_calls`).map((call) =>
    toolCall(objectOf(call, `${where}.tool_calls`), where, conversation),
  );
  if (!hasContent && calls.length === 0 && typeof plan !== 'string')
    throw invalid(`${where} must have content or tool_calls.`);
  const planned: AssistantPart[] =
    typeof plan === 'string' && plan !== '' ? [{ type: 'reasoning', text: plan, signature: planMark }] : [];
  return [...said, ...planned, ...calls];
}

// A citation that names no content is about the first text.
function sourcesAt(citations: readonly unknown[], index: number, firstText: number): Source[] {
  return citations
    .filter(isRecord)
    .filter((citation) => (citation['content_index'] ?? firstText) === index)
    .flatMap((citation) => sourcesOf(citation));
}

function assistantPart(part: JsonObject, citations: Source[], where: string, vendor: string): AssistantPart {
  switch (part['type']) {
    case 'text':
      return { ...textPart(part, where), ...(citations.length === 0 ? {} : { citations }) };
    case 'thinking':
      return { type: 'reasoning', text: textOf(part['thinking'], `${where}.content.thinking`) };
    case undefined:
      throw invalid(`${where}.content.type is required.`);
    default:
      return { type: 'extra', provider: vendor, value: part };
  }
}

function toolCall(call: JsonObject, where: string, { names, open }: Conversation): ToolCallPart {
  const id = textOf(call['id'], `${where}.tool_calls.id`);
  const { name, arguments: args } = objectOf(call['function'], `${where}.tool_calls.function`);
  const called = textOf(name, `${where}.tool_calls.function.name`);
  if (id === '' || called === '') throw invalid(`${where}.tool_calls needs an id and a name.`);
  if (call['type'] !== undefined && call['type'] !== 'function')
    throw refused('tool call must be of type function');
  if (open.has(id)) throw refused('cannot have duplicate tool ids');
  open.add(id);
  names.set(id, called);
  const raw = textOf(args ?? '{}', `${where}.tool_calls.function.arguments`);
  const parsed = parseJson(raw);
  const part = { type: 'tool-call' as const, id, name: called };
  if (parsed.ok && isRecord(parsed.value)) return { ...part, input: parsed.value as JsonObject };
  return { ...part, input: null, invalid: 'the arguments are not a JSON object', raw };
}

function addResult(
  message: JsonObject,
  where: string,
  { messages, names, open }: Conversation,
  vendor: string,
): void {
  const { tool_call_id: said } = message;
  if (said === undefined || said === null || said === '')
    throw refused('tool call id must be provided with tool message');
  const toolCallId = textOf(said, `${where}.tool_call_id`);
  const toolName = names.get(toolCallId);
  if (toolName === undefined) throw refused('tool call id not found in previous tool calls');
  open.delete(toolCallId);
  const content = contents(message, where).map((part) =>
    part['type'] === 'document' ? documentPart(part, where, vendor) : textPart(part, where),
  );
  const result = { type: 'tool-result' as const, toolCallId, toolName, content };
  const last = messages.at(-1);
  if (last?.role === 'tool')
    messages[messages.length - 1] = { role: 'tool', content: [...last.content, result] };
  else messages.push({ role: 'tool', content: [result] });
}

// The way back of `encodeDocument`: a text with a title is a file of text, all other data is JSON.
function documentPart(part: JsonObject, where: string, vendor: string): FilePart {
  const { data, id } = objectOf(part['document'], `${where}.content.document`);
  const facts = objectOf(data, `${where}.content.document.data`);
  const { title, text, ...others } = facts;
  const isText = typeof text === 'string' && (title === undefined || typeof title === 'string');
  const isFile = isText && Object.keys(others).length === 0;
  const words = isFile ? text : JSON.stringify(facts);
  return {
    type: 'file',
    source: {
      data: toBase64(new TextEncoder().encode(words)),
      mediaType: isFile ? 'text/plain' : 'application/json',
    },
    ...(isFile && typeof title === 'string' ? { filename: title } : {}),
    ...(id === undefined ? {} : { providerOptions: { [vendor]: { id } } }),
  };
}
