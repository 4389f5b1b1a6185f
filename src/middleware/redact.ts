import type { Call, Middleware } from '../core/call.ts';
import type { AssistantPart, Message, ToolResultPart, UserPart } from '../core/message.ts';
import { isRecord, type Json } from '../core/json.ts';
import type { AnyCall, ModerationPart } from '../core/operation.ts';
import { createPlaceholders, type Find, finderOf, type Pattern } from './placeholders.ts';
import { restored } from './recovery/restored.ts';
import { callable, type Check, checkSettings, flag } from './settings.ts';

/** Settings of {@link redact}: patterns, or a function that finds what must not be sent. */
export interface RedactOptions {
  /** With a name, the placeholder tells the model what was there: `[EMAIL_1]`. Default: {@link personal}. */
  readonly patterns?: readonly Pattern[];
  /** Finds more than patterns can: gives the texts to hide, each with a name. */
  readonly find?: Find;
  /** Whether placeholders in the answer become what they stand for. Default true. */
  readonly restore?: boolean;
}

/** E-mail addresses, telephone, card and social security numbers, IBANs and IPv4 addresses, as they are mostly written. */
export const personal: readonly Pattern[] = [
  // From the start of a word only: tried from each of its letters, a long word would be walked as often as it is long.
  { name: 'EMAIL', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/ },
  { name: 'CARD', pattern: /\b\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}\b/ },
  { name: 'SSN', pattern: /\b\d{3}-\d{2}-\d{4}\b/ },
  { name: 'IBAN', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/ },
  { name: 'PHONE', pattern: /(?<![\w.])\+\d{1,3}[ ./-]?(?:\(?\d{1,4}\)?[ ./-]?){2,5}\d{2,4}\b/ },
  { name: 'IP', pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/ },
];

/**
 * Keeps texts from the provider: what the patterns find is sent as a placeholder, in prompts, tool results and every other
 * text of a call, and is put back into the answer. The conversation that the caller holds stays as it is. Images and files
 * are not looked into.
 */
export function redact(options: RedactOptions = {}): Middleware {
  checkSettings('redact', options, checks);
  const { find: own, restore = true } = options;
  const patterns = finderOf(options.patterns ?? (own === undefined ? personal : []));
  const find: Find = own === undefined ? patterns : (text) => [...patterns(text), ...own(text)];
  return async (call, next) => {
    const placeholders = createPlaceholders(find);
    const reply = await next(hidden(call, placeholders.hide));
    if (!restore || placeholders.isEmpty) return reply;
    return { ...reply, chunks: restored(reply.chunks, placeholders) };
  };
}

const isPattern = (value: unknown): boolean =>
  value instanceof RegExp ||
  (isRecord(value) && typeof value['name'] === 'string' && value['pattern'] instanceof RegExp);

const checks: Readonly<Record<string, Check>> = {
  patterns: (value) =>
    Array.isArray(value) && value.every(isPattern)
      ? undefined
      : 'must be a list of regular expressions, or of { name, pattern }',
  find: callable,
  restore: flag,
};

type Hide = (text: string) => string;

function hidden(call: AnyCall, hide: Hide): AnyCall {
  switch (call.operation) {
    case 'text':
      return hiddenText(call, hide);
    case 'embed':
      return {
        ...call,
        values: call.values.map((value) => (typeof value === 'string' ? hide(value) : value)),
      };
    case 'rerank':
      return {
        ...call,
        query: hide(call.query),
        documents: call.documents.map((each) =>
          typeof each === 'string' ? hide(each) : (hiddenJson(each, hide) as typeof each),
        ),
      };
    case 'image':
      return { ...call, prompt: hide(call.prompt) };
    case 'video': {
      const { negativePrompt } = call;
      const not = negativePrompt === undefined ? {} : { negativePrompt: hide(negativePrompt) };
      return { ...call, prompt: hide(call.prompt), ...not };
    }
    case 'speech': {
      const { instructions } = call;
      const how = instructions === undefined ? {} : { instructions: hide(instructions) };
      return { ...call, text: hide(call.text), ...how };
    }
    case 'transcription':
      return call.prompt === undefined ? call : { ...call, prompt: hide(call.prompt) };
    case 'ocr':
      return call;
    case 'moderation': {
      const hiddenPart = (part: ModerationPart): ModerationPart =>
        typeof part === 'string' ? hide(part) : part;
      return {
        ...call,
        values: call.values.map((value) =>
          Array.isArray(value) ? value.map(hiddenPart) : hiddenPart(value as ModerationPart),
        ),
      };
    }
    default:
      call satisfies never;
      return call;
  }
}

function hiddenText(call: Call, hide: Hide): Call {
  return { ...call, messages: call.messages.map((message) => hiddenMessage(message, hide)) };
}

function hiddenMessage(message: Message, hide: Hide): Message {
  const content = message.content.map((part: UserPart | AssistantPart | ToolResultPart) =>
    hiddenPart(part, hide),
  );
  return { ...message, content } as Message;
}

function hiddenPart(
  part: UserPart | AssistantPart | ToolResultPart,
  hide: Hide,
): UserPart | AssistantPart | ToolResultPart {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { ...part, text: hide(part.text) };
    case 'reasoning':
      // What is signed must go back as it came; it was written by a model that saw placeholders.
      return part.signature === undefined ? { ...part, text: hide(part.text) } : part;
    case 'tool-call':
      return { ...part, input: hiddenJson(part.input, hide) };
    case 'tool-result':
      return { ...part, content: part.content.map((each) => hiddenPart(each, hide) as typeof each) };
    case 'file':
      return part.filename === undefined ? part : { ...part, filename: hide(part.filename) };
    default:
      return part;
  }
}

function hiddenJson(value: Json, hide: Hide): Json {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each: Json) => hiddenJson(each, hide));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      hide(key),
      member === undefined ? undefined : hiddenJson(member as Json, hide),
    ]),
  );
}
