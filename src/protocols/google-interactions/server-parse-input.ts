import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  MediaSource,
  Message,
  TextPart,
  ToolResultPart,
} from '../../core/message.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import {
  invalid,
  listAt,
  objectAt,
  optionalBoolean,
  optionalText,
  othersOf,
  textAt,
} from './server-check.ts';
import { mediaTypes } from './wire.ts';

interface Context {
  readonly dialect: GoogleInteractionsDialect;
  /** Whether the host has what was said before. */
  readonly hasHistory: boolean;
}

/** `input` as messages: a text, contents, or steps. Throws for the roles of before May 2026 and for results without a call. */
export function parseInput(input: Json | undefined, context: Context): Message[] {
  if (input === undefined || input === null) throw invalid("'input' is required.");
  if (typeof input === 'string') return [{ role: 'user', content: [{ type: 'text', text: input }] }];
  const given = Array.isArray(input) ? (input as readonly Json[]) : [input];
  const values = given.map((value, index) => objectAt(value, `input[${index}]`));
  if (values.length === 0 && !context.hasHistory) throw invalid("'input' must not be empty.");
  if (values.some(({ role }) => role !== undefined)) throw legacy();
  const isContent =
    values.length > 0 &&
    values.every(({ type }) => type === 'text' || (typeof type === 'string' && mediaTypes.has(type)));
  const steps = isContent ? [{ type: 'user_input', content: values }] : values;
  const conversation = new Conversation(context);
  for (const [index, step] of steps.entries()) conversation.add(step, `input[${index}]`);
  return conversation.messages;
}

class Conversation {
  readonly messages: Message[] = [];
  readonly #context: Context;
  readonly #calls = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  add(step: JsonObject, where: string): void {
    const type = textAt(step['type'], `${where}.type`);
    switch (type) {
      case 'user_input':
        this.messages.push({ role: 'user', content: this.#contents(step['content'], `${where}.content`) });
        return;
      case 'function_result':
        this.#answered(this.#result(step, where));
        return;
      case 'model_output':
        this.#said(...this.#contents(step['content'], `${where}.content`));
        return;
      case 'thought':
        this.#said(this.#thought(step, where));
        return;
      case 'function_call':
        this.#said(this.#call(step, where));
        return;
      default:
        this.#said({ type: 'extra', provider: this.#context.dialect.vendor, value: step });
    }
  }

  #said(...parts: AssistantPart[]): void {
    const last = this.messages.at(-1);
    if (last?.role === 'assistant')
      this.messages[this.messages.length - 1] = { ...last, content: [...last.content, ...parts] };
    else this.messages.push({ role: 'assistant', content: parts });
  }

  #answered(part: ToolResultPart): void {
    const last = this.messages.at(-1);
    if (last?.role === 'tool')
      this.messages[this.messages.length - 1] = { role: 'tool', content: [...last.content, part] };
    else this.messages.push({ role: 'tool', content: [part] });
  }

  #thought(step: JsonObject, where: string): AssistantPart {
    const texts = listAt(step['summary'], `${where}.summary`).map((content, index) => {
      const part = this.#content(content, `${where}.summary[${index}]`);
      return part.type === 'text' ? part.text : '';
    });
    return {
      type: 'reasoning',
      text: texts.join(''),
      ...signed(step, where),
      ...this.#own(step, thoughtMembers),
    };
  }

  #call(step: JsonObject, where: string): AssistantPart {
    const id = textAt(step['id'], `${where}.id`);
    this.#calls.add(id);
    return {
      type: 'tool-call',
      id,
      name: textAt(step['name'], `${where}.name`),
      input: objectAt(step['arguments'] ?? {}, `${where}.arguments`),
      ...signed(step, where),
      ...this.#own(step, callMembers),
    };
  }

  #result(step: JsonObject, where: string): ToolResultPart {
    const id = textAt(step['call_id'], `${where}.call_id`);
    if (!this.#calls.has(id) && !this.#context.hasHistory)
      throw invalid(`${where}: there is no function call with the id '${id}'.`);
    const name = optionalText(step['name'], `${where}.name`);
    const isError = optionalBoolean(step['is_error'], `${where}.is_error`);
    return {
      type: 'tool-result',
      toolCallId: id,
      ...(name === undefined ? {} : { toolName: name }),
      content: this.#outcome(step['result'], `${where}.result`),
      ...(isError === undefined ? {} : { isError }),
      ...this.#own(step, resultMembers),
    };
  }

  #outcome(result: Json | undefined, where: string): ToolResultPart['content'] {
    if (result === undefined || result === null) throw invalid(`'${where}' is required.`);
    if (typeof result === 'string') return result === '' ? [] : [{ type: 'text', text: result }];
    if (Array.isArray(result)) return this.#contents(result as readonly Json[], where);
    if (isRecord(result)) return [{ type: 'text', text: JSON.stringify(result) }];
    throw invalid(`Invalid value at '${where}'.`);
  }

  #contents(value: Json | undefined, where: string): (TextPart | ImagePart | FilePart)[] {
    const list = isRecord(value) ? [value as Json] : listAt(value, where);
    return list.map((content, index) => this.#content(content, `${where}[${index}]`));
  }

  #content(value: Json, where: string): TextPart | ImagePart | FilePart {
    const content = objectAt(value, where);
    const type = textAt(content['type'], `${where}.type`);
    if (type === 'text') {
      const text = optionalText(content['text'], `${where}.text`);
      if (text === undefined) throw invalid(`'${where}.text' is required.`);
      return { type, text, ...this.#own(content, textMembers) };
    }
    if (!mediaTypes.has(type)) throw invalid(`Invalid value at '${where}.type': ${type}.`);
    const source = this.#source(content, where);
    if (type !== 'image') return { type: 'file', source, ...this.#own(content, fileMembers) };
    const { resolution } = content;
    const detail = resolution === 'low' || resolution === 'high' ? { detail: resolution } : {};
    const members = 'detail' in detail ? imageMembers : fileMembers;
    return {
      type: 'image',
      source,
      ...(detail as { detail?: 'low' | 'high' }),
      ...this.#own(content, members),
    };
  }

  #source(content: JsonObject, where: string): MediaSource {
    const mediaType = optionalText(content['mime_type'], `${where}.mime_type`);
    const data = optionalText(content['data'], `${where}.data`);
    if (data !== undefined) {
      if (mediaType === undefined) throw invalid(`'${where}.mime_type' is required.`);
      if (/[^A-Za-z0-9+/_=\s-]/.test(data)) throw invalid(`Invalid value at '${where}.data': no base64.`);
      return { data, mediaType };
    }
    const uri = textAt(content['uri'], `${where}.uri`);
    const { fileUriPrefix } = this.#context.dialect;
    const isOwn = uri.startsWith(`${fileUriPrefix}files/`);
    const place = isOwn ? { fileId: uri.slice(fileUriPrefix.length) } : { url: uri };
    return mediaType === undefined ? place : { ...place, mediaType };
  }

  #own(value: JsonObject, named: ReadonlySet<string>): { providerOptions?: Record<string, JsonObject> } {
    const own = othersOf(value, named);
    return own === undefined ? {} : { providerOptions: { [this.#context.dialect.vendor]: own } };
  }
}

function signed(step: JsonObject, where: string): { signature?: string } {
  const signature = optionalText(step['signature'], `${where}.signature`);
  return signature === undefined || signature === '' ? {} : { signature };
}

// In these words since June 2026 (github.com/allenhutchison/gemini-cli-deep-research/issues/73).
function legacy(): Error {
  return invalid("The legacy Interactions API schema is no longer supported: 'input' is a list of steps.");
}

const thoughtMembers: ReadonlySet<string> = new Set(['type', 'summary', 'signature']);
const callMembers: ReadonlySet<string> = new Set(['type', 'id', 'name', 'arguments', 'signature']);
const resultMembers: ReadonlySet<string> = new Set(['type', 'call_id', 'name', 'result', 'is_error']);
const textMembers: ReadonlySet<string> = new Set(['type', 'text', 'annotations']);
const fileMembers: ReadonlySet<string> = new Set(['type', 'data', 'uri', 'mime_type']);
const imageMembers: ReadonlySet<string> = new Set([...fileMembers, 'resolution']);
