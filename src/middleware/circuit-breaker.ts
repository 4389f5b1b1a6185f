import type { Middleware, Reply } from '../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import {
  breakerChecks,
  breakerKey,
  type BreakerOptions,
  createBreaker,
  isIllness,
  type Passage,
} from './breaker.ts';
import { callable, checkSettings } from './settings.ts';

export interface CircuitBreakerOptions extends BreakerOptions {
  /** What is counted together. Default: provider, address and model. */
  readonly key?: (call: AnyCall) => string;
}

/**
 * Stops asking a model that does not answer: after 5 failures in a row, or half of 20 calls within 30 seconds (connection,
 * timeout, overloaded, server), calls fail at once with `overloaded` and `retryAfterMs`. After 15 seconds, doubled each
 * time up to 2 minutes, one call may try.
 */
export function circuitBreaker(options: CircuitBreakerOptions = {}): Middleware {
  checkSettings('circuitBreaker', options, { ...breakerChecks, key: callable });
  const { key = breakerKey } = options;
  const breaker = createBreaker(options);
  const layer: Middleware = async (call, next) => {
    const passage = breaker.enter(key(call));
    if (typeof passage === 'number') throw circuitOpen(call, passage);
    return watchedBy(passage, () => next(call));
  };
  return Object.assign(layer, { isPerModel: true });
}

/** Makes a call and tells a breaker what became of it: a reply that fails later counts as a failure. */
export async function watchedBy(passage: Passage, run: () => Promise<Reply>): Promise<Reply> {
  try {
    const reply = await run();
    reply.chunks.tap({
      done: (outcome) => {
        if (outcome.type === 'failed') judge(passage, outcome.error);
        else passage.succeeded();
      },
    });
    return reply;
  } catch (error) {
    judge(passage, error);
    throw error;
  }
}

/** The refusal of a breaker that is open. */
export function circuitOpen(call: AnyCall, waitMs: number): ReqLLMError {
  const { spec, provider } = call.model;
  const message = `${spec} failed too often just now and is not asked; try again in ${Math.ceil(waitMs / 1_000)} s, or name a fallback.`;
  const facts = { code: 'overloaded', phase: 'connect', retryable: true } as const;
  return new ReqLLMError(message, { ...facts, retryAfterMs: waitMs, model: spec, provider });
}

function judge(passage: Passage, error: unknown): void {
  if (!isReqLLMError(error)) passage.left();
  else if (isIllness(error.code) || error.code === 'truncated') passage.failed();
  else if (error.code === 'aborted') passage.left();
  else passage.succeeded();
}
