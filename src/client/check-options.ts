import { efforts } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import { ourNameFor } from './foreign-options.ts';
import { checkRecovery } from './recovery-policy.ts';
import type { TextOptions } from './options.ts';

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be text');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const record: Check = (value) => (isRecord(value) ? undefined : 'must be an object');

const checks: { readonly [K in keyof Required<TextOptions>]: Check } = {
  system: text,
  tools: (value) => (Array.isArray(value) ? undefined : 'must be a list of tools'),
  toolChoice: (value) =>
    ['auto', 'none', 'required'].includes(value as string) ||
    (isRecord(value) && typeof value['tool'] === 'string')
      ? undefined
      : "must be 'auto', 'none', 'required' or { tool: name }",
  parallelToolCalls: flag,
  maxTokens: integer(1),
  temperature: number(0, 2),
  topP: number(0, 1),
  topK: integer(0),
  minP: number(0, 1),
  seed: integer(Number.MIN_SAFE_INTEGER),
  stop: (value) =>
    typeof value === 'string' || isTextList(value) ? undefined : 'must be text or a list of texts',
  frequencyPenalty: number(-2, 2),
  presencePenalty: number(-2, 2),
  logprobs: (value) => (typeof value === 'boolean' ? undefined : integer(0, 20)(value)),
  user: text,
  reasoning: checkReasoning,
  foreignReasoning: oneOf('drop', 'text'),
  cache: checkCache,
  output: checkOutput,
  serviceTier: text,
  metadata: textRecord,
  providerOptions: (value) =>
    isRecord(value) && Object.values(value).every(isRecord)
      ? undefined
      : 'must be an object of objects, keyed by provider id',
  onUnsupported: oneOf('error', 'warn', 'drop'),
  quirks: oneOf('apply', 'warn', 'error', 'off'),
  signal: (value) => (value instanceof AbortSignal ? undefined : 'must be an AbortSignal'),
  timeout: limits('connectMs', 'headersMs', 'firstChunkMs', 'idleMs', 'totalMs'),
  retry: checkRetry,
  recovery: checkRecovery,
  headers: checkHeaders,
  apiKey: text,
  baseUrl: text,
  include: (value) =>
    isTextList(value) && value.every((item) => ['raw', 'requestBody'].includes(item))
      ? undefined
      : "must be a list of 'raw' and 'requestBody'",
  tags: (value) => (isTextList(value) ? undefined : 'must be a list of texts'),
  maxCost: (value) =>
    isDollars(isRecord(value) ? value['usd'] : value) &&
    (!isRecord(value) || ['boolean', 'undefined'].includes(typeof value['strict']))
      ? undefined
      : 'must be a number of US dollars above 0, or { usd, strict }',
};

/** Throws `config` for an unknown option, with the name that was probably meant, or for a value of the wrong kind. */
export function checkOptions(options: unknown): asserts options is TextOptions {
  const problem = record(options);
  if (problem !== undefined) throw refusal(`The options ${problem}.`);
  for (const [name, value] of Object.entries(options as object)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(checks, name))
      throw refusal(`Unknown option "${name}".${ourNameFor(name) || didYouMean(name, Object.keys(checks))}`);
    const wrong = checks[name as keyof typeof checks](value);
    if (wrong !== undefined) throw refusal(`The option \`${name}\` ${wrong}.`);
  }
}

function number(least: number, most: number): Check {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `must be a number from ${least} to ${most}`;
}

function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Check {
  const range =
    most === Number.MAX_SAFE_INTEGER
      ? least < 0
        ? ''
        : ` of at least ${least}`
      : ` from ${least} to ${most}`;
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number${range}`;
}

function oneOf(...names: readonly string[]): Check {
  return (value) =>
    names.includes(value as string)
      ? undefined
      : `must be one of ${names.map((name) => `'${name}'`).join(', ')}`;
}

function limits(...names: readonly string[]): Check {
  const isLimit = (value: unknown): boolean =>
    typeof value === 'number' && value >= 0 && Number.isFinite(value);
  return (value) => {
    if (isLimit(value)) return undefined;
    if (!isRecord(value)) return `must be a number or an object of ${names.join(', ')}`;
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined)
      return `has no member "${unknown}".${didYouMean(unknown, names)} It takes ${names.join(', ')}`;
    const bad = names.find((name) => value[name] !== undefined && !isLimit(value[name]));
    return bad === undefined ? undefined : `has a \`${bad}\` that is no number of at least 0`;
  };
}

function isDollars(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function checkRetry(value: unknown): string | undefined {
  const names = ['max', 'baseMs', 'maxMs', 'jitter', 'maxRetryAfterMs'];
  if (!isRecord(value)) return limits(...names)(value);
  const { afterTimeout, ...numbers } = value;
  if (afterTimeout !== undefined && typeof afterTimeout !== 'boolean')
    return 'has an `afterTimeout` that is not true or false';
  if (typeof numbers['jitter'] === 'number' && numbers['jitter'] > 1)
    return 'has a `jitter` that is no number from 0 to 1';
  return limits(...names)(numbers);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function textRecord(value: unknown): string | undefined {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
    ? undefined
    : 'must be an object of texts';
}

function checkReasoning(value: unknown): string | undefined {
  const levels = `one of ${efforts.join(', ')}`;
  if (typeof value === 'string')
    return efforts.includes(value as never)
      ? undefined
      : `must be ${levels}, or { effort, budgetTokens, summary }`;
  if (!isRecord(value)) return `must be ${levels}, or { effort, budgetTokens, summary }`;
  const { effort, budgetTokens, summary, ...rest } = value;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has no member "${unknown}"; it takes effort, budgetTokens and summary`;
  if (effort !== undefined && !efforts.includes(effort as never))
    return `has an \`effort\` that is not ${levels}`;
  if (budgetTokens !== undefined && integer(0)(budgetTokens) !== undefined)
    return 'has a `budgetTokens` that is no whole number of at least 0';
  if (summary !== undefined && !['auto', 'concise', 'detailed'].includes(summary as string))
    return "has a `summary` that is not 'auto', 'concise' or 'detailed'";
  return undefined;
}

function checkCache(value: unknown): string | undefined {
  if (value === 'auto' || value === 'none') return undefined;
  if (!isRecord(value)) return "must be 'auto', 'none' or { ttl, key }";
  const { ttl, key, ...rest } = value;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has no member "${unknown}"; it takes ttl and key`;
  if (ttl !== undefined && (typeof ttl !== 'string' || !/^[1-9]\d{0,5}[smhd]$/.test(ttl)))
    return "has a `ttl` that is no time such as '5m' or '1h'";
  return key === undefined || (typeof key === 'string' && key !== '')
    ? undefined
    : 'has a `key` that is no text';
}

function checkOutput(value: unknown): string | undefined {
  if (!isRecord(value)) return "must be { type: 'json' } or { type: 'json-schema', name, schema }";
  if (value['type'] === 'json') return undefined;
  if (value['type'] !== 'json-schema') return "has a `type` that is not 'json' or 'json-schema'";
  if (typeof value['name'] !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(value['name']))
    return 'needs a `name` of letters, digits, _ and -, at most 64';
  return isRecord(value['schema']) ? undefined : 'needs a `schema` object';
}

function checkHeaders(value: unknown): string | undefined {
  if (!isRecord(value)) return 'must be an object of texts';
  for (const [name, header] of Object.entries(value)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return 'has a name that is no HTTP header name';
    // The value is not quoted: it may be a credential.
    if (typeof header !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(header))
      return `has a value for "${name}" that is no single line of Latin text`;
  }
  return undefined;
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
