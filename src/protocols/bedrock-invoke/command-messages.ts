import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type {
  AssistantMessage,
  Message,
  Part,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
} from '../../core/message.ts';
import type { CallEncoding } from '../encoding.ts';
import type { CohereCommandDialect } from './command-wire.ts';

type Encoding = CallEncoding<CohereCommandDialect>;

/**
 * `preamble`, `chat_history`, `message` and `tool_results`. The message is the last one of the user; what tools answered
 * to it stands beside it, each result with its call, as AWS documents it. Tool turns before it are told in Cohere's own
 * form of the history.
 */
export function conversationOf(encoding: Encoding): JsonObject {
  return new Conversation(encoding).body();
}

class Conversation {
  readonly #encoding: Encoding;
  // The format has no ids: a result goes with the call that it answers, the nearest before it.
  readonly #calls = new Map<string, JsonObject>();

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  body(): JsonObject {
    const { messages } = this.#encoding.call;
    const first = messages.findIndex(({ role }) => role !== 'system');
    const lead = first === -1 ? messages.length : first;
    const last = messages.findLastIndex(({ role }) => role === 'user');
    const current = messages[last];
    const preamble = messages.slice(0, lead).map((message, index) => this.#text(message, index));
    const history = messages
      .slice(lead, Math.max(lead, last))
      .map((message, index) => this.#turn(message, lead + index));
    const message = current === undefined ? '' : this.#text(current, last);
    const { notes, results } = this.#answers(Math.max(lead, last + 1));
    const turns = [...history, ...notes];
    return {
      message,
      ...(turns.length === 0 ? {} : { chat_history: turns }),
      ...(preamble.length === 0 ? {} : { preamble: preamble.join('\n\n') }),
      ...(results.length === 0 ? {} : { tool_results: results }),
    };
  }

  // What follows the user's last message: rounds of tools.
  #answers(from: number): { notes: JsonObject[]; results: JsonObject[] } {
    const notes: JsonObject[] = [];
    const results: JsonObject[] = [];
    let rounds = 0;
    for (const [index, message] of this.#encoding.call.messages.entries()) {
      if (index < from) continue;
      if (message.role === 'tool') {
        results.push(...this.#results(message, index));
        rounds += 1;
      } else if (message.role === 'assistant') this.#asked(message, index);
      else notes.push(this.#late(message, index));
    }
    if (rounds > 1)
      this.#encoding.changed(
        'messages',
        `${rounds} rounds of tool results were sent as one, as the format has it.`,
      );
    return { notes, results };
  }

  #late(message: Message, index: number): JsonObject {
    this.#encoding.changed(`messages[${index}]`, 'It was sent before the last message of the user.');
    return this.#turn(message, index);
  }

  // Beside tool results there is a place for the calls only.
  #asked(message: AssistantMessage, index: number): void {
    const said = this.#text(message, index);
    this.#callsOf(message, index);
    if (said !== '')
      this.#encoding.dropped(
        `messages[${index}]`,
        'What the model said after the last message of the user has no place in the format.',
      );
  }

  #turn(message: Message, index: number): JsonObject {
    if (message.role === 'tool') return { role: 'TOOL', tool_results: this.#results(message, index) };
    const text = this.#text(message, index);
    if (message.role !== 'assistant')
      return { role: message.role === 'user' ? 'USER' : 'SYSTEM', message: text };
    const calls = this.#callsOf(message, index);
    return { role: 'CHATBOT', message: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
  }

  #callsOf(message: AssistantMessage, index: number): JsonObject[] {
    return message.content.flatMap((part, place) => {
      if (part.type !== 'tool-call') return [];
      const call = this.#call(part, `messages[${index}].content[${place}]`);
      this.#calls.set(part.id, call);
      return [call];
    });
  }

  #call({ name, input, invalid }: ToolCallPart, where: string): JsonObject {
    if (isRecord(input)) return { name, parameters: input as JsonObject };
    const problem = invalid ?? 'they are no object';
    this.#encoding.changed(where, `The arguments of the call were sent as none: ${problem}.`);
    return { name, parameters: {} };
  }

  #results(message: ToolMessage, index: number): JsonObject[] {
    return message.content.map((part, place) => this.#result(part, `messages[${index}].content[${place}]`));
  }

  #result({ toolCallId, toolName, content, isError }: ToolResultPart, where: string): JsonObject {
    let call = this.#calls.get(toolCallId);
    if (call === undefined) {
      this.#encoding.changed(where, 'It answers a call that is not in the conversation; one was made up.');
      call = { name: toolName ?? 'tool', parameters: {} };
    }
    const member = isError === true ? 'error' : 'text';
    const outputs = this.#texts(content, where).map((text): Json => ({ [member]: text }));
    return { call, outputs };
  }

  #text(message: Message, index: number): string {
    if (message.role === 'tool') return '';
    return this.#texts(message.content, `messages[${index}]`).join('\n');
  }

  #texts(content: readonly Part[], where: string): string[] {
    return content.flatMap((part, index) => {
      if (part.type === 'text' || part.type === 'refusal') return [part.text];
      if (part.type === 'tool-call') return [];
      this.#encoding.dropped(`${where}.content[${index}]`, `The format carries text only, no ${part.type}.`);
      return [];
    });
  }
}
