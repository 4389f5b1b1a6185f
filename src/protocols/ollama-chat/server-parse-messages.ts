import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { AssistantPart, ImagePart, Message, ToolResultPart, UserPart } from '../../core/message.ts';
import { imageTypeOf } from './image-type.ts';
import { checks, invalid } from './server-check.ts';

const { listOf, objectOf, textOf } = checks;

/** `messages` as portable ones; none asks for nothing but to load the model. Throws for unknown roles. */
export function parseMessages(value: Json | undefined): Message[] {
  const conversation = new Conversation();
  for (const [index, message] of listOf(value, 'messages').entries())
    conversation.add(objectOf(message, `messages[${index}]`), index);
  return conversation.messages;
}

interface OpenCall {
  readonly id: string;
  readonly name: string;
}

class Conversation {
  readonly messages: Message[] = [];
  #open: OpenCall[] = [];

  add(message: JsonObject, index: number): void {
    const where = `messages[${index}]`;
    const { role } = message;
    switch (role) {
      case 'system':
        this.messages.push({ role, content: textParts(message, where) });
        return;
      case 'user':
        this.messages.push({ role, content: shown(message, where) });
        return;
      case 'assistant':
        this.messages.push({ role, content: [...this.#said(message, where, index)] });
        return;
      case 'tool':
        this.#answer(message, where, index);
        return;
      default:
        throw invalid(
          `invalid role: ${JSON.stringify(role ?? null)}, must be one of [system, user, assistant, tool]`,
        );
    }
  }

  *#said(message: JsonObject, where: string, index: number): Iterable<AssistantPart> {
    const { thinking } = message;
    if (thinking !== undefined && thinking !== null && thinking !== '')
      yield { type: 'reasoning', text: textOf(thinking, `${where}.thinking`) };
    yield* shown(message, where);
    this.#open = [];
    for (const [at, call] of listOf(message['tool_calls'], `${where}.tool_calls`).entries()) {
      const { id, function: called } = objectOf(call, `${where}.tool_calls[${at}]`);
      const { name, arguments: args = {} } = objectOf(called, `${where}.tool_calls[${at}].function`);
      if (!isRecord(args)) throw invalid(`${where}.tool_calls[${at}].function.arguments must be an object`);
      const open = {
        id: typeof id === 'string' && id !== '' ? id : `call_${index}_${at}`,
        name: textOf(name, `${where}.tool_calls[${at}].function.name`),
      };
      this.#open.push(open);
      yield { type: 'tool-call', ...open, input: args as JsonObject };
    }
  }

  // Ollama pairs nothing: results without a call are taken as well (recorded).
  #answer(message: JsonObject, where: string, index: number): void {
    const { tool_call_id: id, tool_name: name } = message;
    const byId = this.#open.find((call) => call.id === id);
    const call = byId ?? this.#open.find((each) => each.name === name) ?? this.#open[0];
    this.#open = this.#open.filter((each) => each !== call);
    const toolName = typeof name === 'string' ? name : call?.name;
    const result: ToolResultPart = {
      type: 'tool-result',
      toolCallId: call?.id ?? (typeof id === 'string' ? id : `call_${index}`),
      ...(toolName === undefined ? {} : { toolName }),
      content: shown(message, where),
    };
    const last = this.messages.at(-1);
    if (last?.role === 'tool')
      this.messages[this.messages.length - 1] = { role: 'tool', content: [...last.content, result] };
    else this.messages.push({ role: 'tool', content: [result] });
  }
}

function textParts(
  { content }: JsonObject,
  where: string,
): { readonly type: 'text'; readonly text: string }[] {
  // Null counts as empty (recorded).
  const text = content === undefined || content === null ? '' : textOf(content, `${where}.content`);
  return text === '' ? [] : [{ type: 'text', text }];
}

function shown(message: JsonObject, where: string): Exclude<UserPart, { type: 'file' }>[] {
  const images = listOf(message['images'], `${where}.images`).map((image): ImagePart => {
    const data = textOf(image, `${where}.images`);
    if (/[^A-Za-z0-9+/=\s]/.test(data)) throw invalid(`${where}.images: illegal base64 data`);
    return { type: 'image', source: { data, mediaType: imageTypeOf(data) } };
  });
  return [...textParts(message, where), ...images];
}
