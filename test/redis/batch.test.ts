// Lines of a batch worked off by BullMQ workers on a real Redis, over one journal: docs/batch.md.
import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { type BatchLine, type BatchResult, nameLines, redisJournal, runLine } from 'reqllm/batch';
import { simulator } from 'reqllm/testing';
import { afterAll, describe, expect, it } from 'vitest';

import { startRedis } from '../support/redis-server.ts';

const started = await startRedis();
const problem = 'problem' in started ? started.problem : undefined;
const url = 'problem' in started ? '' : started.url;

it('has a redis-server, or says why it has none', () => {
  if (problem !== undefined) console.warn(`The BullMQ tests did not run: ${problem}`);
  expect(problem ?? url).toMatch(/\S/);
});

describe.skipIf(problem !== undefined)('with a redis-server', () => {
  afterAll(async () => {
    if (!('problem' in started)) await started.stop();
  });

  it('a journal in Redis lets one of many begin a line, and remembers what came of it', async () => {
    const redis = createClient({ url });
    await redis.connect();
    await using simulated = await simulator();
    await using client = simulated.client();
    const journals = [1, 2, 3].map(() =>
      redisJournal({ command: (args) => redis.sendCommand(args), key: 'run:one' }),
    );
    const line = { id: 'a', prompt: 'Once.' };
    const results = await Promise.all(
      journals.map((journal) => runLine(line, { client, journal, model: 'openai:gpt-4o-mini' })),
    );
    expect(simulated.requests).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'ok')).toHaveLength(1);
    const [journal] = journals;
    expect(await journal?.find('a')).toMatchObject({ state: 'result', result: { status: 'ok' } });
    expect(await journal?.find('b')).toBeUndefined();
    await redis.close();
  });

  it('two BullMQ workers answer each line once, also when jobs are put in twice and run again', async () => {
    const redis = createClient({ url });
    await redis.connect();
    const [queueRedis, ...workerRedis] = await Promise.all(
      [1, 2, 3].map(() => createClient({ url }).connect()),
    );
    await using simulated = await simulator({ pace: { latencyMs: 5 } });
    await using client = simulated.client();
    const journal = redisJournal({ command: (args) => redis.sendCommand(args), key: 'run:queue' });
    const queue = new Queue<BatchLine, BatchResult>('lines', { connection: queueRedis as never });
    const lines = nameLines(Array.from({ length: 30 }, (_, index) => ({ prompt: `Line ${index}.` })));
    // A second time under other ids, as a queue that was filled by a process that was killed would be.
    for (const prefix of ['first', 'second'])
      await queue.addBulk(
        lines.map((line) => ({ name: 'line', data: line, opts: { jobId: `${prefix}-${line.id}` } })),
      );
    const done: BatchResult[] = [];
    const workers = workerRedis.map(
      (connection) =>
        new Worker<BatchLine, BatchResult>(
          'lines',
          async (job) => runLine(job.data, { client, journal, model: 'openai:gpt-4o-mini' }),
          { connection: connection as never, concurrency: 4 },
        ),
    );
    await new Promise<void>((resolve, reject) => {
      for (const worker of workers) {
        worker.on('completed', (_job, result) => {
          done.push(result);
          if (done.length === 60) resolve();
        });
        worker.on('failed', (_job, error) => reject(error));
      }
    });
    expect(simulated.requests).toHaveLength(30);
    for (const line of lines)
      expect((await journal.find(line.id))?.result).toMatchObject({
        status: 'ok',
        text: expect.stringContaining(line.prompt ?? ''),
      });
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    for (const each of [redis, queueRedis, ...workerRedis]) if (each?.isOpen === true) each.destroy();
  });
});
