import type { CallBody, OutputFormat, Reasoning } from '../../core/call.ts';
import { defined, type Json, type JsonObject } from '../../core/json.ts';
import type { ToolChoice, ToolDefinition } from '../../core/tool.ts';
import type { ServerRequest } from '../protocol.ts';
import type { BoundedOption, CohereChatDialect } from './dialect.ts';
import { checks, invalid } from './server-check.ts';
import { parseMessages } from './server-parse-messages.ts';

const { flagOf, listOf, numberOf, objectOf, textOf } = checks;

/** Reads a request for `/v2/chat`. Members that have no portable name stay in the vendor's options. */
export function parseRequest({ body: sent }: ServerRequest, dialect: CohereChatDialect): CallBody {
  const body = objectOf(sent, 'the body');
  const { vendor } = dialect;
  const id = textOf(body['model'], 'model');
  if (id === '') throw invalid('model must not be empty.');
  const tools = toolsOf(body);
  const own = Object.entries(body).filter(([name, value]) => value !== undefined && !known.has(name));
  return {
    model: { spec: `${vendor}:${id}`, provider: vendor, id, facts: {} },
    messages: parseMessages(body['messages'], vendor),
    stream: flagOf(body['stream'], 'stream') ?? false,
    ...(tools.length === 0 ? {} : { tools }),
    ...settingsOf(body, dialect),
    ...defined({
      toolChoice: choiceOf(body['tool_choice'], tools),
      output: outputOf(body['response_format']),
      reasoning: reasoningOf(body['thinking']),
      providerOptions: own.length === 0 ? undefined : { [vendor]: Object.fromEntries(own) as JsonObject },
    }),
  };
}

const known: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'tools',
  'tool_choice',
  'strict_tools',
  'response_format',
  'thinking',
  'max_tokens',
  'temperature',
  'p',
  'k',
  'seed',
  'stop_sequences',
  'frequency_penalty',
  'presence_penalty',
  'logprobs',
]);

function settingsOf(body: JsonObject, { bounds }: CohereChatDialect): Partial<CallBody> {
  const bounded = (name: string, option: BoundedOption): number | undefined => {
    const value = numberOf(body[name], name);
    const [least, greatest] = bounds[option];
    if (value !== undefined && (value < least || value > greatest))
      throw invalid(`${name} must be between ${least} and ${greatest} inclusive.`);
    return value;
  };
  const temperature = numberOf(body['temperature'], 'temperature');
  if (temperature !== undefined && temperature < 0) throw invalid('temperature must not be negative.');
  return defined({
    maxTokens: numberOf(body['max_tokens'], 'max_tokens'),
    temperature,
    topP: bounded('p', 'topP'),
    topK: bounded('k', 'topK'),
    seed: numberOf(body['seed'], 'seed'),
    stop: body['stop_sequences'] === undefined ? undefined : stopOf(body['stop_sequences']),
    frequencyPenalty: bounded('frequency_penalty', 'frequencyPenalty'),
    presencePenalty: bounded('presence_penalty', 'presencePenalty'),
    logprobs: flagOf(body['logprobs'], 'logprobs'),
  });
}

function stopOf(value: Json): string[] {
  const stops = listOf(value, 'stop_sequences').map((stop) => textOf(stop, 'stop_sequences'));
  if (stops.length > 5) throw invalid('stop_sequences may hold at most 5 strings.');
  return stops;
}

function toolsOf(body: JsonObject): ToolDefinition[] {
  const isStrict = flagOf(body['strict_tools'], 'strict_tools') === true;
  return listOf(body['tools'], 'tools').map((tool, index): ToolDefinition => {
    const where = `tools[${index}]`;
    const { type, function: definition } = objectOf(tool, where);
    if (type !== 'function') throw invalid(`${where}.type must be 'function'.`);
    const { name, description, parameters } = objectOf(definition, `${where}.function`);
    const called = textOf(name, `${where}.function.name`);
    // https://docs.cohere.com/reference/errors
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(called))
      throw invalid(
        `tool names can only contain certain characters (A-Za-z0-9_) and can't begin with a digit (provided name: '${called}').`,
      );
    return {
      name: called,
      ...(description === undefined
        ? {}
        : { description: textOf(description, `${where}.function.description`) }),
      inputSchema: objectOf(parameters, `${where}.function.parameters`),
      ...(isStrict ? { strict: true } : {}),
    };
  });
}

function choiceOf(value: Json | undefined, tools: readonly ToolDefinition[]): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (tools.length === 0) throw invalid('tool_choice needs tools.');
  if (value === 'REQUIRED') return 'required';
  if (value === 'NONE') return 'none';
  throw invalid("tool_choice must be 'REQUIRED' or 'NONE'.");
}

function outputOf(value: Json | undefined): OutputFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const { type, json_schema: schema } = objectOf(value, 'response_format');
  if (type === 'text' && schema === undefined) return undefined;
  if (type !== 'json_object') throw invalid("response_format.type must be 'text' or 'json_object'.");
  if (schema === undefined) return { type: 'json' };
  return {
    type: 'json-schema',
    name: 'output',
    schema: objectOf(schema, 'response_format.json_schema'),
  };
}

function reasoningOf(value: Json | undefined): Reasoning | undefined {
  if (value === undefined || value === null) return undefined;
  const { type, token_budget: tokens } = objectOf(value, 'thinking');
  const budgetTokens = numberOf(tokens, 'thinking.token_budget');
  if (budgetTokens !== undefined && budgetTokens < 1)
    throw invalid('thinking.token_budget must be a positive integer.');
  if (type === 'disabled') return { effort: 'none' };
  if (type !== 'enabled') throw invalid("thinking.type must be 'enabled' or 'disabled'.");
  return defined({ budgetTokens });
}
