import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callOf, replyOf } from '../../../test/support/calls.ts';
import type { Middleware, Next } from '../../core/call.ts';
import type { ModelLookup } from '../../core/lookup.ts';
import { reportedCost, usage } from '../../core/usage.ts';
import { budget } from '../budget.ts';
import { rateLimit } from '../rate-limit.ts';
import type { Claimed, LimitStore } from './limit-store.ts';
import { memoryLimits } from './memory-limits.ts';

const gone: LimitStore = {
  claim: () => Promise.reject(new Error('ECONNREFUSED')),
  settle: () => Promise.reject(new Error('ECONNREFUSED')),
  left: () => Promise.reject(new Error('ECONNREFUSED')),
};
const silent: LimitStore = {
  claim: () => new Promise(() => {}),
  settle: () => new Promise(() => {}),
  left: () => new Promise(() => {}),
};
const lookup: ModelLookup = {
  model: () => Promise.reject(new Error('not asked')),
  find: () => Promise.resolve([]),
  price: () => Promise.resolve((used) => ({ ...used, cost: reportedCost(2, { source: 'registry' }) })),
};
const answer: Next = (call) =>
  Promise.resolve(
    replyOf(call, [
      { type: 'text', block: 0, text: 'Hi' },
      { type: 'usage', usage: usage({ inputTokens: 1, outputTokens: 1 }) },
      { type: 'finish', reason: 'stop' },
    ]),
  );

async function ask(layer: Middleware): Promise<void> {
  const { chunks } = await layer(callOf(), answer, lookup);
  while ((await chunks.batch()) !== undefined);
}

describe.each([
  ['cannot be reached', gone],
  ['says nothing', silent],
])('a store that %s', (_name, store) => {
  const settings = { store, storeTimeoutMs: 20 };

  it('lets nothing through, and says so', async () => {
    for (const layer of [rateLimit({ ...settings, requests: 1 }), budget({ ...settings, usd: 5 })])
      await expect(ask(layer)).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('store'),
      });
    await expect(budget({ ...settings, usd: 5 }).left()).rejects.toMatchObject({ code: 'config' });
  });

  it('lets everything through where that was chosen', async () => {
    const open = { ...settings, onStoreFailure: 'allow' } as const;
    const money = budget({ ...open, usd: 1 });
    for (const layer of [rateLimit({ ...open, requests: 1, concurrency: 1 }), money])
      for (let index = 0; index < 3; index += 1) await ask(layer);
    await money.settled();
  });
});

it('counts the money of calls that were let through while the store was away', async () => {
  const memory = memoryLimits();
  let isGone = true;
  const store: LimitStore = { ...memory, claim: (...claim) => (isGone ? gone : memory).claim(...claim) };
  const money = budget({ store, usd: 5, onStoreFailure: 'allow' });
  await ask(money);
  await money.settled();
  isGone = false;
  expect(await money.left()).toBe(3);
  await ask(money);
  await money.settled();
  await expect(ask(money)).rejects.toMatchObject({ code: 'budget' });
});

it('gives back what a late answer took', async () => {
  const memory = memoryLimits();
  const gauges: Claimed[] = [{ key: 'budget:all', kind: 'window', limit: 5e9, perMs: 0, amount: 0 }];
  const store: LimitStore = {
    ...memory,
    claim: async (...claim) => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return memory.claim(...claim);
    },
  };
  await expect(ask(budget({ store, usd: 5, storeTimeoutMs: 10 }))).rejects.toMatchObject({ code: 'config' });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await memory.left(gauges)).toEqual([5e9]);
});

describe('the lease of a call', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is kept while the call runs, however long, and ends with it', async () => {
    const store = memoryLimits();
    const money = budget({ store, usd: 3, leaseMs: 1_000 });
    const room = rateLimit({ store, concurrency: 1, leaseMs: 1_000, maxWaitMs: 0 });
    const both = (next: Next): ReturnType<Next> => money(callOf(), (call) => room(call, next), lookup);
    const reply = await both(answer);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await money.left()).toBe(1);
    await expect(both(answer)).rejects.toMatchObject({ code: 'budget' });
    await expect(room(callOf(), answer)).rejects.toMatchObject({ code: 'rate-limited' });
    await reply.chunks.return();
    await money.settled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
