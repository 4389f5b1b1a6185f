import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { useSimulators } from '../../test/support/simulated.ts';
import { virtualTime, type VirtualTime } from '../../test/support/virtual-time.ts';
import type { Next, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import { modelOf } from '../core/model.ts';
import { Secret } from '../core/secret.ts';
import { usage } from '../core/usage.ts';
import { faults } from '../testing/fault.ts';
import { rateLimit, type RateLimitOptions } from './rate-limit.ts';
import { memoryLimits } from './stores/memory-limits.ts';

const simulators = useSimulators();

function limitIn(time: VirtualTime, options: RateLimitOptions): ReturnType<typeof rateLimit> {
  return rateLimit({ now: time.now, after: time.after, maxWaitMs: 1e9, ...options });
}

/** Answers after a time, and says how much it used. */
function answering(time: VirtualTime, ms: number, tokens: number): Next {
  return async (call) => {
    await time.sleep(ms);
    const chunks: Chunk[] = [
      { type: 'text', block: 0, text: 'Hi' },
      { type: 'usage', usage: usage({ inputTokens: tokens, outputTokens: 0 }) },
      { type: 'finish', reason: 'stop' },
    ];
    return replyOf(call, chunks);
  };
}

async function readAll({ chunks }: Reply): Promise<void> {
  while ((await chunks.batch()) !== undefined);
}

const schedule = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 4_000 }),
    takesMs: fc.integer({ min: 0, max: 3_000 }),
    tokens: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('rateLimit', () => {
  it('never passes its limits, whatever the schedule, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        schedule,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        async (calls, most, rate) => {
          const time = virtualTime();
          const estimates = new Map(calls.map((each, index) => [index, each.tokens]));
          const layer = limitIn(time, {
            requests: { limit: rate, perMs: 10_000 },
            tokens: { limit: 100, perMs: 5_000 },
            concurrency: most,
            estimate: (call) => estimates.get(Number(call.control.tags?.[0])) ?? 0,
          });
          const sent: { at: number; tokens: number }[] = [];
          let flying = 0;
          let peak = 0;
          const running = calls.map(async ({ afterMs, takesMs, tokens }, index) => {
            await time.sleep(afterMs);
            const reply = await layer(callOf({ tags: [String(index)] }), (call) => {
              sent.push({ at: time.now(), tokens });
              flying += 1;
              peak = Math.max(peak, flying);
              return answering(time, takesMs, tokens)(call);
            });
            await readAll(reply);
            flying -= 1;
          });
          await time.runAll();
          await Promise.all(running);
          expect(sent).toHaveLength(calls.length);
          expect(peak).toBeLessThanOrEqual(most);
          for (const [from, first] of sent.entries()) {
            let tokens = 0;
            for (const [index, { at, tokens: used }] of sent.slice(from).entries()) {
              tokens += used;
              const ms = at - first.at;
              expect(index + 1).toBeLessThanOrEqual(rate + (rate * ms) / 10_000 + 1e-6);
              expect(tokens).toBeLessThanOrEqual(100 + (100 * ms) / 5_000 + 1e-6);
            }
          }
          expect(time.pending).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets calls through in the order they came', async () => {
    const time = virtualTime();
    const layer = limitIn(time, { requests: { limit: 1, perMs: 1_000 } });
    const order: number[] = [];
    const running = [0, 1, 2, 3, 4].map(async (index) => {
      await readAll(await layer(callOf(), answering(time, 10, 1)));
      order.push(index);
    });
    await time.runAll();
    await Promise.all(running);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('puts the estimate of tokens right by what was used', async () => {
    const time = virtualTime();
    const layer = limitIn(time, { tokens: { limit: 100, perMs: 60_000 }, estimate: () => 90 });
    const at: number[] = [];
    const running = [0, 1, 2].map(async () => {
      const reply = await layer(callOf(), (call) => {
        at.push(time.now() - 1_700_000_000_000);
        return answering(time, 0, 5)(call);
      });
      await readAll(reply);
    });
    await time.runAll();
    await Promise.all(running);
    // 90 are taken and 85 given back: the others fit as soon as the one before is read.
    expect(at.every((ms) => ms < 1_000)).toBe(true);
  });

  it('gives the place of a reply back that nobody reads, of one that fails, and of a call that failed', async () => {
    const time = virtualTime();
    const layer = limitIn(time, { concurrency: 1, learn: false });
    const unread = await layer(callOf(), (call) =>
      Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }])),
    );
    await unread.chunks.return();
    const broken = await layer(callOf(), (call) => {
      const pull = (): Promise<boolean> =>
        Promise.reject(new ReqLLMError('Cut.', { code: 'truncated', phase: 'stream' }));
      return Promise.resolve(replyOf(call, new ChunkStream({ pull, close: () => Promise.resolve() })));
    });
    await expect(broken.chunks.next()).rejects.toMatchObject({ code: 'truncated' });
    const failing: Next = () => Promise.reject(new ReqLLMError('No.', { code: 'server', phase: 'headers' }));
    await expect(layer(callOf(), failing)).rejects.toMatchObject({ code: 'server' });
    await readAll(
      await layer(callOf(), (call) => Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }]))),
    );
    expect(time.pending).toBe(0);
  });

  it('ends the wait with the caller’s signal, and keeps no one behind it waiting', async () => {
    const layer = rateLimit({ concurrency: 1, learn: false });
    const holding = await layer(callOf(), (call) =>
      Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }])),
    );
    const controllers = [new AbortController(), new AbortController()];
    const next: Next = (call) => Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }]));
    const waiting = controllers.map(({ signal }) => layer(callOf({ signal }), next));
    const last = layer(callOf(), next);
    // The last in the line first, once all of them stand in it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const controller of controllers.reverse()) controller.abort();
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'aborted' });
    await holding.chunks.return();
    await readAll(await last);
  });

  it('refuses when too many wait, or too long', async () => {
    const time = virtualTime();
    const next: Next = (call) => Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }]));
    const layer = limitIn(time, { requests: { limit: 1, perMs: 10_000 }, maxQueue: 1, maxWaitMs: 15_000 });
    await layer(callOf(), next);
    const waiting = [layer(callOf(), next), layer(callOf(), next), layer(callOf(), next)];
    const outcomes = Promise.allSettled(waiting);
    await time.runAll();
    const [one, two, three] = await outcomes;
    expect(one).toMatchObject({ status: 'fulfilled' });
    expect(two).toMatchObject({ reason: { code: 'rate-limited', retryAfterMs: 10_000, retryable: true } });
    expect(three).toMatchObject({ reason: { code: 'rate-limited' } });
    expect(time.pending).toBe(0);
  });

  it('keeps models, providers and keys apart', async () => {
    const next: Next = (call) => Promise.resolve(replyOf(call, [{ type: 'finish', reason: 'stop' }]));
    const spare = { requests: { limit: 1, perMs: 60_000 }, maxWaitMs: 1 };
    const other = callOf({}, { model: modelOf({ provider: 'openai', id: 'other' }) });
    const byModel = rateLimit(spare);
    await byModel(callOf(), next);
    await byModel(other, next);
    await expect(byModel(callOf(), next)).rejects.toMatchObject({ code: 'rate-limited' });
    const byProvider = rateLimit({ ...spare, per: 'provider' });
    await byProvider(callOf(), next);
    await expect(byProvider(other, next)).rejects.toMatchObject({ code: 'rate-limited' });
    const keys: string[] = [];
    const store = memoryLimits();
    const byKey = rateLimit({
      ...spare,
      per: 'key',
      store: {
        ...store,
        claim: (id, gauges, leaseMs) => {
          keys.push(...gauges.map(({ key }) => key));
          return store.claim(id, gauges, leaseMs);
        },
      },
    });
    await byKey(callOf(), next);
    await byKey(callOf({ apiKey: new Secret('sk-one-of-them') }), next);
    await expect(byKey(callOf({ apiKey: new Secret('sk-one-of-them') }), next)).rejects.toMatchObject({
      code: 'rate-limited',
    });
    // What stands in a store tells nothing of the key.
    expect(keys.join()).not.toContain('sk-one');
  });
});

describe('what replies tell', () => {
  const told =
    (headers: Record<string, string>): Next =>
    (call) =>
      Promise.resolve({
        ...replyOf(call, [{ type: 'finish', reason: 'stop' }]),
        http: { status: 200, headers },
      });

  it.each<[string, Record<string, string>]>([
    ['OpenAI', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }],
    [
      'Anthropic',
      {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': new Date(1_700_000_000_000 + 360_000).toISOString(),
      },
    ],
    ['tokens', { 'x-ratelimit-remaining-tokens': '2', 'x-ratelimit-reset-tokens': '360s' }],
  ])('holds calls until the limit is renewed: %s', async (_, headers) => {
    const time = virtualTime();
    const layer = limitIn(time, {});
    await readAll(await layer(callOf(), told(headers)));
    const waiting = layer(callOf(), told({}));
    await time.runAll();
    await readAll(await waiting);
    expect(time.now() - 1_700_000_000_000).toBe(360_000);
  });

  it('sends half as many at a time after a 429, waits as long as asked, and grows again', async () => {
    const time = virtualTime();
    const layer = limitIn(time, { maxQueue: 100 });
    let flying = 0;
    let peak = 0;
    const slow: Next = async (call) => {
      flying += 1;
      peak = Math.max(peak, flying);
      await time.sleep(100);
      flying -= 1;
      return replyOf(call, [{ type: 'finish', reason: 'stop' }]);
    };
    const wave = async (count: number): Promise<void> => {
      peak = 0;
      const running = Array.from({ length: count }, async () => readAll(await layer(callOf(), slow)));
      await time.runAll();
      await Promise.all(running);
    };
    await wave(8);
    expect(peak).toBe(8);
    const refused = layer(callOf(), () =>
      Promise.reject(new ReqLLMError('429', { code: 'rate-limited', phase: 'headers', retryAfterMs: 5_000 })),
    );
    const others = Array.from({ length: 7 }, async () => readAll(await layer(callOf(), slow)));
    await expect(refused).rejects.toMatchObject({ code: 'rate-limited' });
    await time.runAll();
    await Promise.all(others);
    const before = time.now();
    await wave(8);
    expect(peak).toBeLessThanOrEqual(5);
    expect(time.now() - before).toBeLessThan(5_000);
    for (let round = 0; round < 10; round += 1) await wave(8);
    expect(peak).toBe(8);
  });
});

describe('in a client', () => {
  it('gives the place back after a break, and counts retries as requests', async () => {
    const simulated = await simulators.start({
      turns: (_, number) => (number === 1 ? { fault: faults.status(500) } : { text: 'one two three' }),
    });
    const layer = rateLimit({ concurrency: 1, requests: { limit: 3, perMs: 3_600_000 }, maxWaitMs: 500 });
    const client = simulated.client({ middleware: [layer] });
    const stream = await client.streamText('openai:gpt-4o-mini', 'Hello', { retry: { max: 2, baseMs: 1 } });
    for await (const _ of stream) break;
    expect((await client.generateText('openai:gpt-4o-mini', 'Hello')).text).toBe('one two three');
    await expect(client.generateText('openai:gpt-4o-mini', 'Hello')).rejects.toMatchObject({
      code: 'rate-limited',
      attempts: [],
    });
  });
});
