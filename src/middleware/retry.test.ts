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

  it('never repeats a whole answer that was too slow, unless asked', async () => {
    const slow = { code: 'timeout', timeout: 'headers', phase: 'headers', retryable: true } as const;
    const [plain, asked, streamed] = [failing(1, slow), failing(1, slow), failing(1, slow)];
    const body = callOf({ startedAt: 0 }, { stream: false });
    await expect(retry(seams())(body, plain)).rejects.toMatchObject({ timeout: 'headers' });
    const policy = { ...body.control.retry, afterTimeout: true };
    await retry(seams())({ ...body, control: { ...body.control, retry: policy } }, asked);
    await retry(seams())(callOf({ startedAt: 0 }), streamed);
    expect([plain.calls, asked.calls, streamed.calls]).toEqual([1, 2, 2]);
  });

  it('repeats no more than its budget for a host', async () => {
    const layer = retry({ ...seams(), now: () => 0, sleep: () => Promise.resolve() });
    const next = failing(1_000);
    for (let call = 0; call < 10; call += 1)
      await expect(layer(callOf({ startedAt: 0 }), next)).rejects.toMatchObject({ code: 'overloaded' });
    // Ten calls, five repetitions and one for the ten.
    expect(next.calls).toBe(16);
    await expect(layer(callOf({ startedAt: 0 }), next)).rejects.toThrow(/not sent again/);
    const other = failing(1);
    const { model } = callOf();
    await layer(callOf({ startedAt: 0 }, { model: { ...model, baseUrl: 'https://b.example' } }), other);
    expect(other.calls).toBe(2);
  });

  it('gives all tries of a call one name', async () => {
    const names: unknown[] = [];
    const layer = retry(seams());
    const failsOnce = failing(1);
    await layer(callOf({ startedAt: 0 }), (call) => {
      names.push(call.control.callId);
      return failsOnce(call);
    });
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(names[1]).toBe(names[0]);
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
