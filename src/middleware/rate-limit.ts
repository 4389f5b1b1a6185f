import type { Middleware, Reply } from '../core/call.ts';
import { isReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import { Tries } from '../core/tries.ts';
import { unknownUsage } from '../core/usage.ts';
import { longestTimerMs } from '../core/longest-timer.ts';
import { answerTokens, promptTokens } from './estimate.ts';
import { createRateLearning, type RateLearning } from './rate-learning.ts';
import {
  callable,
  checkSettings,
  flag,
  notNegative,
  oneOfOrFunction,
  positive,
  storeChecks,
  whole,
  type Check,
} from './settings.ts';
import { guarded, settleLater, type StorePolicy } from './stores/guarded.ts';
import { keepLease, leaseFor } from './stores/lease.ts';
import type { Claimed, LimitStore } from './stores/limit-store.ts';
import { memoryLimits } from './stores/memory-limits.ts';
import { type Answer, createTurnstile, type Turnstile } from './turnstile.ts';

/** How much in how long: a number is per minute. */
export type Rate = number | { readonly limit: number; readonly perMs: number };

/** Settings of {@link rateLimit}. At least one of `requests`, `tokens`, `concurrency`, or `learn`. */
export interface RateLimitOptions extends StorePolicy {
  readonly requests?: Rate;
  /** Tokens in and out: estimated before a call, put right after it. */
  readonly tokens?: Rate;
  /** Most calls under way at the same time. */
  readonly concurrency?: number;
  /** What has a limit of its own. Default `model`; `key` is for each provider and `apiKey` of the call. */
  readonly per?: 'provider' | 'model' | 'key' | ((call: AnyCall) => string);
  /** Whether to heed what replies tell of the provider's own limits, and to send fewer at a time after a 429. Default true. */
  readonly learn?: boolean;
  /** Where it is counted. Default: in this process. */
  readonly store?: LimitStore;
  /** Keeps limits in one store apart. Default `limit`. */
  readonly name?: string;
  /** How many tokens a call takes, as far as that can be told before. Default: its length, and `maxTokens` or 1,000. */
  readonly estimate?: (call: AnyCall) => number;
  /** Most calls that wait; more are refused with `rate-limited`. Default 1,000. */
  readonly maxQueue?: number;
  /** Longest wait in milliseconds; a longer one is refused with `rate-limited`. Default 60 seconds; none for `acquire`. */
  readonly maxWaitMs?: number;
  /**
   * After how long the place of a call is given back whose process is gone, in milliseconds; it is renewed while the call
   * runs. Default a minute; 15 minutes for a store that cannot renew.
   */
  readonly leaseMs?: number;
  readonly now?: () => number;
  readonly after?: (ms: number, run: () => void) => () => void;
}

/** A layer that keeps to limits, and lets other work than calls wait for its turn under limits of the same size. */
export interface RateLimit extends Middleware {
  readonly isPerModel: true;
  /**
   * Waits for a turn: a request and a place among those that are under way; tokens are not counted. What it gives back ends
   * the turn. Such a limiter is what `runBatch` takes. Throws `aborted`, and `rate-limited` where the wait would be too long.
   */
  acquire(signal?: AbortSignal): Promise<() => Promise<void>>;
}

interface Lane {
  readonly turnstile: Turnstile;
  readonly learning: RateLearning | undefined;
  inFlight: number;
}

const mostLanes = 1_024;
// No spec and no provider is named so.
const turns = '(turns)';

/**
 * Sends no more than a limit allows: requests and tokens in a time (buckets that refill evenly), and calls at once. Calls
 * that are too many wait in the order they came; the wait ends with the caller's signal. Throws `config` for settings that
 * it does not know, and for limits that are none.
 */
export function rateLimit(options: RateLimitOptions): RateLimit {
  checkSettings('rateLimit', options, checks);
  const { now = Date.now, name = 'limit', estimate = likelyTokens } = options;
  const policy = options.store === undefined ? { storeTimeoutMs: 0 } : options;
  const store = guarded(options.store ?? memoryLimits({ now }), name, policy);
  const { leaseMs = leaseFor(store) } = options;
  const lanes = new Map<string, Lane>();
  let count = 0;

  /** Waits until there is room, and gives back how to leave it again. */
  const enter = async (key: string, tokens: number, signal: AbortSignal | undefined): Promise<Room> => {
    const lane = laneOf(lanes, key, options);
    const gauges = gaugesOf(`${name}:${key}`, options, tokens);
    const id = `${instance}-${(count += 1)}`;
    await lane.turnstile.pass(async (): Promise<Answer> => {
      const most = lane.learning?.concurrency;
      if (most !== undefined && lane.inFlight >= Math.floor(most)) return { waitMs: undefined };
      const waitMs = lane.learning?.waitMs(tokens) ?? 0;
      if (waitMs > 0) return { waitMs };
      const answer = await store.claim(id, gauges, leaseMs);
      if (!answer.ok) return { waitMs: answer.waitMs };
      lane.inFlight += 1;
      lane.learning?.sent(tokens, lane.inFlight);
      return true;
    }, signal);
    const release = keepLease(store, id, gauges, leaseMs);
    const leave = (requests: number, used: number | undefined): Promise<void> => {
      release();
      lane.inFlight -= 1;
      const settled = gauges.map((gauge) => ({ ...gauge, actual: actualOf(gauge, requests, used) }));
      return settleLater(store.settle(id, settled), () => lane.turnstile.wake());
    };
    return { lane, leave };
  };

  const layer: Middleware = async (call, next) => {
    const key = await keyOf(call, options.per ?? 'model');
    const isCounted = options.tokens !== undefined || options.learn !== false;
    const { lane, leave } = await enter(key, isCounted ? estimate(call) : 0, call.control.signal);
    try {
      return watched(await next(call), lane, leave);
    } catch (error) {
      if (isReqLLMError(error)) lane.learning?.failed(error);
      const isRefused = isReqLLMError(error) && error.phase !== 'stream' && error.phase !== 'decode';
      void leave(isReqLLMError(error) ? Math.max(1, error.attempts.length) : 1, isRefused ? 0 : undefined);
      throw error;
    }
  };
  const acquire = async (signal?: AbortSignal): Promise<() => Promise<void>> => {
    const { leave } = await enter(turns, 0, signal);
    let left: Promise<void> | undefined;
    return () => (left ??= leave(1, 0));
  };
  return Object.assign(layer, { isPerModel: true, acquire } as const);
}

const rate: Check = (value) => {
  if (typeof value !== 'object' || value === null) return positive(value);
  const { limit, perMs } = value as { limit?: unknown; perMs?: unknown };
  const isRate = positive(limit) === undefined && positive(perMs) === undefined;
  return isRate ? undefined : 'must be a number a minute, or { limit, perMs } with numbers above 0';
};

const checks: Readonly<Record<string, Check>> = {
  ...storeChecks,
  requests: rate,
  tokens: rate,
  concurrency: whole,
  per: oneOfOrFunction('provider', 'model', 'key'),
  learn: flag,
  estimate: callable,
  maxQueue: notNegative,
  maxWaitMs: notNegative,
  after: callable,
};

interface Room {
  readonly lane: Lane;
  readonly leave: Leave;
}

type Leave = (requests: number, tokens: number | undefined) => Promise<void>;

// Ids must differ between processes that share a store.
const instance: string = Math.random().toString(36).slice(2, 12);

function likelyTokens(call: AnyCall): number {
  return promptTokens(call).likely + answerTokens(call, 1_000);
}

function laneOf(lanes: Map<string, Lane>, key: string, options: RateLimitOptions): Lane {
  const known = lanes.get(key);
  if (known !== undefined) return known;
  if (lanes.size >= mostLanes) dropIdle(lanes);
  const { maxQueue = 1_000, now = Date.now, after = later, name = 'limit' } = options;
  // Nobody sits before work that takes turns: it waits for as long as a timer can.
  const { maxWaitMs = key === turns ? longestTimerMs : 60_000 } = options;
  const turnstile = createTurnstile({ maxQueue, maxWaitMs, now, after, name: `"${name}" of ${key}` });
  const learning = options.learn === false ? undefined : createRateLearning(now);
  const lane = { turnstile, learning, inFlight: 0 };
  lanes.set(key, lane);
  return lane;
}

function dropIdle(lanes: Map<string, Lane>): void {
  for (const [key, { inFlight, turnstile }] of lanes)
    if (inFlight === 0 && turnstile.waiting === 0) lanes.delete(key);
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, Math.min(ms, longestTimerMs));
  return () => clearTimeout(timer);
}

async function keyOf(call: AnyCall, per: NonNullable<RateLimitOptions['per']>): Promise<string> {
  const { model, control } = call;
  if (typeof per === 'function') return per(call);
  if (per === 'provider') return model.provider;
  if (per === 'key') return `${model.provider}:${await fingerprint(control.apiKey?.reveal() ?? '')}`;
  return model.spec;
}

async function fingerprint(key: string): Promise<string> {
  if (key === '') return 'own';
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return [...new Uint8Array(hash).slice(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function gaugesOf(key: string, options: RateLimitOptions, tokens: number): readonly Claimed[] {
  const { requests, concurrency } = options;
  const gauges: Claimed[] = [];
  if (concurrency !== undefined)
    gauges.push({ key: `${key}:held`, kind: 'held', limit: concurrency, perMs: 0, amount: 1 });
  if (requests !== undefined)
    gauges.push({ key: `${key}:requests`, kind: 'rate', ...rateOf(requests), amount: 1 });
  if (options.tokens !== undefined) {
    const rate = rateOf(options.tokens);
    // A call that is larger than the bucket passes when the bucket is full; what is more is owed afterwards.
    gauges.push({ key: `${key}:tokens`, kind: 'rate', ...rate, amount: Math.min(tokens, rate.limit) });
  }
  return gauges;
}

function rateOf(rate: Rate): { readonly limit: number; readonly perMs: number } {
  return typeof rate === 'number' ? { limit: rate, perMs: 60_000 } : rate;
}

function actualOf({ key, kind, amount }: Claimed, requests: number, tokens: number | undefined): number {
  if (kind === 'held') return 0;
  return key.endsWith(':requests') ? requests : (tokens ?? amount);
}

function watched(reply: Reply, lane: Lane, leave: Leave): Reply {
  const { headers = {} } = reply.http ?? {};
  lane.learning?.replied(headers, reply.attempts);
  const made = new Tries(reply);
  let usage = unknownUsage;
  reply.chunks.tap({
    chunk: (chunk) => {
      if (chunk.type === 'usage') ({ usage } = chunk);
      if (chunk.type === 'recovery') made.add(chunk.event);
    },
    done: (outcome) => {
      const { over, current } = made;
      // What broken streams used is not known.
      const isWhole = outcome.type === 'end' && over.length === reply.attempts.length;
      const requests = over.length + (current === undefined ? 0 : 1);
      void leave(requests, isWhole ? (usage.totalTokens ?? undefined) : undefined);
    },
  });
  return reply;
}
