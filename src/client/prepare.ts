import type { Call, CallControl, RetryPolicy, TimeoutLimits } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import { defined } from '../core/json.ts';
import type { ProviderOptions } from '../core/message.ts';
import type { Model, SingleModel } from '../core/model.ts';
import { checkOptions } from './check-options.ts';
import { messagesOf } from './input.ts';
import { secretOf } from './keys.ts';
import { defaultRetry, defaultTimeout, type TextOptions } from './options.ts';
import { byProviderId, type ProviderNames } from './provider-names.ts';
import { recoveryPolicy } from './recovery-policy.ts';
import { resolveModel } from './resolve.ts';
import { toolsOf } from './tool.ts';

export interface PrepareRequest {
  readonly model: unknown;
  /** Models to ask when that one cannot answer. */
  readonly others?: readonly SingleModel[];
  readonly input: unknown;
  readonly options: unknown;
  readonly defaults: TextOptions;
  readonly providers: ProviderNames;
  readonly stream: boolean;
  readonly now: number;
}

/** Friendly arguments as one frozen call. Everything that can be refused without the network is refused here. */
export function prepareCall(request: PrepareRequest): Call {
  const { defaults, providers, stream, now } = request;
  checkOptions(request.options ?? {});
  const options: TextOptions = { ...defaults, ...defined(request.options ?? {}) };
  const resolved = resolveModel(request.model, providers);
  const model: Model = options.baseUrl === undefined ? resolved : { ...resolved, baseUrl: options.baseUrl };
  const others = request.others ?? [];
  const asked = [model, ...others.map((other) => resolveModel(other, providers))];
  const providerOptions = ownWords(options.providerOptions, asked, providers);
  const { tools, stop, reasoning, cache = 'none' } = options;
  return Object.freeze({
    operation: 'text' as const,
    model: Object.freeze(model),
    messages: Object.freeze(messagesOf(request.input, options.system)),
    stream,
    ...bodyOptions(options),
    ...(providerOptions === undefined ? {} : { providerOptions }),
    ...(tools === undefined || tools.length === 0 ? {} : { tools: Object.freeze(toolsOf(tools)) }),
    ...(stop === undefined ? {} : { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(reasoning === undefined
      ? {}
      : { reasoning: typeof reasoning === 'string' ? { effort: reasoning } : reasoning }),
    ...(cache === 'none' ? {} : { cache: cache === 'auto' ? {} : cache }),
    control: Object.freeze({
      ...controlOf(options, stream, now),
      ...(others.length === 0 ? {} : { fallbacks: others }),
    }),
  });
}

// The options that go into the call as they are.
const passed = [
  'toolChoice',
  'parallelToolCalls',
  'output',
  'maxTokens',
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'frequencyPenalty',
  'presencePenalty',
  'logprobs',
  'user',
  'serviceTier',
  'metadata',
  'foreignReasoning',
] as const satisfies readonly (keyof TextOptions & keyof Call)[];
const isPassed: ReadonlySet<string> = new Set(passed);

// Callers say few of all that can be said.
function bodyOptions(options: TextOptions): Pick<Call, (typeof passed)[number]> {
  const said: Record<string, unknown> = {};
  for (const name in options) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && isPassed.has(name)) said[name] = value;
  }
  return said as Pick<Call, (typeof passed)[number]>;
}

function controlOf(options: TextOptions, stream: boolean, startedAt: number): CallControl {
  const { signal, timeout, retry, onUnsupported = 'warn', quirks = 'apply' } = options;
  const { apiKey, headers, include = none, tags, maxCost } = options;
  const recovery = recoveryPolicy(options.recovery);
  return {
    startedAt,
    timeout: timeout === undefined ? defaultTimeout(stream) : timeoutOf(timeout, stream),
    retry: retry === undefined ? defaultRetry : retryOf(retry),
    onUnsupported,
    quirks,
    headers: headers === undefined ? noHeaders : lowerCased(headers),
    include,
    ...(recovery === undefined ? {} : { recovery }),
    ...(tags === undefined ? {} : { tags }),
    ...(maxCost === undefined
      ? {}
      : { maxCost: { strict: false, ...(typeof maxCost === 'number' ? { usd: maxCost } : maxCost) } }),
    ...(signal === undefined ? {} : { signal }),
    ...(apiKey === undefined ? {} : { apiKey: secretOf(apiKey, 'apiKey') }),
  };
}

const none: readonly never[] = Object.freeze([]);
const noHeaders: CallControl['headers'] = Object.freeze({});

function timeoutOf(said: NonNullable<TextOptions['timeout']>, stream: boolean): TimeoutLimits {
  const limits = typeof said === 'number' ? { totalMs: said } : said;
  return { ...defaultTimeout(stream), ...defined(limits) };
}

function retryOf(said: NonNullable<TextOptions['retry']>): RetryPolicy {
  const policy: Partial<RetryPolicy> = typeof said === 'number' ? { max: said } : said;
  return { ...defaultRetry, ...defined(policy) };
}

function lowerCased(headers: CallControl['headers']): CallControl['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

// The provider's own words, by its id, whatever spelling the caller used for it.
function ownWords(
  said: ProviderOptions | undefined,
  models: readonly Model[],
  providers: ProviderNames,
): ProviderOptions | undefined {
  if (said === undefined) return undefined;
  const options = byProviderId(said, '`providerOptions`', providers);
  const given = Object.keys(options);
  const [provider] = models.map((model) => model.provider);
  if (given.length > 0 && !models.some((model) => given.includes(model.provider))) {
    const message = `providerOptions are for ${given.join(', ')}, but the call goes to ${provider}; key them by "${provider}".`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config' });
  }
  return options;
}
