import type { CallBody, Effort, OutputFormat, Reasoning } from '../../core/call.ts';
import { efforts } from '../../core/call.ts';
import { isRecord, type JsonObject, parseJson } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import type { ServerRequest } from '../protocol.ts';
import { type BedrockConverseDialect, fits } from './dialect.ts';
import { filledAt, listAt, numberAt, objectAt, optionalObjectAt, refusal, textAt } from './refusal.ts';
import { parseMessages } from './server-parse-messages.ts';
import { parseTools } from './server-parse-tools.ts';
import { refuseContradictions } from './server-refuse.ts';

type Members = Readonly<Record<string, unknown>>;

export interface Target {
  readonly id: string;
  readonly stream: boolean;
}

/** Which model a path is about, and whether it streams; undefined when it is none of Converse's. */
export function targetOf(path: string): Target | undefined {
  const [, segment, verb] = /^(?:.*)?\/model\/([^/?]+)\/(converse|converse-stream)(?:\?|$)/.exec(path) ?? [];
  if (segment === undefined) return undefined;
  try {
    return { id: decodeURIComponent(segment), stream: verb === 'converse-stream' };
  } catch {
    return undefined;
  }
}

// Members with a portable meaning; all others are kept in Bedrock's own words.
const portable: ReadonlySet<string> = new Set([
  'messages',
  'system',
  'toolConfig',
  'inferenceConfig',
  'additionalModelRequestFields',
  'outputConfig',
  'serviceTier',
  'requestMetadata',
]);

/** A Converse request in portable terms. Throws `invalid-request` where Bedrock answers 400. */
export function parseRequest(request: ServerRequest, dialect: BedrockConverseDialect): CallBody {
  const { vendor } = dialect;
  const target = targetOf(request.path);
  if (target === undefined) throw refusal('The path names no model.');
  const body = objectAt(request.body, 'body');
  const messages = parseMessages(body, vendor, fits(dialect.beginningModels, target.id));
  const tools = parseTools(body['toolConfig'], vendor);
  const hasCalls = messages.some(
    ({ role, content }) => role === 'tool' || content.some((part) => part.type === 'tool-call'),
  );
  if (hasCalls && body['toolConfig'] === undefined)
    throw refusal('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  const fields = parseFields(
    optionalObjectAt(body['additionalModelRequestFields'], 'additionalModelRequestFields'),
  );
  const own = Object.entries(body).filter(([name, value]) => !portable.has(name) && value != null);
  const kept =
    fields.rest === undefined ? own : [...own, ['additionalModelRequestFields', fields.rest] as const];
  const call: CallBody = {
    model: modelOf({ provider: vendor, id: target.id }),
    messages,
    stream: target.stream,
    ...tools,
    ...parseInference(optionalObjectAt(body['inferenceConfig'], 'inferenceConfig') ?? {}),
    ...fields.said,
    ...parseOutput(optionalObjectAt(body['outputConfig'], 'outputConfig')),
    ...parseTier(optionalObjectAt(body['serviceTier'], 'serviceTier')),
    ...parseMetadata(optionalObjectAt(body['requestMetadata'], 'requestMetadata')),
    ...(kept.length === 0 ? {} : { providerOptions: { [vendor]: Object.fromEntries(kept) as JsonObject } }),
  };
  refuseContradictions(dialect, call, body);
  return call;
}

function parseInference(config: Members): Pick<CallBody, 'maxTokens' | 'temperature' | 'topP' | 'stop'> {
  const maxTokens = numberAt(config['maxTokens'], 'inferenceConfig.maxTokens', 1, Number.MAX_SAFE_INTEGER);
  const temperature = numberAt(config['temperature'], 'inferenceConfig.temperature', 0, 1);
  const topP = numberAt(config['topP'], 'inferenceConfig.topP', 0, 1);
  const stop = stopsIn(config['stopSequences']);
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop.length === 0 ? {} : { stop }),
  };
}

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
const mostStops = 2_500;

function stopsIn(value: unknown): string[] {
  const place = 'inferenceConfig.stopSequences';
  const stop = listAt(value, place).map((each) => filledAt(each, place));
  if (stop.length > mostStops)
    throw refusal(
      `1 validation error detected: Value at '${place}' failed to satisfy constraint: Member must have length less than or equal to ${mostStops}`,
    );
  return stop;
}

interface Fields {
  readonly said: Pick<CallBody, 'reasoning' | 'topK'>;
  readonly rest: JsonObject | undefined;
}

/** What the models' own fields say in portable terms, and what is left of them. */
function parseFields(fields: Members | undefined): Fields {
  if (fields === undefined) return { said: {}, rest: undefined };
  const {
    thinking,
    reasoning_effort: level,
    reasoning_config: config,
    reasoningConfig: nova,
    ...others
  } = fields;
  const { top_k: topK, output_config: output, inferenceConfig: inference, ...rest } = others;
  const reasoning =
    thinkingOf(thinking, isRecord(output) ? output['effort'] : undefined) ??
    thinkingOf(config, undefined) ??
    levelOf(level ?? config) ??
    novaOf(nova);
  const most = topK ?? (isRecord(inference) ? inference['topK'] : undefined);
  return {
    said: {
      ...(reasoning === undefined ? {} : { reasoning }),
      ...(typeof most === 'number' ? { topK: most } : {}),
    },
    rest: Object.keys(rest).length === 0 ? undefined : (rest as JsonObject),
  };
}

function thinkingOf(value: unknown, effort: unknown): Reasoning | undefined {
  if (!isRecord(value)) return undefined;
  const summary = value['display'] === 'summarized' ? { summary: 'auto' as const } : {};
  switch (value['type']) {
    case 'disabled':
      return { effort: 'none' };
    case 'adaptive':
      return { ...levelOf(effort), ...summary };
    case 'enabled': {
      const place = 'thinking.enabled.budget_tokens';
      const budgetTokens = numberAt(value['budget_tokens'], place, 1_024, Number.MAX_SAFE_INTEGER);
      return budgetTokens === undefined ? undefined : { budgetTokens, ...summary };
    }
    default:
      throw refusal(`thinking: Input tag '${String(value['type']).slice(0, 40)}' is not known.`);
  }
}

function novaOf(value: unknown): Reasoning | undefined {
  if (!isRecord(value)) return undefined;
  return value['type'] === 'disabled' ? { effort: 'none' } : levelOf(value['maxReasoningEffort']);
}

function levelOf(value: unknown): Reasoning | undefined {
  const effort = efforts.find((each) => each === value);
  return effort === undefined ? undefined : { effort: effort satisfies Effort };
}

function parseOutput(config: Members | undefined): { output?: OutputFormat } {
  const format = optionalObjectAt(config?.['textFormat'], 'outputConfig.textFormat');
  if (format === undefined) return {};
  const place = 'outputConfig.textFormat.structure.jsonSchema';
  const { schema, name, description } = objectAt(
    objectAt(format['structure'], 'outputConfig.textFormat.structure')['jsonSchema'],
    place,
  );
  const parsed = parseJson(textAt(schema, `${place}.schema`));
  if (!parsed.ok || !isRecord(parsed.value))
    throw refusal(`The schema at ${place}.schema is not valid JSON.`);
  return {
    output: {
      type: 'json-schema',
      name: typeof name === 'string' ? name : 'output',
      schema: parsed.value as JsonObject,
      ...(typeof description === 'string' ? { description } : {}),
    },
  };
}

function parseTier(tier: Members | undefined): { serviceTier?: string } {
  return tier === undefined ? {} : { serviceTier: textAt(tier['type'], 'serviceTier.type') };
}

function parseMetadata(metadata: Members | undefined): { metadata?: Record<string, string> } {
  if (metadata === undefined) return {};
  const entries = Object.entries(metadata).map(([key, value]): [string, string] => [
    key,
    textAt(value, `requestMetadata.${key}`),
  ]);
  return { metadata: Object.fromEntries(entries) };
}
