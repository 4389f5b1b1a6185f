import { expect, test } from 'vitest';
import { virtualTime } from '../../test/support/virtual-time.ts';
import type { Call, CallControl, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import { usage } from '../core/usage.ts';
import { operationCall } from '../testing/operation-call.ts';
import { jobs, type JobSeams } from './jobs.ts';

const job: Chunk = { type: 'job', id: 'job-1' };
const working: Chunk[] = [{ type: 'start' }, { type: 'job', progress: 0.5 }];
const done: Chunk[] = [
  { type: 'media-url', block: 0, url: 'https://a/b' },
  { type: 'usage', usage: usage({}) },
  { type: 'finish', reason: 'stop' },
];

const endless = { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 };

/** A provider that says one thing after the other, the last again and again; a clock that goes on with each pause. */
function host(
  said: readonly (Chunk[] | ReqLLMError)[],
  control: Partial<CallControl> = {},
  seconds?: number,
) {
  const time = virtualTime();
  const pauses: number[] = [];
  const asked: AnyCall[] = [];
  const base = operationCall('video', 'xai:v', {
    prompt: 'a',
    ...(seconds === undefined ? {} : { durationSeconds: seconds }),
  });
  const call = { ...base, control: { ...base.control, startedAt: time.now(), ...control } };
  const next = (other: AnyCall): Promise<Reply> => {
    asked.push(other);
    const answer = said[Math.min(asked.length, said.length) - 1] ?? [];
    if (answer instanceof ReqLLMError) return Promise.reject(answer);
    const { model } = other;
    const chunks = ChunkStream.of(answer);
    return Promise.resolve({ chunks, model, attempts: [], startedAt: time.now(), protocol: 'xai-videos' });
  };
  const sleep: JobSeams['sleep'] = (ms) => {
    pauses.push(ms);
    return time.sleep(ms);
  };
  const run = () => jobs({ now: time.now, sleep })(call, next);
  return { run, pauses, asked, time, call, next };
}

async function read(reply: Reply, time: ReturnType<typeof virtualTime>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  const reading = (async () => {
    for await (const chunk of reply.chunks) chunks.push(chunk);
  })();
  reading.catch(() => {});
  await time.runAll();
  await reading;
  return chunks;
}

test('asks ever less often, with the token alone, until there is a finish', async () => {
  const looks = Array.from({ length: 7 }, () => working);
  const { run, pauses, asked, time } = host([[job], ...looks, done], {}, 4);
  const reply = await run();
  expect(asked).toHaveLength(1);
  const chunks = await read(reply, time);
  expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  expect(pauses).toEqual([2_000, 3_000, 4_500, 6_750, 10_000, 10_000, 10_000, 10_000]);
  const token = {
    version: 1,
    provider: 'xai',
    protocol: 'xai-videos',
    model: 'v',
    id: 'job-1',
    durationSeconds: 4,
  };
  for (const { control } of asked.slice(1)) expect(control.resume).toEqual({ token });
  expect(reply.resumePoint?.()).toEqual({ token });
  const used = chunks.findLast((chunk) => chunk.type === 'usage');
  expect(used?.usage.units).toEqual({ videoSeconds: 4 });
  expect(time.pending).toBe(0);
});

test('keeps to pauses that are said', async () => {
  const { run, pauses, time } = host([[job], working, working, working, done], {
    poll: { everyMs: 100, maxMs: 200 },
  });
  await read(await run(), time);
  expect(pauses).toEqual([100, 150, 200, 200]);
});

test('gives up when the time is over, and not before', async () => {
  const { run, pauses, asked, time } = host([[job], working], { timeout: { ...endless, totalMs: 6_000 } });
  const reply = await run();
  await expect(read(reply, time)).rejects.toMatchObject({
    code: 'timeout',
    timeout: 'total',
    retryable: false,
    resume: { id: 'job-1' },
  });
  expect(pauses).toEqual([2_000, 3_000, 1_000]);
  expect(asked).toHaveLength(3);
});

test('a look that stands still is made again, as often as calls are', async () => {
  const stood = new ReqLLMError('Too long.', { code: 'timeout', phase: 'stream', timeout: 'total' });
  const once = host([[job], stood, stood, done]);
  expect((await read(await once.run(), once.time)).at(-1)?.type).toBe('finish');
  expect(once.asked).toHaveLength(4);
  for (const { control } of once.asked.slice(1)) {
    expect(control.timeout).toMatchObject({ headersMs: 30_000, totalMs: 60_000 });
    expect(control.retry.afterTimeout).toBe(true);
  }
  const always = host([[job], stood]);
  await expect(read(await always.run(), always.time)).rejects.toMatchObject({
    code: 'timeout',
    resume: { id: 'job-1' },
  });
  expect(always.asked).toHaveLength(4);
});

test('a look that the time of the call ends says how long that was', async () => {
  const stood = new ReqLLMError('Too long.', { code: 'timeout', phase: 'stream', timeout: 'total' });
  const { time, next, asked, call } = host([[job], stood], { timeout: { ...endless, totalMs: 6_000 } });
  // It stands still until the time is over.
  const slow = async (other: AnyCall): Promise<Reply> => {
    if (asked.length > 0) await time.sleep(other.control.timeout.totalMs);
    return next(other);
  };
  const reply = await jobs({ now: time.now, sleep: (ms) => time.sleep(ms) })(call, slow);
  await expect(read(reply, time)).rejects.toMatchObject({
    message: expect.stringContaining('within 6000 ms') as string,
    timeout: 'total',
  });
});

test('a failed look keeps the token and is not to be repeated by calling again', async () => {
  const lost = new ReqLLMError('Lost.', { code: 'network', phase: 'connect', retryable: true });
  const { run, time } = host([[job], lost]);
  await expect(read(await run(), time)).rejects.toMatchObject({
    code: 'network',
    retryable: false,
    resume: { id: 'job-1' },
    message: expect.stringContaining('resumeVideo(error.resume)') as string,
  });
});

test('what fails before there is a job is as it is', async () => {
  const busy = new ReqLLMError('Busy.', { code: 'overloaded', phase: 'headers', retryable: true });
  const { run } = host([busy]);
  const error: unknown = await run().catch((each: unknown) => each);
  expect(error).toBe(busy);
});

test('a job without a name cannot be followed', async () => {
  const { run, asked, time } = host([[{ type: 'job' }]]);
  await expect(read(await run(), time)).rejects.toMatchObject({ code: 'bad-response' });
  expect(asked).toHaveLength(1);
});

test('leaves at once, in the middle of a pause, and asks no more', async () => {
  const controller = new AbortController();
  const { next, call, asked } = host([[job], working], {
    signal: controller.signal,
    timeout: endless,
    poll: { everyMs: 1e9 },
  });
  // Real pauses: one of eleven days ends with the signal, and leaves no timer.
  const reply = await jobs()(call, next);
  const reading = (async () => {
    for await (const _ of reply.chunks);
  })();
  reading.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort(new Error('enough'));
  await expect(reading).rejects.toMatchObject({ code: 'aborted', resume: { id: 'job-1' } });
  expect(asked).toHaveLength(1);
});

test('who leaves a reply ends the pause too', async () => {
  const { next, call, asked } = host([[job], working], { timeout: endless, poll: { everyMs: 1e9 } });
  const reply = await jobs()(call, next);
  const chunks = reply.chunks[Symbol.asyncIterator]();
  await chunks.next();
  const waiting = chunks.next();
  await chunks.return?.();
  expect(await waiting).toMatchObject({ done: true });
  expect(asked).toHaveLength(1);
});

test('other calls pass', async () => {
  const { next } = host([done]);
  const image = operationCall('image', 'xai:i', { prompt: 'a' }) as unknown as Call;
  const reply = await jobs()(image, next);
  expect(reply.resumePoint).toBeUndefined();
});
