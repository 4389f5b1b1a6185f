import { describe, expect, it } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { faults } from '../testing/fault.ts';
import type { Turn } from '../testing/turn.ts';
import { cache } from './cache.ts';
import { log, type LogLine, type LogOptions } from './log.ts';
import { tap } from './tap.ts';

const simulators = useSimulators();
const spec = 'openai:gpt-4o-mini';

async function stage(
  turns: readonly Turn[],
  options: Partial<LogOptions> = {},
): Promise<{ client: ReturnType<Awaited<ReturnType<typeof simulators.start>>['client']>; lines: LogLine[] }> {
  const lines: LogLine[] = [];
  const simulated = await simulators.start({ turns });
  const layers = [log({ write: (line) => lines.push(line), ...options }), cache()];
  return { client: simulated.client({ middleware: layers }), lines };
}

describe('log', () => {
  it('writes one line a call, with what it took and cost and no word of it', async () => {
    const { client, lines } = await stage([{ text: 'the secret answer' }]);
    await client.generateText(spec, 'the secret question', { tags: ['search'] });
    const response = await client.generateText(spec, 'the secret question', {
      apiKey: 'sk-secret-key-123456',
    });
    expect(response.cached).toBeDefined();
    expect(lines).toMatchObject([
      {
        level: 'info',
        event: 'end',
        outcome: 'end',
        model: spec,
        operation: 'text',
        stream: false,
        tags: ['search'],
        tries: 1,
        finishReason: 'stop',
      },
      { level: 'info', event: 'end', cached: true, usd: 0 },
    ]);
    expect(lines[0]?.['usd']).toBeGreaterThan(0);
    expect(lines[0]?.ms).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('warns of several tries, tells errors, and how a stream ended', async () => {
    const { client, lines } = await stage([
      { fault: faults.status(500) },
      { text: 'one two three' },
      { fault: faults.status(401) },
      { text: 'one two three', fault: faults.truncate(3) },
    ]);
    const stream = await client.streamText(spec, 'Hello', { retry: { max: 1, baseMs: 1 } });
    for await (const _ of stream) break;
    await expect(client.generateText(spec, 'Hello 2')).rejects.toMatchObject({ code: 'auth' });
    const cut = await client.streamText(spec, 'Hello 3');
    await expect(cut.response()).rejects.toMatchObject({ code: 'truncated' });
    expect(lines).toMatchObject([
      { level: 'warn', event: 'end', outcome: 'left', tries: 2, failed: ['server'] },
      { level: 'error', event: 'error', error: { code: 'auth', status: 401 } },
      { level: 'error', event: 'error', error: { code: 'truncated' } },
    ]);
  });

  it('writes more and less by level, and contents when asked to', async () => {
    const quiet = await stage([{ text: 'Hi' }], { level: 'error' });
    await quiet.client.generateText(spec, 'Hello');
    expect(quiet.lines).toEqual([]);
    const loud = await stage([{ text: 'Hi there' }], { level: 'debug', content: true });
    await loud.client.generateText(spec, 'Hello');
    expect(loud.lines.map(({ event }) => event)).toEqual(['call', 'reply', 'end']);
    expect(loud.lines[2]).toMatchObject({ text: 'Hi there' });
    expect(JSON.stringify(loud.lines[0])).toContain('Hello');
  });
});

describe('tap', () => {
  it('sees calls, chunks, ends and failures', async () => {
    const seen: string[] = [];
    const simulated = await simulators.start({ turns: [{ text: 'Hi' }, { fault: faults.status(400) }] });
    const layer = tap({
      call: ({ model }) => seen.push(`call ${model.id}`),
      chunk: ({ type }) => seen.push(type),
      done: ({ type }) => seen.push(`done ${type}`),
      failed: () => seen.push('failed'),
    });
    const client = simulated.client({ middleware: [layer] });
    await client.generateText(spec, 'Hello');
    await expect(client.generateText(spec, 'Hello')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(seen).toEqual([
      'call gpt-4o-mini',
      'start',
      'text',
      'usage',
      'finish',
      'done end',
      'call gpt-4o-mini',
      'failed',
    ]);
  });
});
