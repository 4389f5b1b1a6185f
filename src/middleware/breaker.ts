import type { ErrorCode } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import { callable, type Check, positive, share as aShare, whole } from './settings.ts';

/** When a breaker opens and how long it stays so. Times are in milliseconds. */
export interface BreakerOptions {
  /** Failures one after the other that open it. Default 5. */
  readonly failures?: number;
  /** Share of failures that opens it, 0 to 1, once there were `least` calls in `withinMs`. Default 0.5. */
  readonly share?: number;
  /** Default 20. */
  readonly least?: number;
  /** How far back calls are counted. Default 30 seconds. */
  readonly withinMs?: number;
  /** How long it stays open before one call may try. Doubles each time that one fails. Default 15 seconds. */
  readonly openMs?: number;
  /** Default 2 minutes. */
  readonly maxOpenMs?: number;
  readonly now?: () => number;
}

/** Leave to make a call, and where to say what became of it; exactly one of the three is called. */
export interface Passage {
  succeeded(): void;
  failed(): void;
  /** It tells nothing about the other side: aborted, or refused as wrong. */
  left(): void;
}

/** What a breaker knows of each key. */
export interface Breaker {
  /** Leave to call, or how long to wait in milliseconds. */
  enter(key: string): Passage | number;
}

/** What is right in {@link BreakerOptions}. */
export const breakerChecks: Readonly<Record<string, Check>> = {
  failures: whole,
  share: aShare,
  least: whole,
  withinMs: positive,
  openMs: positive,
  maxOpenMs: positive,
  now: callable,
};

interface State {
  readonly calls: { at: number; isFailure: boolean }[];
  inARow: number;
  /** Until when it is open; undefined while it is closed. */
  openUntil?: number | undefined;
  openMs: number;
  isProbing: boolean;
}

const mostKeys = 1_024;

/** The memory behind {@link circuitBreaker} and the chains of models. */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  const { failures = 5, share = 0.5, least = 20, withinMs = 30_000 } = options;
  const { openMs = 15_000, maxOpenMs = 120_000, now = Date.now } = options;
  const states = new Map<string, State>();

  const stateOf = (key: string): State => {
    const known = states.get(key);
    if (known !== undefined) return known;
    // Keys may come from strangers; the oldest is forgotten.
    if (states.size >= mostKeys) states.delete(states.keys().next().value ?? '');
    const state: State = { calls: [], inARow: 0, openMs, isProbing: false };
    states.set(key, state);
    return state;
  };

  const open = (state: State, ms: number): void => {
    state.openMs = Math.min(ms, maxOpenMs);
    state.openUntil = now() + state.openMs;
    state.calls.length = 0;
    state.inARow = 0;
  };

  const count = (state: State, isFailure: boolean): void => {
    const since = now() - withinMs;
    state.calls.push({ at: now(), isFailure });
    while ((state.calls[0]?.at ?? since) < since) state.calls.shift();
    state.inARow = isFailure ? state.inARow + 1 : 0;
    const failed = state.calls.filter((each) => each.isFailure).length;
    const isBad = state.calls.length >= least && failed >= share * state.calls.length;
    if (isFailure && (state.inARow >= failures || isBad)) open(state, openMs);
  };

  const passage = (state: State, isProbe: boolean): Passage => ({
    succeeded() {
      if (!isProbe) return count(state, false);
      state.isProbing = false;
      state.openUntil = undefined;
      state.openMs = openMs;
    },
    failed() {
      if (!isProbe) return state.openUntil === undefined ? count(state, true) : undefined;
      state.isProbing = false;
      open(state, state.openMs * 2);
    },
    left() {
      if (isProbe) state.isProbing = false;
    },
  });

  return {
    enter(key) {
      const state = stateOf(key);
      if (state.openUntil === undefined) return passage(state, false);
      const waitMs = state.openUntil - now();
      if (waitMs > 0) return waitMs;
      // One probe at a time: the others wait for what becomes of it.
      if (state.isProbing) return Math.min(1_000, state.openMs);
      state.isProbing = true;
      return passage(state, true);
    },
  };
}

/** What a breaker counts by: who serves the model, where, and which one. */
export function breakerKey({ model }: AnyCall): string {
  return `${model.provider} ${model.baseUrl ?? ''} ${model.id}`;
}

/** Whether a failure speaks of the other side's health, rather than of the call. */
export function isIllness(code: ErrorCode): boolean {
  return code === 'network' || code === 'timeout' || code === 'overloaded' || code === 'server';
}
