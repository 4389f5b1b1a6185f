import type { CallBody } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import { defined, isRecord, isSameJson, type Json, type JsonObject } from '../../core/json.ts';
import type { AssistantPart, Message, ToolCallPart, ToolResultPart } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import type { ServerRequest } from '../protocol.ts';
import { schemaOf } from './command-tools.ts';
import type { CohereCommandDialect } from './command-wire.ts';

/** A request as a call. Tool calls have no ids in this format; they are counted through the conversation. */
export function parseCommand({ body }: ServerRequest, { vendor }: CohereCommandDialect): CallBody {
  if (!isRecord(body)) throw refusal('please reformat your input and try again');
  const { model, stream, message, chat_history, preamble, tools, tool_results, ...others } =
    body as JsonObject;
  if (typeof message !== 'string') throw refusal('#: required key [message] not found');
  const { settings, rest } = settingsIn(others);
  const turns = new Turns();
  const messages: Message[] = [
    ...(typeof preamble === 'string' ? [said('system', preamble)] : []),
    ...listIn('chat_history', chat_history).flatMap((turn) => turns.turn(turn)),
    ...(message === '' ? [] : [said('user', message)]),
    ...turns.answers(listIn('tool_results', tool_results)),
  ];
  const offered = listIn('tools', tools).map(toolOf);
  // https://docs.cohere.com/v1/reference/errors
  if (message === '' && listIn('tool_results', tool_results).length === 0)
    throw new ReqLLMError(
      'invalid request: message must be at least 1 token long or tool results must be specified.',
      refused,
    );
  return {
    model: modelOf({ provider: vendor, id: typeof model === 'string' ? model : '' }),
    messages,
    stream: stream === true,
    ...(offered.length === 0 ? {} : { tools: offered }),
    ...settings,
    ...(Object.keys(rest).length === 0 ? {} : { providerOptions: { [vendor]: rest } }),
  };
}

/** Gives calls their ids, and finds the call that a result answers. */
class Turns {
  #count = 0;
  #waiting: ToolCallPart[] = [];

  turn(turn: Json): Message[] {
    const { role, message, tool_calls, tool_results } = membersIn(turn, 'chat_history');
    const text = typeof message === 'string' ? message : '';
    if (role === 'USER') return [said('user', text)];
    if (role === 'SYSTEM') return [said('system', text)];
    if (role === 'TOOL') return this.#results(listIn('chat_history/tool_results', tool_results));
    if (role !== 'CHATBOT')
      throw refusal(`#/chat_history: ${JSON.stringify(role ?? null)} is not a valid role`);
    this.#waiting = listIn('chat_history/tool_calls', tool_calls).map((call) => this.#call(call));
    const content: AssistantPart[] = [
      ...(text === '' ? [] : [{ type: 'text', text } as const]),
      ...this.#waiting,
    ];
    return [{ role: 'assistant', content }];
  }

  /** The results beside the message: the calls that they name were made after it. */
  answers(results: readonly Json[]): Message[] {
    if (results.length === 0) return [];
    const calls = results.map((result) => this.#call(membersIn(result, 'tool_results')['call'] ?? null));
    this.#waiting = [...calls];
    return [{ role: 'assistant', content: calls }, ...this.#results(results)];
  }

  #results(results: readonly Json[]): Message[] {
    return [{ role: 'tool', content: results.map((result) => this.#result(result)) }];
  }

  #result(result: Json): ToolResultPart {
    const { call, outputs } = membersIn(result, 'tool_results');
    const { name, parameters } = membersIn(call ?? null, 'tool_results/call');
    const index = this.#waiting.findIndex(
      (each) => each.name === name && isSameJson(each.input, parameters ?? {}),
    );
    const [answered] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (answered === undefined)
      throw refusal('#/tool_results: a result answers no call of the turn before it');
    const items = listIn('tool_results/outputs', outputs).map((output) => membersIn(output, 'outputs'));
    const isError = items.length > 0 && items.every((item) => item['error'] !== undefined);
    return {
      type: 'tool-result',
      toolCallId: answered.id,
      toolName: answered.name,
      content: items.map((item) => ({ type: 'text', text: textIn(item) })),
      ...(isError ? { isError } : {}),
    };
  }

  #call(call: Json): ToolCallPart {
    const { name, parameters } = membersIn(call, 'tool_calls');
    if (typeof name !== 'string') throw refusal('#/tool_calls: required key [name] not found');
    const id = `call-${this.#count}`;
    this.#count += 1;
    return { type: 'tool-call', id, name, input: isRecord(parameters) ? (parameters as JsonObject) : {} };
  }
}

function textIn(output: JsonObject): string {
  const [first] = Object.values(output);
  return Object.keys(output).length === 1 && typeof first === 'string' ? first : JSON.stringify(output);
}

function toolOf(tool: Json): ToolDefinition {
  const { name, description, parameter_definitions: parameters, ...own } = membersIn(tool, 'tools');
  const inputSchema = schemaOf(parameters);
  if (typeof name !== 'string' || name === '') throw refusal('#/tools: required key [name] not found');
  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new ReqLLMError(
      `invalid request: tool names can only contain certain characters (A-Za-z0-9_) and can't begin with a digit (provided name: '${name}').`,
      refused,
    );
  if (inputSchema === undefined) throw refusal(`#/tools: the parameters of ${name} are malformed`);
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    inputSchema,
    ...(Object.keys(own).length === 0 ? {} : { providerOptions: { cohere: own } }),
  };
}

function settingsIn(members: JsonObject): { settings: Partial<CallBody>; rest: JsonObject } {
  const { max_tokens, temperature, p, k, seed, stop_sequences, ...others } = members;
  const { frequency_penalty, presence_penalty, ...rest } = others;
  const stop = listIn('stop_sequences', stop_sequences).filter((each) => typeof each === 'string');
  const settings = defined({
    maxTokens: numberIn('max_tokens', max_tokens, 1, Number.MAX_SAFE_INTEGER),
    temperature: numberIn('temperature', temperature, 0, 1),
    topP: numberIn('p', p, 0, 1),
    topK: numberIn('k', k, 0, 500),
    seed: numberIn('seed', seed, 0, Number.MAX_SAFE_INTEGER),
    stop: stop.length === 0 ? undefined : stop,
    frequencyPenalty: numberIn('frequency_penalty', frequency_penalty, 0, 1),
    presencePenalty: numberIn('presence_penalty', presence_penalty, 0, 1),
  });
  return { settings, rest };
}

function numberIn(member: string, value: Json | undefined, min: number, max: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw refusal(`#/${member}: expected a number from ${min} to ${max}`);
}

function listIn(member: string, value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refusal(`#/${member}: expected type: JSONArray`);
  return value as readonly Json[];
}

function membersIn(value: Json, member: string): JsonObject {
  if (!isRecord(value)) throw refusal(`#/${member}: expected type: JSONObject`);
  return value as JsonObject;
}

function said(role: 'system' | 'user', text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}

const refused = {
  code: 'invalid-request',
  phase: 'decode',
  status: 400,
  providerCode: 'ValidationException',
} as const;

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(`Malformed input request: ${message}`, refused);
}
