import type { Middleware, Reply } from '../core/call.ts';
import { type ErrorCode, isReqLLMError, type ReqLLMError } from '../core/error.ts';
import type { ModelLookup, ModelWish } from '../core/lookup.ts';
import type { Model, SingleModel } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import { breakerChecks, type BreakerOptions, breakerKey, createBreaker, type Passage } from './breaker.ts';
import { callForModel } from './call-for-model.ts';
import { createWalk } from './chain-walk.ts';
import { circuitOpen, watchedBy } from './circuit-breaker.ts';
import { createCooldown } from './cooldown.ts';
import { declinedBy } from './declined.ts';
import { callable, type Check, checkSettings, flag, notNegative, whole } from './settings.ts';

/** Settings of a chain of models. */
export interface FallbackOptions {
  /** The failures that pass a call on. Default: {@link fallbackCodes}. */
  readonly on?: readonly ErrorCode[];
  /** Whether an answer that begins with a refusal, or that a filter stopped, passes the call on too. Default false. */
  readonly onRefusal?: boolean;
  /**
   * How long a model that failed is not asked, in milliseconds, while another one is left: the provider's own wait where it
   * names one. Ten times as long for a missing key, an empty account or an unknown model. Default 30 seconds; 0 for none.
   */
  readonly cooldownMs?: number;
  /** Longest wait that retries may spend on a model while another one is left, in milliseconds. Default 2 seconds. */
  readonly patienceMs?: number;
  /** Most other models that are asked for one call. Default: all of a list, 3 of a query. */
  readonly max?: number;
  /** The circuit breaker around each model; `false` for none. */
  readonly breaker?: BreakerOptions | false;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The failures that pass a call on, unless said otherwise: those that another model or provider may not have. */
export const fallbackCodes: readonly ErrorCode[] = [
  'rate-limited',
  'overloaded',
  'server',
  'network',
  'timeout',
  'truncated',
  'bad-response',
  'quota',
  'auth',
  'permission',
  'model-not-found',
  'unsupported',
  'context-overflow',
];

/**
 * Asks other models when the call's own cannot answer, as long as nothing of an answer was shown: those of a list in its
 * order, or those of the catalogue that there are keys for and that are what a wish asks for. A context that is too long
 * goes to models with a larger window only. `response.model` tells who answered, `attempts` who else was asked.
 */
export function fallback(
  models: readonly SingleModel[] | ModelWish,
  options: FallbackOptions = {},
): Middleware {
  checkSettings('fallback', options, checks);
  if (options.breaker !== undefined && options.breaker !== false)
    checkSettings('fallback.breaker', options.breaker, breakerChecks);
  const isList = Array.isArray(models);
  const most = options.max ?? (isList ? models.length : 3);
  const find: ChainPlan['find'] = async (_call, lookup) => {
    if (isList) return models as readonly SingleModel[];
    const wish = models as ModelWish;
    return lookup.find(wish.limit === undefined ? { ...wish, limit: most + 1 } : wish);
  };
  return createChain({ find, most, options });
}

const checks: Readonly<Record<string, Check>> = {
  on: (value) => (Array.isArray(value) ? undefined : 'must be a list of codes'),
  onRefusal: flag,
  cooldownMs: notNegative,
  patienceMs: notNegative,
  max: whole,
  breaker: (value) =>
    value === false || (typeof value === 'object' && value !== null)
      ? undefined
      : 'must be false or its settings',
  now: callable,
};

/** The chain that a single call brings with it: `generateText([first, ...others])`. */
export function chainOfCall(options: FallbackOptions = {}): Middleware {
  const find: ChainPlan['find'] = async (call) => call.control.fallbacks ?? [];
  return createChain({ find, most: options.max ?? Number.POSITIVE_INFINITY, options });
}

interface ChainPlan {
  readonly find: (call: AnyCall, lookup: ModelLookup) => Promise<readonly (SingleModel | Model)[]>;
  readonly most: number;
  readonly options: FallbackOptions;
}

function createChain({ find, most, options }: ChainPlan): Middleware {
  const { now = Date.now, cooldownMs = 30_000 } = options;
  const cooldown = createCooldown(cooldownMs, now);
  const breaker = options.breaker === false ? undefined : createBreaker({ now, ...options.breaker });
  return async (call, next, lookup) => {
    const walk = createWalk(call, now);
    let isFirst = true;
    /** The error of who reserves money for each model, when there is too little left for this one. */
    const refusalOf = async (asked: AnyCall): Promise<ReqLLMError | undefined> => {
      const isOwn = isFirst && asked === call;
      isFirst = false;
      if (isOwn) return undefined;
      try {
        await call.control.admit?.(asked, walk.attempts);
        return undefined;
      } catch (error) {
        if (isReqLLMError(error)) return error;
        throw error;
      }
    };
    /** The call for a model, or why it cannot be made for it. */
    const sentTo = async (model: Model): Promise<ReturnType<typeof callForModel> | ReqLLMError> => {
      if (model === call.model) return { call, warnings: [] };
      try {
        return callForModel((await call.control.recast?.(call, model)) ?? call, model);
      } catch (error) {
        if (isReqLLMError(error)) return error;
        throw error;
      }
    };
    const ask = async (model: Model, hasMore: boolean): Promise<Reply | undefined> => {
      const sent = await sentTo(model);
      if (isReqLLMError(sent)) return walk.skipped(sent);
      const unpaid = await refusalOf(sent.call);
      if (unpaid !== undefined) return walk.skipped(unpaid);
      const passage = breaker?.enter(breakerKey(sent.call)) ?? free;
      if (typeof passage === 'number') return walk.skipped(circuitOpen(sent.call, passage));
      const startedAt = now();
      try {
        const run = (): Promise<Reply> => next(hasMore ? hurried(sent.call, options) : sent.call);
        const reply = await watchedBy(passage, run);
        const refusal = options.onRefusal === true && hasMore ? await declinedBy(reply) : undefined;
        if (refusal === undefined) return walk.answered(reply, sent.warnings);
        await walk.declined(reply, refusal);
      } catch (error) {
        if (!isReqLLMError(error)) throw error;
        walk.failed(model, error, startedAt);
        cooldown.note(model, error);
        if (!passesOn(error, call, options, now())) throw walk.failure();
      }
      return undefined;
    };

    const isResting = cooldown.isOn(call.model);
    const reply = isResting ? undefined : await ask(call.model, most > 0);
    if (reply !== undefined) return reply;
    const others = await modelsFrom((known) => find(call, known), call, lookup, most).catch((error) => {
      // A name that leads nowhere must not hide what was asked, and paid, before.
      throw isReqLLMError(error) ? error.with({ attempts: walk.attempts }) : error;
    });
    // Those that rest are asked last, and not left out: one of them may be all there is.
    const fresh = others.filter((model) => !cooldown.isOn(model));
    const resting = others.filter((model) => cooldown.isOn(model));
    const line = [...fresh, ...(isResting ? [call.model] : []), ...resting];
    for (const [index, model] of line.entries()) {
      const answer = walk.isTooSmall(model) ? undefined : await ask(model, index + 1 < line.length);
      if (answer !== undefined) return answer;
    }
    throw walk.failure();
  };
}

const free: Passage = { succeeded: () => {}, failed: () => {}, left: () => {} };

async function modelsFrom(
  find: (lookup: ModelLookup) => Promise<readonly (SingleModel | Model)[]>,
  call: AnyCall,
  lookup: ModelLookup | undefined,
  most: number,
): Promise<readonly Model[]> {
  if (lookup === undefined) throw new TypeError('fallback() runs inside a client only.');
  const found = await find(lookup);
  const models = await Promise.all(found.map(async (each) => (isModel(each) ? each : lookup.model(each))));
  const isOther = ({ spec, baseUrl }: Model): boolean =>
    spec !== call.model.spec || (baseUrl ?? '') !== (call.model.baseUrl ?? '');
  return models.filter(isOther).slice(0, most);
}

function isModel(value: SingleModel | Model): value is Model {
  return typeof value !== 'string' && 'spec' in value;
}

function passesOn(error: ReqLLMError, call: AnyCall, options: FallbackOptions, now: number): boolean {
  const { signal, timeout, startedAt, resume } = call.control;
  // Only who makes an answer can be asked for the rest of it.
  if (resume !== undefined) return false;
  if (signal?.aborted === true || error.timeout === 'total') return false;
  if (timeout.totalMs > 0 && now - startedAt >= timeout.totalMs) return false;
  const isRefusal = error.code === 'content-filter' || error.code === 'refusal';
  if (isRefusal && options.onRefusal === true) return true;
  return (options.on ?? fallbackCodes).includes(error.code);
}

/** The call with less patience: while another model is left, nobody waits long for this one. */
function hurried(call: AnyCall, { patienceMs = 2_000 }: FallbackOptions): AnyCall {
  const { retry } = call.control;
  const maxRetryAfterMs = Math.min(retry.maxRetryAfterMs, patienceMs);
  const maxMs = Math.min(retry.maxMs, patienceMs);
  return { ...call, control: { ...call.control, retry: { ...retry, maxRetryAfterMs, maxMs } } };
}
