import { expect, test } from 'vitest';
import { rateLimit } from '../middleware/rate-limit.ts';
import { memoryLimits } from '../middleware/stores/memory-limits.ts';
import { simulator } from '../testing/index.ts';
import { memoryJournal } from './journal.ts';
import { runBatch } from './run-batch.ts';
import { runLine } from './run-line.ts';

const model = 'openai:gpt-4o-mini';
const prompts = (count: number) => Array.from({ length: count }, (_, index) => ({ prompt: `Say ${index}.` }));

test('all lines are answered, in their order, some at once; a second run asks nothing', async () => {
  await using simulated = await simulator({ pace: { frameMs: 2 } });
  await using client = simulated.client();
  const journal = memoryJournal();
  const lines = [
    ...prompts(10),
    {
      id: 'mine',
      messages: [{ role: 'user' as const, content: 'Say mine.' }],
      model: 'anthropic:claude-haiku-4-5',
    },
    {
      id: 'object',
      prompt: 'Invent.',
      schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  ];
  const first = await runBatch(lines, { client, journal, model, concurrency: 4 });
  expect(first).toMatchObject({ total: 12, ok: 12, failed: 0, unknown: 0, notRun: 0, reused: 0 });
  expect(first.results[3]).toMatchObject({
    status: 'ok',
    text: expect.stringContaining('Say 3.'),
    usage: { cost: { source: 'registry' } },
  });
  expect(first.results[10]).toMatchObject({ id: 'mine', model: 'anthropic:claude-haiku-4-5' });
  expect(first.results[11]).toMatchObject({ id: 'object', object: { name: expect.any(String) } });
  expect(first.cost).toBeCloseTo(
    first.results.reduce((sum, { usage }) => sum + (usage?.cost?.total ?? NaN), 0),
    12,
  );
  expect(JSON.stringify(first)).not.toContain('simulated-key');
  const second = await runBatch(lines, { client, journal, model });
  expect(simulated.requests).toHaveLength(12);
  expect(second).toMatchObject({ ok: 12, reused: 12, spent: 0, cost: first.cost });
  expect(second.results).toEqual(first.results);
});

test('a line that fails ends nothing; what was refused is asked again by the next run, what may have cost is not', async () => {
  let isUp = false;
  await using simulated = await simulator({
    turns: (call) => {
      const said = JSON.stringify(call.messages);
      if (said.includes('refuse') && !isUp) return { fault: { type: 'status', status: 400, message: 'No.' } };
      if (said.includes('break') && !isUp) return { fault: { type: 'html' } };
      return { text: 'Fine.' };
    },
  });
  await using client = simulated.client();
  const journal = memoryJournal();
  const lines = [
    { prompt: 'refuse' },
    { prompt: 'break' },
    { prompt: 'good' },
    { prompt: 'bad', options: { temperature: 7 } },
  ];
  const options = { client, journal, model, options: { retry: 0 } };
  const first = await runBatch(lines, options);
  expect(first).toMatchObject({ ok: 1, failed: 3 });
  expect(first.results.map(({ error }) => error && [error.code, error.billed])).toEqual([
    ['invalid-request', false],
    ['bad-response', true],
    undefined,
    ['config', false],
  ]);
  isUp = true;
  expect(await runBatch(lines, options)).toMatchObject({ ok: 2, failed: 2, reused: 2 });
  expect(await runBatch(lines, { ...options, retryFailed: 'all' })).toMatchObject({ ok: 3, failed: 1 });
});

test('a budget stops it before it is passed, and counts what earlier runs spent', async () => {
  await using simulated = await simulator({
    turns: [{ text: 'x', usage: { inputTokens: 1000, outputTokens: 1000 } }],
  });
  await using client = simulated.client();
  const one = (await client.generateText(model, 'Hi')).usage.cost?.total ?? NaN;
  const journal = memoryJournal();
  const options = { client, journal, model, concurrency: 5 };
  const first = await runBatch(prompts(20), { ...options, maxCost: one * 6.5 });
  expect(first).toMatchObject({ ok: 6, notRun: 14, stopped: 'budget' });
  expect(first.cost).toBeLessThanOrEqual(one * 6.5);
  const second = await runBatch(prompts(20), { ...options, maxCost: one * 8.5 });
  expect(second).toMatchObject({ ok: 8, reused: 6, notRun: 12, stopped: 'budget' });
  expect(simulated.requests).toHaveLength(1 + 8);
  // Nobody knows what this model costs: after the first line no other is sent.
  const blind = await runBatch(prompts(5), {
    client,
    model: 'openai-compatible:mine',
    maxCost: 1,
    concurrency: 3,
  });
  expect(blind).toMatchObject({ ok: 1, notRun: 4, stopped: 'budget' });
});

test('drain lets what is under way end, signal ends it', async () => {
  await using simulated = await simulator({
    turns: () => ({ text: 'x' }),
    pace: { latencyMs: 50 },
  });
  await using client = simulated.client();
  const drain = new AbortController();
  const report = await runBatch(prompts(50), {
    client,
    model,
    concurrency: 2,
    drain: drain.signal,
    onResult: () => drain.abort(),
  });
  expect(report.stopped).toBe('aborted');
  expect(report.ok).toBeGreaterThanOrEqual(1);
  expect(report.ok).toBeLessThanOrEqual(3);
  expect(report.ok + report.notRun).toBe(50);
});

test('a limiter lets lines through one by one, and gets each back', async () => {
  await using simulated = await simulator();
  await using client = simulated.client();
  let [held, most, total] = [0, 0, 0];
  let turn: Promise<void> = Promise.resolve();
  const limiter = {
    async acquire() {
      const before = turn;
      let open = (): void => {};
      turn = new Promise((resolve) => (open = resolve));
      await before;
      most = Math.max(most, (held += 1));
      total += 1;
      return () => {
        held -= 1;
        open();
      };
    },
  };
  await runBatch(prompts(6), { client, model, limiter, concurrency: 4 });
  expect({ held, most, total }).toEqual({ held: 0, most: 1, total: 6 });
});

test('rateLimit is a limiter too: as many at once as it allows, and each turn is given back', async () => {
  await using simulated = await simulator({ pace: { latencyMs: 5 } });
  await using client = simulated.client();
  const limits = memoryLimits();
  const limiter = rateLimit({ concurrency: 2, requests: { limit: 6, perMs: 60_000 }, store: limits });
  let most = 0;
  const seen = { ...client, generateText: client.generateText };
  const watched = new Proxy(seen, {
    get: (target, name) => {
      most = Math.max(most, simulated.answering);
      return Reflect.get(target, name) as unknown;
    },
  }) as typeof client;
  const report = await runBatch(prompts(6), { client: watched, model, limiter, concurrency: 6 });
  expect(report.ok).toBe(6);
  expect(most).toBeLessThanOrEqual(2);
  const gauges = [
    { key: 'limit:(turns):held', kind: 'held', limit: 2, perMs: 0 },
    { key: 'limit:(turns):requests', kind: 'rate', limit: 6, perMs: 60_000 },
  ] as const;
  const [held, requests = 6] = await limits.left(gauges);
  expect(held).toBe(2);
  expect(requests).toBeLessThan(1);
  const stop = new AbortController();
  const waiting = runBatch(prompts(1), { client, model, limiter, signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  expect(await waiting).toMatchObject({ ok: 0, notRun: 1, stopped: 'aborted' });
});

test('one line, run at once by several with one journal, is sent once', async () => {
  await using simulated = await simulator();
  await using client = simulated.client();
  const journal = memoryJournal();
  const line = { id: 'a', prompt: 'Once.' };
  const results = await Promise.all([1, 2, 3].map(() => runLine(line, { client, journal, model })));
  expect(simulated.requests).toHaveLength(1);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['ok', 'unknown', 'unknown']);
  expect((await runLine(line, { client, journal, model })).status).toBe('ok');
  await expect(runLine({ id: 'a', prompt: 'Other.' }, { client, journal, model })).rejects.toMatchObject({
    code: 'config',
  });
});

test('a journal that cannot be written ends the run', async () => {
  await using simulated = await simulator();
  await using client = simulated.client();
  let begun = 0;
  const journal = {
    ...memoryJournal(),
    begin: () => ((begun += 1) > 3 ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(true)),
  };
  await expect(runBatch(prompts(30), { client, model, journal, concurrency: 2 })).rejects.toThrow(
    'The disk is full.',
  );
  expect(simulated.requests.length).toBeLessThanOrEqual(3);
});

test.each([
  [{ maxcost: 1 }, 'runBatch has no option "maxcost". Did you mean "maxCost"?'],
  [{ maxCost: Number.NaN }, '`maxCost` of runBatch must be a number of US dollars above 0.'],
  [{ maxCost: '5' }, 'above 0'],
  [{ concurrency: 0 }, '`concurrency`'],
])('a run refuses %o', async (options, why) => {
  await expect(runBatch([{ prompt: 'Hello' }], { ...options, model } as never)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining(why) as string,
  });
});
