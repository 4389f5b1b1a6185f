import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import {
  type AssistantMessage,
  isFromHere,
  type SystemMessage,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
  type UserMessage,
} from '../../core/message.ts';
import { saidFailure } from '../failed-result.ts';
import { citationsFor } from './citations.ts';
import { encodeDocument, encodeImage } from './encode-media.ts';
import type { Encoding } from './encoding.ts';
import { planMark } from './read-message.ts';

interface Conversation {
  readonly messages: readonly JsonObject[];
  /** Files, which stand beside the conversation here. */
  readonly documents: readonly JsonObject[];
}

/** The conversation. Files of text become `documents`, wherever they stood. */
export function encodeMessages(encoding: Encoding): Conversation {
  const messages: JsonObject[] = [];
  const documents: JsonObject[] = [];
  for (const [index, message] of encoding.call.messages.entries()) {
    const where = `messages[${index}]`;
    switch (message.role) {
      case 'system':
        messages.push({ role: 'system', content: texts(message, encoding) });
        break;
      case 'user':
        messages.push({ role: 'user', content: userContent(message, { where, documents, encoding }) });
        break;
      case 'assistant':
        messages.push(...assistant(message, where, encoding));
        break;
      case 'tool':
        messages.push(...results(message.content, where, encoding));
        break;
    }
  }
  return { messages, documents };
}

function texts({ content }: SystemMessage, encoding: Encoding): Json {
  return plain(content.map((part) => wireText(part, encoding)));
}

interface UserContext {
  readonly where: string;
  readonly documents: JsonObject[];
  readonly encoding: Encoding;
}

function userContent({ content, name }: UserMessage, { where, documents, encoding }: UserContext): Json {
  if (name !== undefined) encoding.dropped(`${where}.name`, 'Cohere has no names of users.');
  const parts = content.flatMap((part, index): JsonObject[] => {
    const at = `${where}.content[${index}]`;
    if (part.type === 'text') return [wireText(part, encoding)];
    if (part.type === 'image') return listed(encodeImage(part, at, encoding));
    const document = encodeDocument(part, at, encoding);
    if (document !== undefined) {
      documents.push(document);
      encoding.changed(at, 'The file went into `documents`, as Cohere takes none inside the conversation.');
    }
    return [];
  });
  return plain(parts);
}

function wireText(part: TextPart, encoding: Encoding): JsonObject {
  return encoding.withOptions({ type: 'text', text: part.text }, part.providerOptions);
}

// One plain text goes as such: the shorter form of the same.
function plain(parts: readonly JsonObject[]): Json {
  const [only] = parts;
  if (only === undefined) return '';
  const isPlain = parts.length === 1 && only['type'] === 'text' && Object.keys(only).length === 2;
  return isPlain ? (only['text'] ?? '') : parts;
}

interface Draft {
  readonly content: JsonObject[];
  readonly citations: JsonObject[];
  readonly calls: JsonObject[];
  plan: string;
}

function assistant(message: AssistantMessage, where: string, encoding: Encoding): JsonObject[] {
  const { call } = encoding;
  const isHere = isFromHere(message, { provider: call.model.provider, protocol: 'cohere-chat' });
  const draft: Draft = { content: [], citations: [], calls: [], plan: '' };
  for (const [index, part] of message.content.entries())
    addPart(part, `${where}.content[${index}]`, isHere, draft, encoding);
  const { content, citations, calls, plan } = draft;
  if (content.length === 0 && calls.length === 0 && plan === '') {
    encoding.dropped(where, 'The turn of the model says nothing that Cohere can take; it was left out.');
    return [];
  }
  return [
    {
      role: 'assistant',
      ...(content.length === 0 ? {} : { content: plain(content) }),
      ...(plan === '' ? {} : { tool_plan: plan }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(citations.length === 0 ? {} : { citations }),
    },
  ];
}

function addPart(
  part: AssistantMessage['content'][number],
  where: string,
  isHere: boolean,
  draft: Draft,
  encoding: Encoding,
): void {
  switch (part.type) {
    case 'text':
      if (part.text === '') return;
      if (isHere) draft.citations.push(...citationsFor(part.citations, draft.content.length));
      draft.content.push(wireText(part, encoding));
      return;
    case 'reasoning':
      if (!isHere) encoding.dropped(where, 'Thoughts of another model are not sent to this one.');
      else if (part.signature === planMark) draft.plan += part.text;
      else if (part.text !== '') {
        const thinking = { type: 'thinking', thinking: part.text };
        draft.content.push(encoding.withOptions(thinking, part.providerOptions));
      }
      return;
    case 'refusal':
      encoding.changed(where, 'Cohere has no refusals; it was sent as text.');
      if (part.text !== '') draft.content.push({ type: 'text', text: part.text });
      return;
    case 'tool-call':
      draft.calls.push(toolCall(part, where, encoding));
      return;
    case 'image':
    case 'file':
      encoding.dropped(where, 'Cohere takes no files in turns of the model; it was left out.');
      return;
    case 'extra': {
      const isOurs =
        part.provider === encoding.dialect.vendor || part.provider === encoding.call.model.provider;
      if (isHere && isOurs && isRecord(part.value)) draft.content.push(part.value as JsonObject);
      else encoding.dropped(where, `Content that only ${part.provider} understands was left out.`);
      return;
    }
    default:
      part satisfies never;
  }
}

function toolCall(part: ToolCallPart, where: string, encoding: Encoding): JsonObject {
  if (part.invalid !== undefined)
    encoding.changed(`${where}.input`, 'The arguments are no JSON object; they were sent as they came.');
  const args = part.invalid === undefined ? JSON.stringify(part.input ?? {}) : (part.raw ?? '{}');
  const wire = { id: part.id, type: 'function', function: { name: part.name, arguments: args } };
  return encoding.withOptions(wire, part.providerOptions);
}

// Results must follow their calls without a gap, so pictures wait until the last of them.
function results(parts: readonly ToolResultPart[], where: string, encoding: Encoding): JsonObject[] {
  const pictures: JsonObject[] = [];
  const messages = parts.map((answer, index): JsonObject => {
    const at = `${where}.content[${index}]`;
    const part = saidFailure(answer, (note) => encoding.changed(at, note));
    const content = part.content.flatMap((item, place): JsonObject[] => {
      const itemAt = `${at}.content[${place}]`;
      if (item.type === 'text') return [wireText(item, encoding)];
      if (item.type === 'file') {
        const document = encodeDocument(item, itemAt, encoding);
        return document === undefined ? [] : [{ type: 'document', document }];
      }
      encoding.changed(itemAt, 'Cohere takes no images in tool results; it follows as a turn of the user.');
      pictures.push(...listed(encodeImage(item, itemAt, encoding)));
      return [];
    });
    const wire = { role: 'tool', tool_call_id: part.toolCallId, content: plain(content) };
    return encoding.withOptions(wire, part.providerOptions);
  });
  return pictures.length === 0 ? messages : [...messages, { role: 'user', content: pictures }];
}

function listed(value: JsonObject | undefined): JsonObject[] {
  return value === undefined ? [] : [value];
}
