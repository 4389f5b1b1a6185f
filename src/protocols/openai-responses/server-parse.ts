import type { CallBody, Effort, OutputFormat, Reasoning } from '../../core/call.ts';
import { efforts } from '../../core/call.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../core/tool.ts';
import type { ServerRequest } from '../protocol.ts';
import type { OpenaiResponsesDialect, ResponsesOption } from './dialect.ts';
import {
  listAt,
  missing,
  objectAt,
  optionalBoolean,
  optionalNumber,
  optionalText,
  refusal,
  textAt,
  wrongValue,
} from './server-check.ts';
import { parseInput } from './server-parse-input.ts';
import { ownMembers } from './server-parse-parts.ts';
import { membersBut } from './signature.ts';

/** Reads a request for a response, as strictly as OpenAI does. What we have no option for becomes the vendor's own settings. */
export function parseRequest(request: ServerRequest, dialect: OpenaiResponsesDialect): CallBody {
  const body = objectAt(request.body, 'body');
  const { vendor } = dialect;
  for (const [name, advice] of chatMembers)
    if (body[name] !== undefined)
      throw refusal(`Unsupported parameter: '${name}'. ${advice}`, 'unsupported_parameter');
  const id = textAt(body['model'], 'model');
  const own = ownOptions(body, dialect);
  return {
    model: { spec: `${vendor}:${id}`, provider: vendor, id, facts: {} },
    messages: parseMessages(body, dialect),
    stream: optionalBoolean(body['stream'], 'stream') ?? false,
    ...defined({
      ...parseTools(body, vendor),
      ...parseOptions(body, dialect),
      output: parseOutput(body['text']),
      reasoning: parseReasoning(body['reasoning']),
      logprobs: parseLogprobs(body),
      metadata: body['metadata'] as Record<string, string> | undefined,
      providerOptions: own === undefined ? undefined : { [vendor]: own },
    }),
  };
}

function parseMessages(body: JsonObject, dialect: OpenaiResponsesDialect): Message[] {
  const { instructions, input, previous_response_id: previous, conversation, prompt } = body;
  const hasHistory = isSaid(previous) || isSaid(conversation) || isSaid(prompt);
  if (!isSaid(input) && !hasHistory) throw missing('input');
  const messages = isSaid(input) ? parseInput(input, dialect, { hasHistory }) : [];
  const text = optionalText(instructions, 'instructions');
  return text === undefined || text === ''
    ? messages
    : [{ role: 'system', content: [{ type: 'text', text }] }, ...messages];
}

function parseOptions(body: JsonObject, dialect: OpenaiResponsesDialect): Partial<CallBody> {
  const { minOutputTokens, userField, unsupported } = dialect;
  const extra = <Value>(
    option: ResponsesOption,
    name: string,
    read: (value: unknown) => Value,
  ): Value | undefined => {
    if (body[name] === undefined) return undefined;
    if (unsupported.includes(option)) throw refusal(`Unknown parameter: '${name}'.`, 'unknown_parameter');
    return read(body[name]);
  };
  const options = {
    maxTokens: optionalNumber(body['max_output_tokens'], 'max_output_tokens', {
      min: minOutputTokens,
      isWhole: true,
    }),
    temperature: optionalNumber(body['temperature'], 'temperature', { min: 0, max: 2 }),
    topP: optionalNumber(body['top_p'], 'top_p', { min: 0, max: 1 }),
    user: optionalText(body[userField], userField),
    serviceTier: optionalText(body['service_tier'], 'service_tier'),
    topK: extra('topK', 'top_k', (value) => optionalNumber(value, 'top_k')),
    minP: extra('minP', 'min_p', (value) => optionalNumber(value, 'min_p')),
    seed: extra('seed', 'seed', (value) => optionalNumber(value, 'seed')),
    stop: extra('stop', 'stop', (value) => listAt(value, 'stop').map((each) => textAt(each, 'stop'))),
    frequencyPenalty: extra('frequencyPenalty', 'frequency_penalty', (value) =>
      optionalNumber(value, 'frequency_penalty'),
    ),
    presencePenalty: extra('presencePenalty', 'presence_penalty', (value) =>
      optionalNumber(value, 'presence_penalty'),
    ),
  };
  return defined(options);
}

function parseTools(
  body: JsonObject,
  vendor: string,
): { tools?: (ToolDefinition | ProviderTool)[]; toolChoice?: ToolChoice; parallelToolCalls?: boolean } {
  const { tools } = body;
  const list = tools === undefined || tools === null ? undefined : listAt(tools, 'tools');
  const parsed = list?.map((tool, index) =>
    parseTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`, vendor),
  );
  const toolChoice = choiceOf(body['tool_choice']);
  if (typeof toolChoice === 'object' && parsed?.some((tool) => nameOf(tool) === toolChoice.tool) !== true)
    throw refusal(`Tool choice '${toolChoice.tool}' not found in 'tools' parameter.`);
  return defined({
    tools: parsed,
    toolChoice,
    parallelToolCalls: optionalBoolean(body['parallel_tool_calls'], 'parallel_tool_calls'),
  });
}

function parseTool(tool: JsonObject, place: string, vendor: string): ToolDefinition | ProviderTool {
  const type = textAt(tool['type'], `${place}.type`);
  if (type !== 'function') return { provider: vendor, definition: tool };
  const { parameters } = tool;
  return {
    name: textAt(tool['name'], `${place}.name`),
    ...defined({ description: optionalText(tool['description'], `${place}.description`) }),
    inputSchema:
      parameters === undefined || parameters === null
        ? { type: 'object', properties: {} }
        : objectAt(parameters, `${place}.parameters`),
    // False is what not asking for it comes to.
    ...(tool['strict'] === true ? { strict: true } : {}),
    ...ownMembers(tool, ['type', 'name', 'description', 'parameters', 'strict'], vendor),
  };
}

/** The choice in our words; others stay the vendor's own. */
function choiceOf(choice: Json | undefined): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (typeof choice === 'string') throw wrongValue(choice, ['none', 'auto', 'required']);
  if (!isRecord(choice)) return undefined;
  const { type, name, server_label: label } = choice;
  if (type === 'function' || type === 'custom') return { tool: textAt(name, 'tool_choice.name') };
  if (type === 'allowed_tools') return undefined;
  const tool = type === 'mcp' ? label : type;
  return typeof tool === 'string' ? { tool } : undefined;
}

function nameOf(tool: ToolDefinition | ProviderTool): Json | undefined {
  if (!('definition' in tool)) return tool.name;
  const { type, name, server_label: label } = tool.definition;
  return type === 'custom' ? name : type === 'mcp' ? label : type;
}

function parseOutput(text: Json | undefined): OutputFormat | undefined {
  const format = isRecord(text) ? text['format'] : undefined;
  if (!isRecord(format)) return undefined;
  switch (format['type']) {
    case 'text':
      return undefined;
    case 'json_object':
      return { type: 'json' };
    case 'json_schema': {
      const strict = optionalBoolean(format['strict'], 'text.format.strict');
      const description = optionalText(format['description'], 'text.format.description');
      return {
        type: 'json-schema',
        name: textAt(format['name'], 'text.format.name'),
        schema: objectAt(format['schema'], 'text.format.schema'),
        ...defined({ description, strict }),
      };
    }
    default:
      throw wrongValue(format['type'], ['text', 'json_object', 'json_schema']);
  }
}

function parseReasoning(value: Json | undefined): Reasoning | undefined {
  if (!isRecord(value)) return undefined;
  const effort = optionalText(value['effort'], 'reasoning.effort');
  const summary = optionalText(value['summary'], 'reasoning.summary');
  if (effort !== undefined && !efforts.some((each) => each === effort)) throw wrongValue(effort, efforts);
  const reasoning = defined({
    effort: effort as Effort | undefined,
    summary: summary as Reasoning['summary'],
  });
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function parseLogprobs(body: JsonObject): boolean | number | undefined {
  const { include } = body;
  const isAsked = Array.isArray(include) && include.includes(logprobsWish);
  const top = optionalNumber(body['top_logprobs'], 'top_logprobs', { min: 0, max: 20, isWhole: true });
  return isAsked ? (top ?? true) : top;
}

const logprobsWish = 'message.output_text.logprobs';

// What our own options say is left out, so that it is said once.
function ownOptions(body: JsonObject, dialect: OpenaiResponsesDialect): JsonObject | undefined {
  const rest: Record<string, Json | undefined> = {};
  const named = new Set([...members, dialect.userField]);
  for (const [name, value] of Object.entries(membersBut(body, named)))
    if (value !== null && value !== undefined) rest[name] = value as Json;
  const include = (Array.isArray(body['include']) ? (body['include'] as Json[]) : []).filter(
    (wish) => wish !== logprobsWish && !(wish === 'reasoning.encrypted_content' && isExpected(body, dialect)),
  );
  if (include.length > 0) rest['include'] = include;
  const { store } = body;
  if (store !== undefined && store !== dialect.store) rest['store'] = store;
  keepRest(rest, 'text', body['text'], ['format']);
  keepRest(rest, 'reasoning', body['reasoning'], ['effort', 'summary']);
  const { tool_choice: choice } = body;
  if (isRecord(choice) && choiceOf(choice) === undefined) rest['tool_choice'] = choice as Json;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function isExpected(body: JsonObject, { encryptedReasoning }: OpenaiResponsesDialect): boolean {
  if (encryptedReasoning !== 'stateless') return encryptedReasoning === 'always';
  const reasoning = parseReasoning(body['reasoning']);
  return body['store'] === false && reasoning !== undefined && reasoning.effort !== 'none';
}

function keepRest(
  rest: Record<string, Json | undefined>,
  name: string,
  value: Json | undefined,
  known: readonly string[],
): void {
  if (!isRecord(value)) return;
  const others = membersBut(value, new Set(known)) as JsonObject;
  if (Object.keys(others).length > 0) rest[name] = others;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const members = (
  'model input instructions stream tools tool_choice parallel_tool_calls text reasoning max_output_tokens ' +
  'temperature top_p top_k min_p seed stop store frequency_penalty presence_penalty service_tier metadata include ' +
  'top_logprobs'
).split(' ');

// Recorded: "Unsupported parameter: 'response_format'. In the Responses API, this parameter has moved to 'text.format'."
const chatMembers: readonly (readonly [string, string])[] = [
  ['response_format', "In the Responses API, this parameter has moved to 'text.format'."],
  ['messages', "In the Responses API, this parameter has moved to 'input'."],
  ['max_tokens', "In the Responses API, this parameter has moved to 'max_output_tokens'."],
  ['max_completion_tokens', "In the Responses API, this parameter has moved to 'max_output_tokens'."],
  ['reasoning_effort', "In the Responses API, this parameter has moved to 'reasoning.effort'."],
];
