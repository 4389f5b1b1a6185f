import { type CallBody, type Effort, efforts, type OutputFormat, type Reasoning } from '../../core/call.ts';
import { defined, isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import type { ServerRequest } from '../protocol.ts';
import type { OllamaChatDialect } from './dialect.ts';
import { checks, invalid } from './server-check.ts';
import { parseMessages } from './server-parse-messages.ts';

const { flagOf, listOf, numberOf, objectOf, textOf } = checks;

/** Reads a request for `/api/chat`. Members and options that have no portable name stay in the vendor's options. */
export function parseRequest({ body: sent }: ServerRequest, { vendor }: OllamaChatDialect): CallBody {
  const body = objectOf(sent, 'the body');
  const id = body['model'] === undefined ? '' : textOf(body['model'], 'model');
  if (id === '') throw invalid('model is required');
  const tools = listOf(body['tools'], 'tools').map(toolOf);
  const options = body['options'] === undefined ? {} : objectOf(body['options'], 'options');
  return {
    model: { spec: `${vendor}:${id}`, provider: vendor, id, facts: {} },
    messages: parseMessages(body['messages']),
    // A stream is what Ollama gives unless told otherwise.
    stream: flagOf(body['stream'], 'stream') ?? true,
    ...(tools.length === 0 ? {} : { tools }),
    ...settingsOf(options),
    ...defined({
      output: outputOf(body['format']),
      reasoning: reasoningOf(body['think']),
      logprobs: logprobsOf(body),
      providerOptions: ownOf(body, options, vendor),
    }),
  };
}

const known: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'tools',
  'options',
  'format',
  'think',
  'logprobs',
  'top_logprobs',
]);
const knownOptions: ReadonlySet<string> = new Set([
  'num_predict',
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'frequency_penalty',
  'presence_penalty',
]);

function ownOf(body: JsonObject, options: JsonObject, vendor: string): CallBody['providerOptions'] {
  const others = (members: JsonObject, portable: ReadonlySet<string>): JsonObject =>
    Object.fromEntries(
      Object.entries(members).filter(([name, value]) => value !== undefined && !portable.has(name)),
    );
  const runner = others(options, knownOptions);
  const own = {
    ...others(body, known),
    ...(Object.keys(runner).length === 0 ? {} : { options: runner }),
  };
  return Object.keys(own).length === 0 ? undefined : { [vendor]: own };
}

// As in Ollama's sources (`Options.FromMap`).
const integers: ReadonlySet<string> = new Set(['num_predict', 'top_k', 'seed']);

function settingsOf(options: JsonObject): Partial<CallBody> {
  const number = (name: string): number | undefined => {
    const value = options[name];
    if (value !== undefined && value !== null && typeof value !== 'number')
      throw invalid(`option "${name}" must be of type ${integers.has(name) ? 'integer' : 'float32'}`);
    return numberOf(value, name);
  };
  return defined({
    maxTokens: number('num_predict'),
    temperature: number('temperature'),
    topP: number('top_p'),
    topK: number('top_k'),
    minP: number('min_p'),
    seed: number('seed'),
    stop: stopOf(options['stop']),
    frequencyPenalty: number('frequency_penalty'),
    presencePenalty: number('presence_penalty'),
  });
}

function stopOf(value: Json | undefined): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid('option "stop" must be of type array');
  return value.map((stop) => {
    if (typeof stop === 'string') return stop;
    throw invalid('option "stop" must be of an array of strings');
  });
}

function toolOf(tool: Json, index: number): ToolDefinition {
  const where = `tools[${index}]`;
  const { name, description, parameters } = objectOf(objectOf(tool, where)['function'], `${where}.function`);
  return {
    name: textOf(name, `${where}.function.name`),
    ...(description === undefined
      ? {}
      : { description: textOf(description, `${where}.function.description`) }),
    inputSchema:
      parameters === undefined
        ? { type: 'object', properties: {} }
        : objectOf(parameters, `${where}.function.parameters`),
  };
}

function outputOf(value: Json | undefined): OutputFormat | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (value === 'json') return { type: 'json' };
  if (isRecord(value)) return { type: 'json-schema', name: 'output', schema: value as JsonObject };
  throw invalid(`invalid format: ${JSON.stringify(value)}; expected "json" or a valid JSON Schema object`);
}

function reasoningOf(value: Json | undefined): Reasoning | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value ? {} : { effort: 'none' };
  const effort = efforts.find((each): each is Effort => each === value && each !== 'none');
  if (effort === undefined) throw invalid(`invalid think value: ${JSON.stringify(value)}`);
  return { effort };
}

function logprobsOf(body: JsonObject): boolean | number | undefined {
  const isOn = flagOf(body['logprobs'], 'logprobs');
  const top = numberOf(body['top_logprobs'], 'top_logprobs');
  if (top !== undefined && (top < 0 || top > 20)) throw invalid('top_logprobs must be between 0 and 20');
  return isOn === true ? (top ?? true) : isOn;
}
