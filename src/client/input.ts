import type { Context } from '../core/context.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, parseJson } from '../core/json.ts';
import type { MediaSource, Message, Part } from '../core/message.ts';

/** A message as callers may write it: `content` may be a plain string for system, user and assistant turns. */
export type MessageInput =
  | Message
  | { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };

/** What a call is about: a prompt, a message, several, or a conversation. */
export type Input = string | MessageInput | readonly MessageInput[] | Context;

const allowedParts: Readonly<Record<string, readonly Part['type'][]>> = {
  system: ['text'],
  user: ['text', 'image', 'file'],
  assistant: ['text', 'reasoning', 'refusal', 'tool-call', 'image', 'file', 'extra'],
  tool: ['tool-result'],
};

/** Any form of input as messages, checked. Throws `invalid-request` and says which part is wrong. */
export function messagesOf(input: unknown, system?: string): Message[] {
  const list = listOf(input);
  const messages = list.map((message, index) => messageOf(message, `messages[${index}]`));
  if (system !== undefined) messages.unshift({ role: 'system', content: [{ type: 'text', text: system }] });
  if (messages.every((message) => message.role === 'system'))
    throw wrong('The input holds no message to answer; pass a prompt or at least one user message.');
  return messages;
}

/**
 * Reads a stored conversation: the JSON of a {@link Context}, as text or parsed, and checks every message. Throws
 * `invalid-request` and says which part is wrong.
 */
export function parseContext(stored: unknown): Context {
  const parsed = typeof stored === 'string' ? parseJson(stored) : { ok: true as const, value: stored };
  if (!parsed.ok) throw wrong(`The stored conversation is no JSON: ${parsed.problem}.`);
  const { value } = parsed;
  if (!isRecord(value) || !Array.isArray(value['messages']))
    throw wrong('The stored conversation must be an object with `version` and a list of `messages`.');
  checkVersion(value);
  const messages = value['messages'].map((message, index) => messageOf(message, `messages[${index}]`));
  return { version: 1, messages };
}

function checkVersion({ version }: Record<string, unknown>): void {
  if (version === undefined)
    throw wrong('A conversation has `version: 1`; `context(...messages)` makes one.');
  if (version !== 1)
    throw wrong(`The conversation has version ${JSON.stringify(version)}; this release reads version 1.`);
}

function listOf(input: unknown): readonly unknown[] {
  if (typeof input === 'string') {
    if (input.trim() === '') throw wrong('The prompt is empty; pass some text.');
    return [{ role: 'user', content: input }];
  }
  if (Array.isArray(input)) {
    if (input.length === 0) throw wrong('The list of messages is empty; pass at least one user message.');
    return input;
  }
  if (isRecord(input) && 'messages' in input) {
    checkVersion(input);
    return listOf(input['messages']);
  }
  if (isRecord(input) && 'role' in input) return [input];
  throw wrong('The input must be a string, a message, a list of messages or a conversation.');
}

function messageOf(value: unknown, where: string): Message {
  if (typeof value === 'string') return { role: 'user', content: [{ type: 'text', text: value }] };
  if (!isRecord(value)) throw wrong(`${where} must be a message object with \`role\` and \`content\`.`);
  const { role, content } = value;
  const allowed =
    typeof role === 'string' && Object.hasOwn(allowedParts, role) ? allowedParts[role] : undefined;
  if (allowed === undefined)
    throw wrong(`${where}.role must be one of ${Object.keys(allowedParts).join(', ')}.`);
  const parts: unknown =
    typeof content === 'string' && role !== 'tool' ? [{ type: 'text', text: content }] : content;
  if (!Array.isArray(parts))
    throw wrong(
      `${where}.content must be ${role === 'tool' ? 'a list of tool results' : 'text or a list of parts'}.`,
    );
  if (parts.length === 0 && role !== 'assistant') throw wrong(`${where}.content is empty.`);
  parts.forEach((part, index) => checkPart(part, allowed, `${where}.content[${index}]`));
  return { ...value, content: parts.map(withoutDataUrl) } as unknown as Message;
}

// data: addresses become bare base64 here, so that codecs need to know one form only.
function withoutDataUrl(part: Part): Part {
  if (part.type === 'tool-result')
    return { ...part, content: part.content.map(withoutDataUrl) as typeof part.content };
  return part.type === 'image' || part.type === 'file'
    ? { ...part, source: inlineDataUrl(part.source) }
    : part;
}

function checkPart(part: unknown, allowed: readonly string[], where: string): void {
  if (!isRecord(part)) throw wrong(`${where} must be a part object with a \`type\`.`);
  const { type } = part;
  if (typeof type !== 'string' || !allowed.includes(type))
    throw wrong(`${where}.type must be one of ${allowed.join(', ')}.`);
  if (['text', 'reasoning', 'refusal'].includes(type) && typeof part['text'] !== 'string')
    throw wrong(`${where}.text must be a string.`);
  if (type === 'image' || type === 'file') checkSource(part['source'], `${where}.source`);
  if (type === 'tool-call') {
    checkNames(part, ['id'], where);
    // Models do call tools by no name at all.
    if (typeof part['name'] !== 'string') throw wrong(`${where}.name must be a string.`);
  }
  if (type === 'extra') checkNames(part, ['provider'], where);
  if (type === 'tool-result') {
    checkNames(part, ['toolCallId'], where);
    const { content } = part;
    if (!Array.isArray(content))
      throw wrong(
        `${where}.content must be a list of text, image or file parts; \`toolResult()\` makes one from any value.`,
      );
    content.forEach((inner, index) =>
      checkPart(inner, ['text', 'image', 'file'], `${where}.content[${index}]`),
    );
  }
}

function checkNames(part: Record<string, unknown>, names: readonly string[], where: string): void {
  for (const name of names)
    if (typeof part[name] !== 'string' || part[name] === '')
      throw wrong(`${where}.${name} must be a non-empty string.`);
}

function checkSource(source: unknown, where: string): void {
  if (!isRecord(source)) throw wrong(`${where} must be { data, mediaType }, { url } or { fileId }.`);
  const { data, url, fileId, mediaType, provider } = source as {
    [K in 'data' | 'url' | 'fileId' | 'mediaType' | 'provider']?: unknown;
  };
  const given = [data, url, fileId].filter((value) => value !== undefined);
  if (given.length !== 1 || typeof given[0] !== 'string' || given[0] === '')
    throw wrong(`${where} must have exactly one of data, url and fileId, as text.`);
  if (
    mediaType !== undefined &&
    (typeof mediaType !== 'string' || !/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/.test(mediaType))
  ) {
    throw wrong(`${where}.mediaType must look like image/png.`);
  }
  if (provider !== undefined && (fileId === undefined || typeof provider !== 'string' || provider === ''))
    throw wrong(`${where}.provider must be the id of the provider that holds the file, beside a fileId.`);
  if (data !== undefined) checkData(data as string, mediaType, where);
  if (url !== undefined) checkUrl(url as string, where);
}

function checkData(data: string, mediaType: unknown, where: string): void {
  if (mediaType === undefined)
    throw wrong(`${where}.mediaType is missing; say what the data is, such as image/png.`);
  if (data.startsWith('data:'))
    throw wrong(`${where}.data must be bare base64; pass a data: address as \`url\` or cut its head off.`);
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(data))
    throw wrong(`${where}.data is not base64; encode the bytes first.`);
}

function checkUrl(url: string, where: string): void {
  if (url.startsWith('data:')) {
    if (!/^data:[\w.+-]+\/[\w.+-]+(?:;[\w=.+-]+)*;base64,[A-Za-z0-9+/_-]*={0,2}$/.test(url))
      throw wrong(`${where}.url is a data: address that is not base64 with a media type.`);
    return;
  }
  if (!/^(?:https?|gs|s3):\/\/\S+$/i.test(url))
    throw wrong(`${where}.url must be an http(s), gs, s3 or data: address.`);
}

function inlineDataUrl(source: MediaSource): MediaSource {
  if (!('url' in source) || !source.url.startsWith('data:')) return source;
  const comma = source.url.indexOf(',');
  const mediaType = source.url.slice(5, comma).split(';')[0] ?? '';
  return { data: source.url.slice(comma + 1), mediaType: source.mediaType ?? mediaType };
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'config' });
}
