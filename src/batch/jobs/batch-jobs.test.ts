import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Simulator, simulator } from '../../testing/index.ts';
import { memoryJournal } from '../journal.ts';
import { type BatchJobsOptions, runBatchJobs } from './batch-jobs.ts';
import { fileJobs } from './job-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

function setup(simulated: Simulator, model?: string): BatchJobsOptions & { path: string } {
  const path = join(folder, `${(number += 1)}.json`);
  const client = { keys: simulated.keys, baseUrls: simulated.baseUrls, env: {} };
  return {
    client,
    journal: memoryJournal(),
    jobs: fileJobs(path),
    path,
    ...(model === undefined ? {} : { model }),
  };
}

const specs = [
  'openai:gpt-4o-mini',
  'openai:gpt-5-nano',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
  'mistral:mistral-small-latest',
];

test.each(specs)(
  '%s: handed in once, fetched later, by another process, at the batch price',
  async (model) => {
    await using simulated = await simulator();
    const lines = [
      { id: 'a/1 é', prompt: 'Say one.' },
      { prompt: 'Say two.', options: { temperature: 0.5 } },
      {
        id: 'object',
        prompt: 'Invent.',
        schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      },
    ];
    const { path, ...options } = setup(simulated, model);
    const first = await runBatchJobs(lines, options);
    expect(first).toMatchObject({ total: 3, waiting: 3, ok: 0, failed: 0, unknown: 0, results: [] });
    expect(simulated.requests).toHaveLength(3);
    expect(readFileSync(path, 'utf8')).not.toContain('simulated-key');
    const later = { ...options, jobs: fileJobs(path) };
    expect(await runBatchJobs(lines, later)).toMatchObject({ waiting: 3 });
    const last = await runBatchJobs(lines, later);
    expect(simulated.requests).toHaveLength(3);
    expect(last).toMatchObject({ waiting: 0, ok: 3 });
    expect(last.results.map(({ id }) => id)).toEqual([
      lines[0]?.id,
      expect.stringMatching(/^[0-9a-f]{16}$/),
      'object',
    ]);
    expect(last.results[0]?.text).toContain('Say one.');
    expect(last.results[1]?.text).toContain('Say two.');
    expect(last.results[2]?.object).toEqual({ name: expect.any(String) });
    for (const { usage, warnings } of last.results) {
      expect(usage?.cost?.pricing?.tier).toBe('batch');
      expect(warnings?.map(({ setting }) => setting) ?? []).not.toContain('serviceTier');
    }
    // Half the price of a call of its own.
    const alone = await simulated.client().generateText(model, 'Say one.');
    expect(last.results[0]?.usage?.inputTokens).toBe(alone.usage.inputTokens);
    expect((last.results[0]?.usage?.cost?.total ?? NaN) / (alone.usage.cost?.total ?? NaN)).toBeCloseTo(
      0.5,
      5,
    );
  },
);

test.each(specs)('%s: a line that fails is a result of its own', async (model) => {
  await using simulated = await simulator({
    turns: (call) =>
      JSON.stringify(call.messages).includes('bad')
        ? { fault: { type: 'status', status: 400, message: 'Not this one.' } }
        : { text: 'Fine.' },
  });
  const { path: _path, ...options } = setup(simulated, model);
  const lines = [{ prompt: 'good' }, { prompt: 'bad' }];
  await runBatchJobs(lines, options);
  await runBatchJobs(lines, { ...options, retryFailed: 'none' });
  const report = await runBatchJobs(lines, { ...options, retryFailed: 'none' });
  expect(report).toMatchObject({ ok: 1, failed: 1, waiting: 0 });
  expect(report.results[1]?.error).toMatchObject({ code: 'invalid-request', billed: false });
});

test('lines for several models become several jobs; a job that was handed in by a process that died is not handed in again', async () => {
  await using simulated = await simulator();
  const { path: _path, ...options } = setup(simulated);
  const lines = specs.map((model) => ({ prompt: 'Hello.', model }));
  let saves = 0;
  const { jobs } = options;
  const dying = {
    load: jobs.load,
    save: (all: Parameters<typeof jobs.save>[0]) => {
      if ((saves += 1) === 3) throw new Error('killed');
      jobs.save(all);
    },
  };
  await expect(runBatchJobs(lines, { ...options, jobs: dying })).rejects.toThrow('killed');
  expect(simulated.requests).toHaveLength(3);
  const next = await runBatchJobs(lines, options);
  expect(simulated.requests).toHaveLength(5);
  expect(next).toMatchObject({ waiting: 4, unknown: 1 });
  expect(await runBatchJobs(lines, options)).toMatchObject({ ok: 2, waiting: 2, unknown: 1 });
  expect(await runBatchJobs(lines, options)).toMatchObject({ ok: 4, waiting: 0, unknown: 1 });
});

test('a wrong key hands in nothing and leaves the lines free; a host without a batch API is named', async () => {
  await using simulated = await simulator({ keys: ['right'] });
  const { path: _path, ...options } = setup(simulated, 'openai:gpt-4o-mini');
  const lines = [{ prompt: 'Hello.' }];
  const wrong = { ...options, client: { ...options.client, keys: { openai: 'wrong-key-1' } } };
  await expect(runBatchJobs(lines, wrong)).rejects.toMatchObject({ code: 'auth', status: 401 });
  expect(await runBatchJobs(lines, options)).toMatchObject({ waiting: 1 });
  const { path: _other, ...other } = setup(simulated, 'groq:llama-3.3-70b-versatile');
  await expect(runBatchJobs(lines, other)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('groq'),
  });
});
