import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import type { Next } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import { type ErrorFacts, ReqLLMError } from '../core/error.ts';
import { retry, type RetrySeams } from './retry.ts';

function seams(): RetrySeams & { slept: number[]; clock: number } {
  const state = {
    slept: [] as number[],
    clock: 0,
    now: () => state.clock,
    random: () => 0.5,
    sleep: (ms: number) => {
      state.slept.push(ms);
      state.clock += ms;
      return Promise.resolve();
    },
  };
  return state;
}

function failing(times: number, facts: Partial<ErrorFacts> = {}): Next & { calls: number } {
  const next = Object.assign(
    (call: AnyCall) => {
      next.calls += 1;
      if (next.calls > times) return Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }]));
      return Promise.reject(
        new ReqLLMError('Busy.', {
          code: 'overloaded',
          phase: 'headers',
          status: 503,
          retryable: true,
          ...facts,
        }),
      );
    },
    { calls: 0 },
  );
  return next;
}

describe('retry', () => {
  it('tries again with growing, jittered waits and lists the tries', async () => {
    const time = seams();
    const next = failing(2);
    const reply = await retry(time)(callOf({ startedAt: 0 }), next);
    expect(next.calls).toBe(3);
    expect(time.slept).toEqual([250, 500]);
    expect(reply.attempts).toHaveLength(2);
    expect(reply.attempts[0]).toMatchObject({ outcome: 'error', error: { code: 'overloaded', status: 503 } });
  });

  it('gives up after the last try, with all tries in the error', async () => {
    const next = failing(9);
    const tried = retry(seams())(callOf({ startedAt: 0 }), next);
    await expect(tried).rejects.toMatchObject({ code: 'overloaded', attempts: { length: 3 } });
    expect(next.calls).toBe(3);
  });

  it('waits as long as the provider asks, but not for ever', async () => {
    const time = seams();
    await retry(time)(callOf({ startedAt: 0 }), failing(1, { retryAfterMs: 1_234 }));
    expect(time.slept).toEqual([1_234]);
    const next = failing(1, { retryAfterMs: 61_000 });
    await expect(retry(seams())(callOf({ startedAt: 0 }), next)).rejects.toMatchObject({
      retryAfterMs: 61_000,
    });
    expect(next.calls).toBe(1);
  });

  it('does not wait past the total limit', async () => {
    const timeout = { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 1_000 };
    const next = failing(1, { retryAfterMs: 2_000 });
    await expect(retry(seams())(callOf({ startedAt: 0, timeout }), next)).rejects.toMatchObject({
      code: 'overloaded',
    });
    expect(next.calls).toBe(1);
  });

  it('leaves failures alone that will not pass', async () => {
    const next = failing(1, { code: 'auth', status: 401, retryable: false });
    await expect(retry(seams())(callOf({ startedAt: 0 }), next)).rejects.toMatchObject({ code: 'auth' });
    expect(next.calls).toBe(1);
  });

  it('stops waiting at once when the caller aborts', async () => {
    const controller = new AbortController();
    const tried = retry()(callOf({ signal: controller.signal }), failing(1, { retryAfterMs: 30_000 }));
    setTimeout(() => controller.abort(), 10);
    const startedAt = Date.now();
    await expect(tried).rejects.toMatchObject({ code: 'aborted', attempts: { length: 1 } });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('passes on bugs as they are', async () => {
    const bug = new TypeError('ours');
    await expect(retry(seams())(callOf(), () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
