import { efforts, type Effort } from '../../core/call.ts';
import { isRecord } from '../../core/json.ts';
import type { QuirkAction } from '../schema.ts';
import type { Rule, RuleCase } from './rule.ts';

/** The request that was refused. */
export interface Refused {
  readonly provider: string;
  readonly protocol: string;
  readonly model: string;
  /** HTTP status of the refusal. */
  readonly status: number;
  /** The body of the refusal: parsed JSON, or text. */
  readonly body: unknown;
}

// What providers call our options. Names that are not here are members of the body.
const neutral: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  topp: 'topP',
  top_k: 'topK',
  topk: 'topK',
  seed: 'seed',
  random_seed: 'seed',
  stop: 'stop',
  stop_sequences: 'stop',
  presence_penalty: 'presencePenalty',
  presencepenalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  frequencypenalty: 'frequencyPenalty',
  logprobs: 'logprobs',
  top_logprobs: 'logprobs',
  user: 'user',
  service_tier: 'serviceTier',
  parallel_tool_calls: 'parallelToolCalls',
  metadata: 'metadata',
  reasoning: 'effort',
  reasoning_effort: 'effort',
  'reasoning.effort': 'effort',
  reasoningeffort: 'effort',
};

// Without these there is no request left, or another one than was asked for.
const essential: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'input',
  'contents',
  'stream',
  'prompt',
  'system',
  'instructions',
  'tools',
  'tool_choice',
  'response_format',
  'text',
  'text.format',
  'output_config',
  'max_tokens',
]);

// Each is recorded, or documented where it says so; the first group is the parameter.
const patterns: readonly RegExp[] = [
  /unsupported (?:parameter|value)s?: '([\w.]+)' (?:is|does) not support/i,
  /'([\w.]+)' does not support/i,
  /does not support (?:the )?parameter:? [`'"]?([\w.]+)/i,
  /(?:parameter|property|argument|field|option) [`'"]?([\w.]+)[`'"]? (?:is|are) (?:not supported|unsupported|not permitted|not allowed)/i,
  /unknown (?:parameter|name):? ['"]([\w.]+)['"]/i,
  /unrecognized request arguments? supplied: ([\w.]+)/i,
  /^([\w.]+): extra inputs are not permitted/i,
  /extraneous key \[([\w.]+)\] is not permitted/i,
  /[`'"]([\w.]+)[`'"] is (?:deprecated|not supported|unsupported)(?: for| with| by|\.|$)/i,
];

/**
 * The rule that a refusal (HTTP 400 or 422) teaches, for this model of this provider only; undefined when it names no
 * parameter that could be left out. Pure: keeping the rule and asking again is the caller's choice.
 */
export function learnRule({ provider, protocol, model, status, body }: Refused): Rule | undefined {
  if (status !== 400 && status !== 422) return undefined;
  const said = messageOf(body).slice(0, 2_000);
  const learnt = renameIn(said) ?? effortIn(said, paramOf(body)) ?? dropIn(said, body);
  if (learnt === undefined) return undefined;
  return {
    id: `learned.${provider}.${learnt.name}`,
    match: { provider: [provider], api: [protocol], model: [literal(model)] },
    says: said.slice(0, 200),
    cases: learnt.cases,
    enforced: 'engine',
    source: `HTTP ${status}`,
    confidence: 'obs',
  };
}

interface Learnt {
  readonly name: string;
  readonly cases: readonly RuleCase[];
}

// "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
function renameIn(said: string): Learnt | undefined {
  const match = /'(\w+)' is not supported with this model\. Use '(\w+)' instead/.exec(said);
  const [, param, to] = match ?? [];
  return param === undefined || to === undefined ? undefined : one(param, { op: 'rename', param, to });
}

// "Unsupported value: 'none' is not supported with the 'o3' model. Supported values are: 'low', 'medium', and 'high'."
// "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium."
function effortIn(said: string, param: string | undefined): Learnt | undefined {
  const isEffort = /effort/i.test(param ?? '') || /effort/i.test(said);
  const list = /supported (?:values|levels)(?: are)?:? ([^.]+)/i.exec(said)?.[1];
  if (!isEffort || list === undefined) return undefined;
  const known = efforts.filter((effort) => new RegExp(`\\b${effort}\\b`).test(list));
  if (known.length === 0) return undefined;
  const values: Partial<Record<Effort, string>> = {};
  for (const effort of efforts) if (!known.includes(effort)) values[effort] = nearest(effort, known);
  return one('effort', { op: 'effort', shape: 'portable', values });
}

function dropIn(said: string, body: unknown): Learnt | undefined {
  const named = patterns
    .map((pattern) => pattern.exec(said)?.[1]?.replace(/\.+$/, ''))
    .find((name) => name !== undefined);
  const param = named ?? extraIn(body);
  if (param === undefined || essential.has(param) || /^(?:messages|input|contents|tools)\b/.test(param))
    return undefined;
  const name = neutral[param.toLowerCase()] ?? param;
  return one(name, { op: 'drop', params: [name], level: 'warn' });
}

// Mistral: `{ detail: [{ type: 'extra_forbidden', loc: ['body', 'top_k'] }] }`.
function extraIn(body: unknown): string | undefined {
  const detail = isRecord(body) ? body['detail'] : undefined;
  if (!Array.isArray(detail)) return undefined;
  const extra: unknown = detail.find((each) => isRecord(each) && each['type'] === 'extra_forbidden');
  const place: unknown = isRecord(extra) ? extra['loc'] : undefined;
  const name: unknown = Array.isArray(place) && place.length === 2 ? place[1] : undefined;
  return typeof name === 'string' && /^\w+$/.test(name) ? name : undefined;
}

function one(name: string, action: QuirkAction): Learnt {
  return { name, cases: [{ then: [action] }] };
}

// The level below, or above where there is none below: less thinking than asked for never costs more.
function nearest(effort: Effort, known: readonly Effort[]): Effort {
  const place = efforts.indexOf(effort);
  const below = known.filter((each) => efforts.indexOf(each) < place && each !== 'none').at(-1);
  return below ?? known.find((each) => efforts.indexOf(each) > place) ?? (known[0] as Effort);
}

function messageOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (!isRecord(body)) return '';
  const { error, message, detail } = body;
  if (isRecord(error) && typeof error['message'] === 'string') return error['message'];
  return [message, error, detail].find((each) => typeof each === 'string') ?? '';
}

function paramOf(body: unknown): string | undefined {
  const error = isRecord(body) ? body['error'] : undefined;
  const param: unknown = isRecord(error) ? error['param'] : undefined;
  return typeof param === 'string' ? param : undefined;
}

// A model id stands for itself: `!` and `*` in it are no pattern.
function literal(model: string): string {
  return model.replaceAll('*', '').replace(/^!+/, '');
}
