import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import {
  type AssistantMessage,
  type AssistantPart,
  isFromHere,
  type Message,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
  type UserMessage,
} from '../../core/message.ts';
import { mergeJson } from '../json-merge.ts';
import { cachePoint } from './cache-point.ts';
import { completeTurns, type Turn } from './encode-ending.ts';
import { encodeMedia } from './encode-media.ts';
import type { Encoding } from './encoding.ts';
import { citationsFor } from './sources.ts';
import { wireIds } from './tool-ids.ts';

/** The conversation as `system` and `messages`. Turns of the same role that follow each other become one. */
export function encodeMessages(encoding: Encoding): JsonObject {
  const system: JsonObject[] = [];
  const turns: Turn[] = [];
  const idOf = wireIds(encoding);
  for (const [index, message] of encoding.call.messages.entries()) {
    const where = `messages[${index}]`;
    if (message.role === 'system') {
      if (turns.length > 0) {
        const why = 'Instructions inside the conversation were moved to its top, the only place Bedrock has.';
        encoding.changed(where, why);
      }
      system.push(...message.content.flatMap((part) => textBlocks(part, where, encoding)));
      continue;
    }
    const content = blocksOf(message, where, idOf, encoding);
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  completeTurns(encoding, turns);
  return {
    messages: turns as unknown as readonly Json[],
    ...(system.length === 0 ? {} : { system }),
  };
}

function blocksOf(
  message: Exclude<Message, { role: 'system' }>,
  where: string,
  idOf: (id: string) => string,
  encoding: Encoding,
): JsonObject[] {
  switch (message.role) {
    case 'user':
      return userBlocks(message, where, encoding);
    case 'assistant':
      return assistantBlocks(message, where, idOf, encoding);
    case 'tool':
      return message.content.flatMap((part, index) =>
        resultBlocks(part, `${where}.content[${index}]`, idOf, encoding),
      );
  }
}

function userBlocks(message: UserMessage, where: string, encoding: Encoding): JsonObject[] {
  if (message.name !== undefined) encoding.dropped(`${where}.name`, 'Bedrock has no names of users.');
  return message.content.flatMap((part, index) => {
    const at = `${where}.content[${index}]`;
    if (part.type !== 'text') return encodeMedia(part, at, encoding);
    // White space is taken from users (recorded for Nova and Claude, HTTP 200); without it a turn might be missing.
    return part.text === '' ? cachePoint(part.providerOptions, encoding) : writtenBlocks(part, encoding);
  });
}

/** A text, and the cache point behind it if one is asked for. "The text field … is blank" is refused. */
function textBlocks(part: TextPart, where: string, encoding: Encoding): JsonObject[] {
  if (part.text.trim() === '') {
    if (part.text !== '') encoding.dropped(where, 'Bedrock refuses blank text; it was left out.');
    return cachePoint(part.providerOptions, encoding);
  }
  return writtenBlocks(part, encoding);
}

function writtenBlocks(part: TextPart, encoding: Encoding): JsonObject[] {
  const { guardContent } = encoding.ownOptions(part.providerOptions);
  const block = isRecord(guardContent)
    ? { guardContent: mergeJson({ text: { text: part.text } }, guardContent as JsonObject) }
    : { text: part.text };
  return [block, ...cachePoint(part.providerOptions, encoding)];
}

function assistantBlocks(
  message: AssistantMessage,
  where: string,
  idOf: (id: string) => string,
  encoding: Encoding,
): JsonObject[] {
  const here = { provider: encoding.call.model.provider, protocol: 'bedrock-converse' };
  const isHere = isFromHere(message, here);
  return message.content.flatMap((part, index): JsonObject[] => {
    const at = `${where}.content[${index}]`;
    if (part.type === 'tool-call') {
      const call = { toolUse: toolUse(part, at, idOf, encoding) };
      return [call, ...cachePoint(part.providerOptions, encoding)];
    }
    return saidBlocks(part, at, isHere, encoding);
  });
}

function saidBlocks(
  part: Exclude<AssistantPart, { type: 'tool-call' }>,
  where: string,
  isHere: boolean,
  encoding: Encoding,
): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const citations = isHere ? citationsFor(part.citations) : [];
      if (citations.length === 0 || part.text.trim() === '') return textBlocks(part, where, encoding);
      const cited = { citationsContent: { content: [{ text: part.text }], citations } };
      return [cited, ...cachePoint(part.providerOptions, encoding)];
    }
    case 'reasoning':
      return thought(part, where, isHere, encoding);
    case 'refusal':
      encoding.changed(where, 'Bedrock has no refusals; it was sent as text.');
      return part.text.trim() === '' ? [] : [{ text: part.text }];
    case 'image':
    case 'file':
      return encodeMedia(part, where, encoding);
    case 'extra': {
      const { vendor } = encoding.dialect;
      const isOurs = part.provider === vendor || part.provider === encoding.call.model.provider;
      if (isHere && isOurs && isRecord(part.value)) return [part.value as JsonObject];
      encoding.dropped(where, `Content that only ${part.provider} understands was left out.`);
      return [];
    }
  }
}

function thought(
  part: Extract<AssistantPart, { type: 'reasoning' }>,
  where: string,
  isHere: boolean,
  encoding: Encoding,
): JsonObject[] {
  if (!isHere) {
    encoding.dropped(where, 'Thoughts of another model are not sent to this one.');
    return [];
  }
  if (part.signature === undefined && encoding.isOneOf(encoding.dialect.signedModels)) {
    encoding.dropped(where, 'This model takes back signed thoughts only.');
    return [];
  }
  const signature = part.signature === undefined ? {} : { signature: part.signature };
  return [{ reasoningContent: { reasoningText: { text: part.text, ...signature } } }];
}

function toolUse(
  part: ToolCallPart,
  where: string,
  idOf: (id: string) => string,
  encoding: Encoding,
): JsonObject {
  const isSound = part.invalid === undefined && isRecord(part.input);
  if (!isSound)
    encoding.changed(`${where}.input`, 'Bedrock takes an object as arguments only; an empty one was sent.');
  return { toolUseId: idOf(part.id), name: part.name, input: isSound ? part.input : {} };
}

function resultBlocks(
  part: ToolResultPart,
  where: string,
  idOf: (id: string) => string,
  encoding: Encoding,
): JsonObject[] {
  const content = part.content.flatMap((item, index): JsonObject[] => {
    if (item.type !== 'text') return encodeMedia(item, `${where}.content[${index}]`, encoding);
    if (item.text === '') return [];
    const json =
      encoding.ownOptions(item.providerOptions)['json'] === true ? parseJson(item.text) : undefined;
    return [json?.ok === true ? { json: json.value } : { text: item.text }];
  });
  if (part.isError === true && content.length === 0) {
    encoding.added(where, 'Bedrock takes no empty result of a tool that failed; it says so now.');
    content.push({ text: 'Error' });
  }
  const status = part.isError === undefined ? {} : { status: part.isError ? 'error' : 'success' };
  const result = { toolResult: { toolUseId: idOf(part.toolCallId), content, ...status } };
  return [result, ...cachePoint(part.providerOptions, encoding)];
}
