import type { Attempt } from '../core/attempt.ts';
import { attemptOf } from '../core/attempt.ts';
import type { Middleware, Reply, RetryPolicy } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import { pause } from './pause.ts';
import { createRetryBudget } from './retry-budget.ts';

/** What the retry layer gets from outside, so that tests need not wait. */
export interface RetrySeams {
  readonly now: () => number;
  readonly random: () => number;
  /** Resolves after the time, or rejects with an `aborted` error when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const defaultSeams: RetrySeams = { now: Date.now, random: Math.random, sleep };

/**
 * Sends a call again when it failed before the first spoken chunk in a way that may pass: no connection, a stalled
 * start, 408, 409, 425, 429, 5xx, an overload event inside a 200. Waits as long as the provider asks, else exponentially
 * with jitter. No more than a tenth of the calls to a host, and five in ten seconds, are repeated. Keeps the list of tries.
 */
export function retry(seams: RetrySeams = defaultSeams): Middleware {
  const budget = createRetryBudget();
  return async (asked, next) => {
    const call = named(asked);
    const host = call.model.baseUrl ?? call.model.provider;
    budget.begin(host, seams.now());
    const tries: Attempt[] = [];
    for (;;) {
      const startedAt = seams.now();
      try {
        const reply = await next(call);
        return tries.length === 0
          ? reply
          : ({ ...reply, attempts: [...tries, ...reply.attempts] } satisfies Reply);
      } catch (error) {
        if (!isReqLLMError(error)) throw error;
        tries.push(...error.attempts, attemptOf(call.model.spec, startedAt, seams.now() - startedAt, error));
        const delayMs = delayBefore(tries.length, error, call, seams);
        if (delayMs === undefined) throw error.with({ attempts: tries });
        if (!budget.take(host, seams.now())) throw error.with({ attempts: tries, advice: spent });
        await waitFor(delayMs, call, tries, seams);
      }
    }
  };
}

const spent = 'It was not sent again: too many calls to this host were repeated just now.';

// One name for all tries of a call, for gateways that drop what they have had already.
function named(call: AnyCall): AnyCall {
  const { control } = call;
  return control.callId === undefined
    ? { ...call, control: { ...control, callId: globalThis.crypto.randomUUID() } }
    : call;
}

async function waitFor(
  delayMs: number,
  call: AnyCall,
  attempts: readonly Attempt[],
  seams: RetrySeams,
): Promise<void> {
  try {
    await seams.sleep(delayMs, call.control.signal);
  } catch (error) {
    throw isReqLLMError(error)
      ? error.with({ attempts, model: call.model.spec, provider: call.model.provider })
      : error;
  }
}

/** How long to wait before the next try, or undefined when there must be none. */
function delayBefore(
  tries: number,
  error: ReqLLMError,
  call: AnyCall,
  seams: RetrySeams,
): number | undefined {
  const { retry: policy, timeout, startedAt } = call.control;
  if (!mayRepeat(error, call) || tries > policy.max) return undefined;
  if (call.control.signal?.aborted === true) return undefined;
  const delayMs = error.retryAfterMs ?? backoffMs(tries, policy, seams.random());
  if (error.retryAfterMs !== undefined && delayMs > policy.maxRetryAfterMs) return undefined;
  const isTooLate = timeout.totalMs > 0 && seams.now() + delayMs - startedAt >= timeout.totalMs;
  return isTooLate ? undefined : delayMs;
}

// A body whose headers do not come is being generated, and billed: asking again would pay for it twice.
function mayRepeat({ retryable, timeout }: ReqLLMError, { stream, control }: AnyCall): boolean {
  const isGenerating = timeout === 'headers' && !stream;
  return retryable && (!isGenerating || control.retry.afterTimeout === true);
}

function backoffMs(tries: number, policy: RetryPolicy, random: number): number {
  const full = Math.min(policy.maxMs, policy.baseMs * 2 ** (tries - 1));
  return Math.round(full * (1 - policy.jitter + policy.jitter * random));
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await pause(ms, signal);
  if (signal?.aborted !== true) return;
  throw new ReqLLMError('The call was aborted while it waited to be sent again.', {
    code: 'aborted',
    phase: 'connect',
    cause: signal.reason,
  });
}
