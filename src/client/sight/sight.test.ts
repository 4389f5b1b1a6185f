// Every call is counted, journalled and told to the process's channels, exactly once, whatever becomes of it.
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import type { Client, ClientOptions } from '../client.ts';
import type { JournalLine } from './journal.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';
import { specs, useSimulators } from '../../../test/support/simulated.ts';

const simulators = useSimulators();
const spec = 'openai:gpt-4o-mini';

interface Scene {
  readonly client: Client;
  readonly lines: JournalLine[];
  readonly text: () => string;
}

async function scene(turns?: readonly Turn[], options: ClientOptions = {}): Promise<Scene> {
  const written: string[] = [];
  const lines: JournalLine[] = [];
  const journal = (line: string): void => {
    written.push(line);
    lines.push(JSON.parse(line) as JournalLine);
  };
  const simulated = await simulators.start(turns === undefined ? {} : { turns });
  return { client: simulated.client({ journal, ...options }), lines, text: () => written.join('') };
}

const names = ['start', 'first-chunk', 'retry', 'end', 'error'] as const;
const heard: { name: string; message: Record<string, unknown> }[] = [];
const listeners = names.map((name) => ({
  name: `reqllm:call:${name}`,
  listen: (message: unknown): void => void heard.push({ name, message: message as Record<string, unknown> }),
}));

function listen(): void {
  for (const { name, listen: on } of listeners) subscribe(name, on);
}

afterEach(() => {
  for (const { name, listen: on } of listeners) unsubscribe(name, on);
  heard.length = 0;
});

describe.each(specs)('%s', (model) => {
  it('counts bodies and streams with tokens and cost, by model and tag', async () => {
    const { client, lines } = await scene([
      { text: 'Yes.', usage: { inputTokens: 1_000, outputTokens: 100 } },
    ]);
    await client.generateText(model, 'Hi', { tags: ['a', 'b'] });
    const response = await (await client.streamText(model, 'Hi', { tags: ['a'] })).response();
    const { total, byModel, byTag, unwritten } = client.usage();
    expect(total).toMatchObject({ calls: 2, failed: 0, requests: 2, inputTokens: 2_000, outputTokens: 200 });
    expect(total.cost).toBeCloseTo(2 * (response.usage.cost?.total ?? Number.NaN), 12);
    expect(total.cost).toBeGreaterThan(0);
    expect(total).toMatchObject({ uncounted: 0, unpriced: 0 });
    expect(byModel).toEqual({ [model]: total });
    expect(byTag['a']).toEqual(total);
    expect(byTag['b']).toMatchObject({ calls: 1, inputTokens: 1_000 });
    expect(unwritten).toBe(0);
    expect(lines).toMatchObject([
      { v: 1, model, stream: false, outcome: 'ok', finishReason: 'stop', tags: ['a', 'b'] },
      { v: 1, model, stream: true, outcome: 'ok', requests: [{ inputTokens: 1_000, outputTokens: 100 }] },
    ]);
  });
});

describe('one line a call', () => {
  it('also for a retry, with each request in it', async () => {
    const { client, lines } = await scene([{ fault: faults.status(503) }, { text: 'Yes.' }]);
    await client.generateText(spec, 'Hi', { retry: { max: 1, baseMs: 1 } });
    expect(lines).toMatchObject([{ outcome: 'ok', requests: [{ outcome: 'error' }, { outcome: 'ok' }] }]);
    expect(client.usage().total).toMatchObject({ calls: 1, requests: 2 });
  });

  it('for a failure before the first chunk', async () => {
    const { client, lines } = await scene([{ fault: faults.status(400) }]);
    await expect(client.generateText(spec, 'Hi')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(lines).toMatchObject([{ outcome: 'error', error: { code: 'invalid-request', status: 400 } }]);
    expect(client.usage().total).toMatchObject({ calls: 1, failed: 1, requests: 1 });
  });

  it('for a stream that is cut short', async () => {
    const { client, lines } = await scene([{ text: 'one two three four', fault: faults.truncate(3) }]);
    const stream = await client.streamText(spec, 'Hi', { retry: 0 });
    await expect(stream.response()).rejects.toMatchObject({ code: 'truncated' });
    expect(lines).toMatchObject([{ outcome: 'truncated', error: { code: 'truncated' } }]);
    expect(client.usage().total).toMatchObject({ calls: 1, failed: 1, uncounted: 1 });
  });

  it('for a stream that is left, and one that is never read', async () => {
    const { client, lines } = await scene([{ text: 'one two three four' }]);
    for await (const chunk of await client.streamText(spec, 'Hi')) if (chunk.type === 'text') break;
    await (await client.streamText(spec, 'Hi')).cancel();
    expect(lines.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
    expect(client.usage().total).toMatchObject({ calls: 2, failed: 0 });
  });

  it('for a call that was aborted before its answer', async () => {
    const { client, lines } = await scene();
    const signal = AbortSignal.abort();
    await expect(client.generateText(spec, 'Hi', { signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(lines).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('without prompts and answers, unless asked for', async () => {
    const plain = await scene([{ text: 'forty-two' }]);
    await plain.client.generateText(spec, 'the secret question');
    expect(plain.text()).not.toMatch(/secret question|forty-two/);
    const full: string[] = [];
    const { client } = await scene([{ text: 'forty-two' }], {
      journal: { write: (line) => void full.push(line), content: true },
    });
    await client.generateText(spec, 'the secret question', { apiKey: 'sk-not-to-be-seen-anywhere' });
    expect(full.join('')).toMatch(/secret question.*forty-two/);
    expect(full.join('')).not.toContain('sk-not-to-be-seen');
  });

  it('and a journal that cannot be written does not take the answer away', async () => {
    const { client } = await scene(undefined, {
      journal: () => {
        throw new Error('disk full');
      },
    });
    expect((await client.generateText(spec, 'Hi')).text).not.toBe('');
    expect(client.usage().unwritten).toBe(1);
  });
});

describe('the channels', () => {
  it('tell the start, the first chunk and the end, once each', async () => {
    listen();
    const { client } = await scene([{ text: 'Yes.' }]);
    const stream = await client.streamText(spec, 'Hi', { tags: ['x'] });
    expect(heard.map(({ name }) => name)).toEqual(['start', 'first-chunk']);
    await stream.response();
    expect(heard.map(({ name }) => name)).toEqual(['start', 'first-chunk', 'end']);
    expect(new Set(heard.map(({ message }) => message['id'])).size).toBe(1);
    expect(heard[2]?.message).toMatchObject({ model: spec, outcome: 'ok', tags: ['x'] });
  });

  it('tell retries and errors', async () => {
    listen();
    const { client } = await scene([{ fault: faults.status(503) }]);
    await expect(client.generateText(spec, 'Hi', { retry: { max: 1, baseMs: 1 } })).rejects.toMatchObject({
      code: 'overloaded',
    });
    expect(heard.map(({ name }) => name)).toEqual(['start', 'retry', 'error']);
    expect(heard[2]?.message).toMatchObject({ error: { code: 'overloaded', status: 503 } });
  });

  it('are silent when nobody listens', async () => {
    expect(channel('reqllm:call:start').hasSubscribers).toBe(false);
    const { client } = await scene();
    await client.generateText(spec, 'Hi');
    expect(heard).toEqual([]);
  });
});
