import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

import fc from 'fast-check';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { createClient as createReqllm } from 'reqllm';
import { simulator } from 'reqllm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Budget, budget } from '../../src/middleware/budget.ts';
import type { Claimed } from '../../src/middleware/stores/limit-store.ts';
import { memoryLimits } from '../../src/middleware/stores/memory-limits.ts';
import { type IoRedisLike, redisLimits } from '../../src/middleware/stores/redis-limits.ts';
import { ensureBuilt } from '../support/built.ts';
import { limitStoreContract } from '../support/limit-store-contract.ts';
import { startRedis } from '../support/redis-server.ts';
import { root } from '../support/source-file.ts';

const started = await startRedis();
const problem = 'problem' in started ? started.problem : undefined;
const url = 'problem' in started ? '' : started.url;

afterAll(async () => {
  if (!('problem' in started)) await started.stop();
});

it('has a redis-server, or says why it has none', () => {
  if (problem !== undefined) console.warn(`The Redis tests did not run: ${problem}`);
  expect(problem ?? url).toMatch(/\S/);
});

describe.skipIf(problem !== undefined)('with a redis-server', () => {
  const redis = createClient({ url });
  beforeAll(async () => {
    await redis.connect();
  });
  afterAll(() => redis.close());

  // The same server by ioredis' way of calling; the package itself is tested below.
  const asIoRedis: IoRedisLike = {
    eval: (script, count, ...rest) => redis.sendCommand(['EVAL', script, String(count), ...rest]),
    evalsha: (sha, count, ...rest) => redis.sendCommand(['EVALSHA', sha, String(count), ...rest]),
  };
  const stores = { 'node-redis': redisLimits(redis), 'calls like ioredis': redisLimits(asIoRedis) };
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  for (const [name, store] of Object.entries(stores)) limitStoreContract(name, () => store, sleep);

  describe('Redis', () => {
    it('counts as the memory does', async () => {
      const operation = fc.record({
        settle: fc.boolean(),
        kind: fc.constantFrom('held' as const, 'window' as const),
        limit: fc.integer({ min: 1, max: 50 }),
        amount: fc.integer({ min: 0, max: 20 }),
        actual: fc.integer({ min: 0, max: 30 }),
        id: fc.nat(5),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (plan) => {
          const memory = memoryLimits();
          const key = `model-${(run += 1)}`;
          for (const { settle, kind, limit, amount, actual, id } of plan) {
            const gauge = { key: `${key}:${kind}`, kind, limit, perMs: 0, amount };
            const name = `id-${id}`;
            if (settle) {
              await stores['node-redis'].settle(name, [{ ...gauge, actual }]);
              await memory.settle(name, [{ ...gauge, actual }]);
            } else {
              const answer = await stores['node-redis'].claim(name, [gauge], 60_000);
              expect(answer).toEqual(await memory.claim(name, [gauge], 60_000));
            }
            expect(await stores['node-redis'].left([gauge])).toEqual(await memory.left([gauge]));
          }
        }),
        { numRuns: 100 },
      );
    });

    it('goes on after the server forgot the script', async () => {
      const gauge = { key: 'forgotten', kind: 'held', limit: 1, perMs: 0, amount: 1 } as const;
      await redis.sendCommand(['SCRIPT', 'FLUSH']);
      expect(await stores['node-redis'].claim('one', [gauge], 1_000)).toEqual({ ok: true });
    });

    it('leaves no key behind that nobody needs', async () => {
      const rate = { key: 'short', kind: 'rate', limit: 1, perMs: 100, amount: 1 } as const;
      await stores['node-redis'].claim('one', [rate], 100);
      await sleep(400);
      expect(await redis.exists('{reqllm}:short')).toBe(0);
    });
  });

  describe('two processes', () => {
    it('never pass one limit together', async () => {
      const settings = { concurrency: 3, requests: { limit: 20, perMs: 2_000 }, name: 'shared-limit' };
      const told = await hammer('limit', settings, 30);
      const events = told
        .flatMap((each) => each.events)
        .sort((one, other) => one.startedAt - other.startedAt);
      expect(events).toHaveLength(60);
      expect(told.every(({ refused }) => refused === 0)).toBe(true);
      expect(mostAtOnce(events)).toBeLessThanOrEqual(3);
      expect(mostAtOnce(events)).toBeGreaterThan(1);
      // Each was let through a little before it was seen; a busy machine makes that longer.
      const slackMs = 500;
      for (const [from, first] of events.entries())
        for (const [index, { startedAt }] of events.slice(from).entries())
          expect(index + 1).toBeLessThanOrEqual(20 + (20 * (startedAt - first.startedAt + slackMs)) / 2_000);
    }, 120_000);

    it('never spend more than one budget together', async () => {
      // A call costs a third of a thousandth of a cent at most 0.00012 + prompt; some thirty of them fit.
      const settings = { usd: 0.0005, name: 'shared-budget' };
      const told = await hammer('budget', settings, 100);
      const spent = told.reduce((sum, each) => sum + each.spent, 0);
      expect(spent).toBeGreaterThan(0);
      expect(spent).toBeLessThanOrEqual(0.0005);
      expect(told.reduce((sum, each) => sum + each.refused, 0)).toBeGreaterThan(0);
      const [left = 0] = await stores['node-redis'].left([
        { key: 'shared-budget:all', kind: 'window', limit: 500_000, perMs: 0 },
      ]);
      // Rounded up to a billionth of a dollar for each call, and nothing is left reserved.
      expect(Math.abs(left / 1e9 - (0.0005 - spent))).toBeLessThan(200 * 1e-9);
    }, 120_000);

    it('get back what a killed one had reserved, when its lease ends', async () => {
      const gauges: Claimed[] = [
        { key: 'killed:budget', kind: 'window', limit: 100, perMs: 0, amount: 100 },
        { key: 'killed:held', kind: 'held', limit: 1, perMs: 0, amount: 1 },
      ];
      const child = startWorker({ job: 'hold', redis: url, settings: { gauges, leaseMs: 1_500 } });
      expect(await nextMessage(child)).toBe('held');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      const { 'node-redis': store } = stores;
      expect(await store.left(gauges)).toEqual([0, 0]);
      expect(await store.claim('next', gauges, 1_000)).toMatchObject({ ok: false });
      await expect.poll(() => store.left(gauges), { timeout: 5_000 }).toEqual([100, 1]);
      expect(await store.claim('next', gauges, 1_000)).toEqual({ ok: true });
    });
  });
});

describe.skipIf(problem !== undefined)('a redis-server that goes away', () => {
  it('refuses or lets through, as was chosen, and counts again when it is back', async () => {
    const own = await startRedis();
    if ('problem' in own) throw new Error(own.problem);
    const client = createClient({ url: own.url, socket: { reconnectStrategy: 50 } });
    client.on('error', () => {});
    await client.connect();
    const store = redisLimits(client);
    const settings = { store, storeTimeoutMs: 300, name: 'outage', usd: 1 };
    const strict = budget(settings);
    const open = budget({ ...settings, onStoreFailure: 'allow' });
    await using simulated = await simulator({ turns: [{ text: 'one two three' }] });
    const { baseUrls, keys } = simulated;
    const ask = async (layer: Budget): Promise<string> => {
      await using caller = createReqllm({ baseUrls, keys, middleware: [layer] });
      const { text } = await caller.generateText('openai:gpt-4o-mini', 'Hi', { maxTokens: 10 });
      await layer.settled();
      return text;
    };
    expect(await ask(strict)).toBe('one two three');
    await own.stop();
    await expect(ask(strict)).rejects.toMatchObject({ code: 'config' });
    expect(await ask(open)).toBe('one two three');
    expect(simulated.requests).toHaveLength(2);
    const again = await startRedis(own.port);
    if ('problem' in again) throw new Error(again.problem);
    await expect.poll(() => ask(strict).catch(() => ''), { timeout: 10_000 }).toBe('one two three');
    // The new server knows nothing of the old one's sums, and holds nothing that nobody will give back.
    await expect.poll(() => strict.left(), { timeout: 3_000 }).toBeGreaterThan(0.999);
    await client.close();
    await again.stop();
  }, 30_000);
});

describe.skipIf(problem !== undefined)('ioredis itself', () => {
  let made: Redis | undefined;
  const client = (): Redis => (made ??= new Redis(url));
  afterAll(() => made?.quit());
  limitStoreContract(
    'ioredis',
    () => redisLimits(client()),
    (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  );
});

interface Report {
  readonly events: readonly { readonly startedAt: number; readonly endedAt: number }[];
  readonly spent: number;
  readonly refused: number;
}

function startWorker(order: object): ChildProcess {
  return fork(join(root, 'test', 'redis', 'worker.mjs'), [JSON.stringify(order)], { execArgv: [] });
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code} before it told anything.`)));
  });
}

function mostAtOnce(events: Report['events']): number {
  const changes = events.flatMap(({ startedAt, endedAt }) => [
    { at: startedAt, by: 1 },
    { at: endedAt, by: -1 },
  ]);
  // Who ends in the same millisecond in which another begins made room for it.
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  let most = 0;
  for (const { by } of changes) most = Math.max(most, (now += by));
  return most;
}

async function hammer(job: string, settings: object, calls: number): Promise<Report[]> {
  ensureBuilt();
  await using simulated = await simulator({
    turns: [{ text: 'one two three four five six' }],
    pace: { frameMs: 3 },
  });
  const { baseUrls, keys } = simulated;
  const order = { job, redis: url, baseUrls, keys, settings, calls };
  const children = [startWorker(order), startWorker(order)];
  for (const child of children) expect(await nextMessage(child)).toBe('ready');
  const reports = children.map(nextMessage);
  for (const child of children) child.send('go');
  return (await Promise.all(reports)) as Report[];
}
