import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { collectUntil } from '../../test/support/collect-garbage.ts';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import { createFetchTransport } from '../http/fetch.ts';
import { createNodeTransport } from '../http/node.ts';
import type { ClosableTransport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import type { TextOptions } from './options.ts';
import type { StreamResponse } from './text-stream.ts';

vi.setConfig({ testTimeout: 60_000 });
const simulators = useSimulators();
const [spec = ''] = specs;
const transports: readonly (readonly [string, () => ClosableTransport])[] = [
  ['node', createNodeTransport],
  ['fetch', createFetchTransport],
];
// On a busy machine.
const patience = { timeout: 20_000 };
const thirty = (run: () => Promise<unknown>): Promise<unknown[]> =>
  Promise.all(Array.from({ length: 30 }, run));
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** What Node warns of while something runs. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', note);
  await run();
  // Warnings are told in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  return warnings;
}

describe.each(transports)('thirty calls on one AbortSignal, over %s', (_name, create) => {
  test.each<[string, TextOptions]>([
    ['plain', {}],
    ['with all limits and recovery', { timeout: { totalMs: 60_000, idleMs: 60_000 }, recovery: 'restart' }],
  ])('%s: warn nobody, all stop with it, and leave nothing on it', async (_case, options) => {
    const host = await simulators.start({ turns: () => ({ text: 'One two three', fault: faults.stall(4) }) });
    const client = host.client({ transport: create() });
    const stop = new AbortController();
    const warnings = await warningsOf(async () => {
      const streams = await Promise.all(
        Array.from({ length: 30 }, () => client.streamText(spec, 'Go.', { ...options, signal: stop.signal })),
      );
      const readings = streams.map((stream) => failureOf(stream.response()));
      stop.abort();
      for (const error of await Promise.all(readings)) expect(error.code).toBe('aborted');
    });
    expect(warnings).toEqual([]);
    expect(listenersOf(stop.signal)).toBe(0);
    await expect.poll(() => host.answering, patience).toBe(0);
  });
});

describe('an abort while a call waits to be sent again', () => {
  test('ends thirty of them at once, without a further request, a warning or a listener', async () => {
    const fault = faults.status(503, { headers: { 'retry-after': '59' } });
    const host = await simulators.start({ turns: () => ({ fault }) });
    const stop = new AbortController();
    const warnings = await warningsOf(async () => {
      // A client each: one alone would repeat no more than five at once.
      const calls = Array.from({ length: 30 }, () =>
        failureOf(host.client().generateText(spec, 'Go.', { signal: stop.signal })),
      );
      await expect.poll(() => host.requests.length, patience).toBe(30);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const abortedAt = performance.now();
      stop.abort();
      const errors = await Promise.all(calls);
      // Not for the minute that they were to wait.
      expect(performance.now() - abortedAt).toBeLessThan(5_000);
      for (const error of errors)
        expect(error).toMatchObject({ code: 'aborted', attempts: [{ error: { status: 503 } }] });
    });
    expect(warnings).toEqual([]);
    expect(host.requests).toHaveLength(30);
    expect(listenersOf(stop.signal)).toBe(0);
  });
});

describe('streams that were begun and forgotten', () => {
  test.each<[string, TextOptions]>([
    ['plain', {}],
    ['on a signal that lives on', { signal: new AbortController().signal }],
    [
      'with limits and recovery on such a signal',
      { signal: new AbortController().signal, timeout: { totalMs: 60_000 }, recovery: 'restart' },
    ],
  ])('%s: their connections are closed and nothing waits for them', async (_case, options) => {
    const host = await simulators.start({ turns: () => ({ text: 'One two three', fault: faults.stall(4) }) });
    const client = host.client();
    await thirty(() => client.streamText(spec, 'Go.', options).then(() => undefined));
    // How many are still being answered is up to the collector, which may have come by already.
    expect(host.requests).toHaveLength(30);
    expect(await collectUntil(() => host.answering === 0)).toBe(true);
    const { signal } = options;
    if (signal !== undefined) expect(await collectUntil(() => listenersOf(signal) === 0)).toBe(true);
  });
});

describe('streams that are over', () => {
  const signal = new AbortController().signal;
  const options: TextOptions = { signal, timeout: { totalMs: 60_000 }, recovery: 'restart' };
  const ways: Record<string, (stream: StreamResponse, stop: () => void) => Promise<unknown>> = {
    read: (stream) => stream.response(),
    left: (stream) => stream.cancel(),
    aborted: (stream, stop) => {
      stop();
      return failureOf(stream.response());
    },
  };

  test.each(Object.keys(ways))('%s: are held by nobody, whoever ended them', async (way) => {
    const fault = way === 'aborted' ? { fault: faults.stall(4) } : {};
    const host = await simulators.start({ turns: [{ text: 'One two three four five six', ...fault }] });
    const client = host.client();
    const refs = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const own = new AbortController();
        const stream = await client.streamText(
          spec,
          'Go.',
          way === 'aborted' ? { ...options, signal: own.signal } : options,
        );
        await ways[way]?.(stream, () => own.abort());
        return new WeakRef(stream);
      }),
    );
    expect(await collectUntil(() => refs.every((ref) => ref.deref() === undefined))).toBe(true);
    expect(listenersOf(signal)).toBe(0);
  });
});

describe('the ledger', () => {
  const usage = { inputTokens: 1_000, outputTokens: 10 };

  test.each(specs)(
    '%s: a lost try stands beside the one that answered, and makes the sum a least',
    async (each) => {
      const turns = [{ fault: faults.truncate(0) }, { text: 'One two three', usage }];
      const host = await simulators.start({ turns });
      const stream = await host.client().streamText(each, 'Go.', { retry: { baseMs: 1 } });
      const { attempts, usage: sum } = await stream.response();
      expect(attempts).toMatchObject([
        {
          outcome: 'truncated',
          error: { code: 'truncated' },
          usage: { outputTokens: null, status: 'unknown' },
        },
        { outcome: 'ok', usage: { outputTokens: 10, status: 'final' } },
      ]);
      expect(sum).toMatchObject({ outputTokens: 10, status: 'partial' });
      expect(sum.cost?.total).toBeGreaterThan(0);
      expect(sum.cost?.complete).toBe(false);
    },
  );

  test.each(specs)('%s: a truncated answer counts as far as it was counted', async (each) => {
    const turn = { text: 'One two three four five six seven eight', usage, fault: faults.truncate(5) };
    const host = await simulators.start({ turns: () => turn });
    const error = await failureOf((await host.client().streamText(each, 'Go.')).response());
    const [attempt] = error.attempts;
    expect(error).toMatchObject({ code: 'truncated', attempts: { length: 1 } });
    expect(attempt).toMatchObject({ outcome: 'truncated', model: each });
    expect(attempt?.usage.status).not.toBe('final');
    expect(attempt?.usage.cost?.complete ?? false).toBe(false);
    expect(error.partial?.usage).toEqual(attempt?.usage);
  });

  test('what was counted before a cut is priced: Anthropic counts the prompt first', async () => {
    const cut = faults.frames((all) =>
      all
        .slice(0, 5)
        .map((frame) => ({ ...frame, data: frame.data.replace('"input_tokens":0', '"input_tokens":1000') })),
    );
    const host = await simulators.start({ turns: () => ({ text: 'One two three four', fault: cut }) });
    const stream = await host.client().streamText('anthropic:claude-haiku-4-5', 'Go.');
    const [attempt] = (await failureOf(stream.response())).attempts;
    expect(attempt).toMatchObject({ outcome: 'truncated', usage: { inputTokens: 1_000, status: 'partial' } });
    expect(attempt?.usage.cost?.input).toBeGreaterThan(0);
    expect(attempt?.usage.cost?.complete).toBe(false);
  });

  test.each(specs)('%s: an aborted answer too', async (each) => {
    const host = await simulators.start({ turns: () => ({ text: 'One two three', fault: faults.stall(6) }) });
    const stop = new AbortController();
    const stream = await host.client().streamText(each, 'Go.', { signal: stop.signal });
    const reading = failureOf(stream.response());
    stop.abort();
    const error = await reading;
    expect(error).toMatchObject({ code: 'aborted', attempts: [{ outcome: 'aborted', model: each }] });
    expect(error.attempts[0]?.usage.status).not.toBe('final');
    expect(error.partial?.usage.cost?.complete ?? false).toBe(false);
  });
});
