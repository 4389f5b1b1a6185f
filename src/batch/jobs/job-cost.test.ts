import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Simulator, simulator } from '../../testing/index.ts';
import { memoryJournal } from '../journal.ts';
import { type BatchJobsOptions, runBatchJobs } from './batch-jobs.ts';
import { fileJobs } from './job-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'job-cost-'));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

function setup(simulated: Simulator): BatchJobsOptions {
  return {
    client: { keys: simulated.keys, baseUrls: simulated.baseUrls, env: {} },
    journal: memoryJournal(),
    jobs: fileJobs(join(folder, `${(number += 1)}.json`)),
    model: 'openai:gpt-4o-mini',
    options: { maxTokens: 1_000 },
  };
}

const lines = Array.from({ length: 10 }, (_, index) => ({ id: `line-${index}`, prompt: 'Say one.' }));

// At the batch price ten answers of a thousand tokens are $0.003, and their prompts next to nothing.
test('what may cost too much is not handed in, nor any part of it', async () => {
  await using simulated = await simulator();
  const options = setup(simulated);
  await expect(runBatchJobs(lines, { ...options, maxCost: 0.0029 })).rejects.toMatchObject({
    code: 'budget',
    message: expect.stringMatching(/may cost \$0\.0030.*Nothing was handed in/),
  });
  expect(simulated.requests).toHaveLength(0);
  expect(await options.journal.find('line-0')).toBeUndefined();
  expect(await runBatchJobs(lines, { ...options, maxCost: 0.0032 })).toMatchObject({ waiting: 10 });
});

test('what is under way and what was spent counts too', async () => {
  await using simulated = await simulator();
  const options = setup(simulated);
  const half = lines.slice(0, 5);
  await runBatchJobs(half, { ...options, maxCost: 0.002 });
  await expect(runBatchJobs(lines, { ...options, maxCost: 0.002 })).rejects.toMatchObject({
    code: 'budget',
    message: expect.stringContaining('are spent or under way'),
  });
  await runBatchJobs(half, options);
  const done = await runBatchJobs(half, options);
  expect(done).toMatchObject({ ok: 5, waiting: 0 });
  // The answers were short: their money is free again.
  expect(await runBatchJobs(lines, { ...options, maxCost: 0.002 })).toMatchObject({ ok: 5, waiting: 5 });
});

test('nothing is handed in where a price or the length of an answer is not known', async () => {
  await using simulated = await simulator();
  const options = { ...setup(simulated), maxCost: 1 };
  for (const unknown of [
    { model: 'openai:a-model-of-my-own' },
    { model: 'openai:a-model-of-my-own', options: {} },
  ])
    await expect(runBatchJobs(lines, { ...options, ...unknown })).rejects.toMatchObject({
      code: 'budget',
      message: expect.stringMatching(/No price/),
    });
  expect(simulated.requests).toHaveLength(0);
  const before = setup(simulated);
  await runBatchJobs(lines.slice(0, 5), before);
  await expect(runBatchJobs(lines, { ...before, maxCost: 1 })).rejects.toMatchObject({
    message: expect.stringContaining('without maxCost'),
  });
});

test('shards take every line once', async () => {
  await using simulated = await simulator();
  const reports = await Promise.all(
    [1, 2, 3].map(async (index) => runBatchJobs(lines, { ...setup(simulated), shard: { index, of: 3 } })),
  );
  expect(reports.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(10);
  expect(reports.every(({ total, waiting }) => total === waiting && total < 10)).toBe(true);
});
