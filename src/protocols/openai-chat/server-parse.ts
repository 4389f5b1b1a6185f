import { type CallBody, type Effort, efforts, type OutputFormat, type Reasoning } from '../../core/call.ts';
import { fitsGlobs } from '../../core/glob.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import type { ServerRequest } from '../protocol.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { refused } from './server-errors.ts';
import { parseMessages } from './server-messages.ts';
import { parseTools } from './server-tools.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Options = Mutable<Partial<CallBody>>;

/** Marks a streamed call whose client did not ask for a count, so that it is sent no frame without choices. */
export const withoutUsage: unique symbol = Symbol('withoutUsage');

// Members with a portable meaning; what is not here goes into the provider options untouched.
const portable = new Set(
  (
    'model messages stream stream_options tools tool_choice parallel_tool_calls response_format max_tokens ' +
    'max_completion_tokens temperature top_p top_k min_p seed stop frequency_penalty presence_penalty logprobs ' +
    'top_logprobs user service_tier metadata reasoning_effort reasoning'
  ).split(' '),
);

/** A request as a call; throws `invalid-request` for what OpenAI refuses. */
export function parseRequest(dialect: OpenaiChatDialect, request: ServerRequest): CallBody {
  const { body } = request;
  if (!isRecord(body))
    throw refused('We could not parse the JSON body of your request: it must be an object.');
  const wire = restored(body as JsonObject, dialect);
  const id = modelIn(wire, request.path, dialect);
  const stream = flag(wire, 'stream') ?? false;
  const options: Options = {};
  readNumbers(wire, options);
  readTexts(wire, options);
  const rest = Object.fromEntries(
    Object.entries(wire).filter(([name, value]) => !portable.has(name) && value !== undefined),
  );
  const call = {
    model: modelOf({ provider: dialect.vendor, id }),
    messages: parseMessages(wire['messages'], dialect),
    stream,
    ...parseTools(wire, dialect, rest),
    ...options,
    ...outputMember(wire['response_format']),
    ...reasoningMember(wire, takesDefault(dialect, id)),
    ...(Object.keys(rest).length === 0 ? {} : { providerOptions: { [dialect.vendor]: rest } }),
  };
  const asked = isRecord(wire['stream_options']) ? wire['stream_options']['include_usage'] === true : false;
  // Hosts that do not know the question count unasked.
  return stream && dialect.streamUsage && !asked ? Object.assign(call, { [withoutUsage]: true }) : call;
}

function restored(body: JsonObject, { renames }: OpenaiChatDialect): JsonObject {
  const names = new Map(Object.entries(renames).map(([ours, theirs]) => [theirs, ours]));
  return names.size === 0
    ? body
    : Object.fromEntries(Object.entries(body).map(([name, value]) => [names.get(name) ?? name, value]));
}

function modelIn(wire: JsonObject, path: string, dialect: OpenaiChatDialect): string {
  const [before, behind] = dialect.path.split('{model}');
  if (before !== undefined && behind !== undefined) {
    const start = path.indexOf(before) + before.length;
    const segment = path.slice(start, path.indexOf(behind, start));
    if (/%(?![0-9a-f]{2})/i.test(segment)) throw refused('The model in the path is not well encoded.');
    return decodeURIComponent(segment);
  }
  const { model } = wire;
  if (typeof model !== 'string' || model === '') throw refused('you must provide a model parameter');
  return model;
}

function readNumbers(wire: JsonObject, options: Options): void {
  if (wire['max_tokens'] != null && wire['max_completion_tokens'] != null) {
    throw refused("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
  }
  set(options, 'maxTokens', number(wire, 'max_completion_tokens', 1) ?? number(wire, 'max_tokens', 1));
  set(options, 'temperature', number(wire, 'temperature', 0, 2));
  set(options, 'topP', number(wire, 'top_p', 0, 1));
  set(options, 'topK', number(wire, 'top_k', 0));
  set(options, 'minP', number(wire, 'min_p', 0, 1));
  set(options, 'seed', number(wire, 'seed'));
  set(options, 'frequencyPenalty', number(wire, 'frequency_penalty', -2, 2));
  set(options, 'presencePenalty', number(wire, 'presence_penalty', -2, 2));
  const shown = flag(wire, 'logprobs');
  const top = number(wire, 'top_logprobs', 0, 20);
  if (top !== undefined && shown !== true)
    throw refused("'top_logprobs' is only allowed when 'logprobs' is enabled.");
  set(options, 'logprobs', top ?? shown);
}

function readTexts(wire: JsonObject, options: Options): void {
  set(options, 'user', text(wire, 'user'));
  set(options, 'serviceTier', text(wire, 'service_tier'));
  const { stop, metadata } = wire;
  if (stop != null) {
    const list = (typeof stop === 'string' ? [stop] : stop) as unknown;
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string'))
      throw wrongType('stop', 'a string or an array of strings');
    options.stop = list as string[];
  }
  if (metadata != null) {
    if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
      throw wrongType('metadata', 'an object of strings');
    options.metadata = metadata as Record<string, string>;
  }
}

function outputMember(format: Json | undefined): { output?: OutputFormat } {
  if (format == null) return {};
  const type = isRecord(format) ? format['type'] : undefined;
  if (type === 'text') return {};
  if (type === 'json_object') return { output: { type: 'json' } };
  if (type !== 'json_schema')
    throw refused(
      "Invalid value for 'response_format.type'. Supported values are: 'text', 'json_object', and 'json_schema'.",
    );
  const said = (format as JsonObject)['json_schema'];
  if (!isRecord(said)) throw refused("Missing required parameter: 'response_format.json_schema'.");
  const { name, schema, description, strict } = said;
  if (typeof name !== 'string')
    throw refused("Missing required parameter: 'response_format.json_schema.name'.");
  return {
    output: {
      type: 'json-schema',
      name,
      schema: (isRecord(schema) ? schema : {}) as JsonObject,
      ...(typeof description === 'string' ? { description } : {}),
      ...(typeof strict === 'boolean' ? { strict } : {}),
    },
  };
}

function takesDefault({ effort, modelEfforts }: OpenaiChatDialect, id: string): boolean {
  const own = modelEfforts.find(({ models }) => fitsGlobs(id, models));
  return (own?.effort ?? effort) === 'none-or-default';
}

// OpenAI's level, or OpenRouter's object.
function reasoningMember(wire: JsonObject, mayBeDefault: boolean): { reasoning?: Reasoning } {
  const router = isRecord(wire['reasoning']) ? wire['reasoning'] : {};
  const effort = wire['reasoning_effort'] ?? router['effort'];
  const budget = router['max_tokens'];
  if (effort == null && typeof budget !== 'number') return {};
  // The model's own level, which is said by saying none.
  if (effort === 'default' && mayBeDefault) return {};
  if (effort != null && !efforts.includes(effort as Effort)) {
    throw refused(
      `Invalid value for 'reasoning_effort'. Supported values are: ${efforts.map((level) => `'${level}'`).join(', ')}.`,
    );
  }
  return {
    reasoning: {
      ...(effort == null ? {} : { effort: effort as Effort }),
      ...(typeof budget === 'number' ? { budgetTokens: budget } : {}),
    },
  };
}

function set<K extends keyof Options>(options: Options, name: K, value: Options[K] | undefined): void {
  if (value !== undefined) options[name] = value;
}

function number(wire: JsonObject, name: string, least = -Infinity, most = Infinity): number | undefined {
  const value = wire[name];
  if (value == null) return undefined;
  if (typeof value !== 'number') throw wrongType(name, 'a number');
  if (value < least || value > most)
    throw refused(`Invalid '${name}': expected a value from ${least} to ${most}, but got ${value} instead.`);
  return value;
}

function text(wire: JsonObject, name: string): string | undefined {
  const value = wire[name];
  if (value == null) return undefined;
  if (typeof value !== 'string') throw wrongType(name, 'a string');
  return value;
}

function flag(wire: JsonObject, name: string): boolean | undefined {
  const value = wire[name];
  if (value == null) return undefined;
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean');
  return value;
}

function wrongType(name: string, expected: string): Error {
  return refused(`Invalid type for '${name}': expected ${expected}.`);
}
