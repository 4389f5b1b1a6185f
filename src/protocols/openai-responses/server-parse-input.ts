import { isRecord, type JsonObject, parseJson } from '../../core/json.ts';
import type { AssistantPart, Message, TextPart, ToolCallPart, ToolResultPart } from '../../core/message.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { reasoningPartOf } from './reasoning.ts';
import { listAt, missing, objectAt, refusal, textAt, wrongValue } from './server-check.ts';
import { ownMembers, parseContent, parseSaid } from './server-parse-parts.ts';
import { callSignature, imageSignature, membersBut, messageSignature } from './signature.ts';

/** The conversation that an `input` holds. Throws, as OpenAI does, for calls without a result and results without a call. */
export function parseInput(
  input: unknown,
  dialect: OpenaiResponsesDialect,
  options: { readonly hasHistory: boolean },
): Message[] {
  if (typeof input === 'string') return [{ role: 'user', content: [{ type: 'text', text: input }] }];
  const reader = new InputReader(dialect);
  for (const [index, item] of listAt(input, 'input').entries())
    reader.add(objectAt(item, `input[${index}]`), `input[${index}]`);
  reader.checkPairs(options.hasHistory);
  return reader.messages;
}

class InputReader {
  readonly messages: Message[] = [];
  readonly #dialect: OpenaiResponsesDialect;
  readonly #calls = new Set<string>();
  // Calls of other kinds; some of those are answered as functions are.
  readonly #known = new Set<string>();
  readonly #results = new Map<string, string>();
  // Thoughts that wait for what followed them.
  #thoughts: string | undefined;

  constructor(dialect: OpenaiResponsesDialect) {
    this.#dialect = dialect;
  }

  add(item: JsonObject, place: string): void {
    const { type } = item;
    this.#followThoughts(item);
    if (type === undefined || type === null || type === 'message') this.#message(item, place);
    else if (typeof type !== 'string') throw wrongValue(type, itemTypes);
    else if (type === 'function_call_output' || type === 'custom_tool_call_output') this.#result(item, place);
    else if (clientOutputs.has(type)) this.#clientOutput(item, place);
    else this.#said().push(this.#part(type, item, place));
  }

  checkPairs(hasHistory: boolean): void {
    this.#refuseThoughts();
    for (const id of this.#calls)
      if (!this.#results.has(id)) throw refusal(`No tool output found for function call ${id}.`);
    if (hasHistory) return;
    for (const [id, what] of this.#results)
      if (!this.#calls.has(id) && !this.#known.has(id))
        throw refusal(`No tool call found for ${what} output with call_id ${id}.`);
  }

  // Recorded: thoughts that are sent back without the message or call that came after them are refused.
  #followThoughts({ type, role, id }: JsonObject): void {
    if (type === 'reasoning') {
      this.#thoughts = typeof id === 'string' ? id : undefined;
      return;
    }
    const isSaid = typeof type === 'string' && type !== 'message' && !type.endsWith('_output');
    if (!isSaid && role !== 'assistant') this.#refuseThoughts();
    this.#thoughts = undefined;
  }

  #refuseThoughts(): void {
    if (this.#thoughts === undefined) return;
    throw refusal(
      `Item '${this.#thoughts.slice(0, 80)}' of type 'reasoning' was provided without its required following item.`,
    );
  }

  #message(item: JsonObject, place: string): void {
    const { role } = item;
    const { vendor } = this.#dialect;
    const where = `${place}.content`;
    switch (role) {
      case 'user':
        this.messages.push({ role, content: parseContent(item['content'], where, vendor) });
        return;
      case 'system':
      case 'developer': {
        const content = parseContent(item['content'], where, vendor);
        if (!content.every((part): part is TextPart => part.type === 'text'))
          throw wrongValue(content.find((part) => part.type !== 'text')?.type, ['input_text']);
        this.messages.push({ role: 'system', content });
        return;
      }
      case 'assistant': {
        const parts = parseSaid(item['content'], where, vendor);
        const signature = messageSignature(item);
        const [first, ...others] = parts;
        if (first?.type === 'text' && signature !== undefined)
          this.#said().push({ ...first, signature }, ...others);
        else this.#said().push(...parts);
        return;
      }
      default:
        throw wrongValue(role, ['assistant', 'system', 'developer', 'user']);
    }
  }

  #part(type: string, item: JsonObject, place: string): AssistantPart {
    switch (type) {
      case 'reasoning':
        if (!Array.isArray(item['summary'])) throw missing(`${place}.summary`);
        return reasoningPartOf(item);
      case 'function_call':
      case 'custom_tool_call':
        return this.#call(type, item, place);
      case 'image_generation_call':
        return imageOf(item) ?? this.#extra(item);
      default:
        return this.#extra(item);
    }
  }

  #extra(value: JsonObject): AssistantPart {
    if (typeof value['call_id'] === 'string') this.#known.add(value['call_id']);
    return { type: 'extra', provider: this.#dialect.vendor, value };
  }

  #call(type: string, item: JsonObject, place: string): ToolCallPart {
    const id = this.#callId(item, place);
    const name = textAt(item['name'], `${place}.name`);
    if (!/^[a-zA-Z0-9_-]+$/.test(name))
      throw refusal(
        `Invalid '${place}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      );
    this.#calls.add(id);
    const signature = callSignature(item);
    const input =
      type === 'function_call'
        ? inputOf(textAt(item['arguments'], `${place}.arguments`))
        : { input: { input: textAt(item['input'], `${place}.input`) } };
    return { type: 'tool-call', id, name, ...input, ...(signature === undefined ? {} : { signature }) };
  }

  #result(item: JsonObject, place: string): void {
    const id = this.#callId(item, place);
    const { output } = item;
    if (output === undefined || output === null) throw missing(`${place}.output`);
    this.#results.set(id, item['type'] === 'custom_tool_call_output' ? 'custom tool call' : 'function call');
    const { vendor } = this.#dialect;
    const own = ownMembers(item, ['type', 'id', 'call_id', 'output', 'status'], vendor);
    this.#answered().push({
      type: 'tool-result',
      toolCallId: id,
      content: parseContent(output, `${place}.output`, vendor),
      ...own,
    });
  }

  // Results of the shell, of patches and the like have forms of their own, which the vendor's settings keep.
  #clientOutput(item: JsonObject, place: string): void {
    const id = textAt(item['call_id'] ?? item['approval_request_id'], `${place}.call_id`);
    const value = membersBut(item, new Set(['call_id', 'approval_request_id'])) as JsonObject;
    const { output } = item;
    this.#answered().push({
      type: 'tool-result',
      toolCallId: id,
      content: [{ type: 'text', text: typeof output === 'string' ? output : (JSON.stringify(output) ?? '') }],
      ...(item['approve'] === false ? { isError: true } : {}),
      providerOptions: { [this.#dialect.vendor]: value },
    });
  }

  #callId(item: JsonObject, place: string): string {
    const id = textAt(item['call_id'], `${place}.call_id`);
    if (id.length > 0 && id.length <= 64) return id;
    const message = `Invalid '${place}.call_id': expected a string of 1 to 64 characters, but got ${id.length}.`;
    throw refusal(message, id === '' ? 'empty_string' : 'string_above_max_length');
  }

  #said(): AssistantPart[] {
    const last = this.messages.at(-1);
    // The lists are ours until they are handed over.
    if (last?.role === 'assistant') return last.content as AssistantPart[];
    const content: AssistantPart[] = [];
    this.messages.push({ role: 'assistant', content });
    return content;
  }

  #answered(): ToolResultPart[] {
    const last = this.messages.at(-1);
    if (last?.role === 'tool') return last.content as ToolResultPart[];
    const content: ToolResultPart[] = [];
    this.messages.push({ role: 'tool', content });
    return content;
  }
}

const clientOutputs: ReadonlySet<string> = new Set([
  'computer_call_output',
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
  'mcp_approval_response',
]);

const itemTypes = ['message', 'reasoning', 'function_call', 'function_call_output', 'custom_tool_call'];

function inputOf(text: string): Pick<ToolCallPart, 'input' | 'invalid' | 'raw'> {
  if (text.trim() === '') return { input: {} };
  const parsed = parseJson(text);
  if (parsed.ok && isRecord(parsed.value)) return { input: parsed.value };
  return {
    input: null,
    invalid: parsed.ok ? 'the arguments are not a JSON object' : parsed.problem,
    raw: text,
  };
}

function imageOf(item: JsonObject): AssistantPart | undefined {
  const { result, output_format: format } = item;
  if (typeof result !== 'string' || result === '') return undefined;
  const signature = imageSignature(item);
  const source = { data: result, mediaType: `image/${typeof format === 'string' ? format : 'png'}` };
  return { type: 'image', source, ...(signature === undefined ? {} : { signature }) };
}
