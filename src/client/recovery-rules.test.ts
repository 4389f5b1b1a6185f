import { describe, expect, test } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { CallBody } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { RecoveryEvent } from '../core/recovery.ts';
import { createFetchTransport } from '../http/fetch.ts';
import type { Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import type { Simulator } from '../testing/simulator.ts';
import type { Turn } from '../testing/turn.ts';
import type { WireEvent } from '../wire/event.ts';
import type { RecoveryOptions } from './options.ts';
import { tool } from './tool.ts';

const spec = 'anthropic:claude-haiku-4-5';
const whole = 'One two three four five six seven eight nine ten.';
const simulators = useSimulators();
const everything: RecoveryOptions = { modes: ['resume', 'continue', 'restart'] };

const start = (turns: (call: CallBody, number: number) => Turn): Promise<Simulator> =>
  simulators.start({ turns });
const cutOnce = (turn: Turn, after: number, then: Turn) => (_call: CallBody, number: number) =>
  number === 1 ? { ...turn, fault: faults.truncate(after) } : then;

async function readAll(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('forbidden', () => {
  const add = tool({ name: 'add', inputSchema: { type: 'object', properties: { a: { type: 'number' } } } });

  test('continue and restart once a tool call had begun', async () => {
    const calling: Turn = {
      text: 'I will.',
      toolCalls: [{ name: 'add', input: { a: 1234567890, b: 'a long one' } }],
    };
    const simulated = await start(cutOnce(calling, 9, { text: 'never' }));
    const stream = await simulated.client().streamText(spec, 'Add.', { tools: [add], recovery: everything });
    const error = await failureOf(readAll(stream));
    expect(error.partial?.toolCalls).toHaveLength(1);
    expect(error.message).toContain('a tool call had begun');
    expect(simulated.requests).toHaveLength(1);
  });

  test('continue of an answer that is JSON', async () => {
    const simulated = await start(cutOnce({ text: '{"a": [1, 2, 3, 4, 5, 6, 7]}' }, 5, { text: 'never' }));
    const output = { type: 'json' } as const;
    const stream = await simulated.client().streamText(spec, 'Go.', { output, recovery: 'continue' });
    await failureOf(readAll(stream));
    expect(simulated.requests).toHaveLength(1);
  });

  test('anything after the caller stopped it', async () => {
    const simulated = await start(() => ({ text: whole, fault: faults.stall(6) }));
    const stop = new AbortController();
    const stream = await simulated
      .client()
      .streamText(spec, 'Go.', { signal: stop.signal, recovery: everything });
    setTimeout(() => stop.abort(), 50);
    expect(await failureOf(readAll(stream))).toMatchObject({ code: 'aborted' });
    expect(simulated.requests).toHaveLength(1);
  });

  test('what a filter or an empty account stopped', async () => {
    const refused = faults.errorEvent(6, 400);
    const simulated = await start(() => ({ text: whole, fault: refused }));
    const stream = await simulated.client().streamText(spec, 'Go.', { recovery: everything });
    const error = await failureOf(readAll(stream));
    expect(['truncated', 'network', 'overloaded', 'server']).not.toContain(error.code);
    expect(simulated.requests).toHaveLength(1);
  });
});

describe('limits', () => {
  test('no more requests than allowed, each in the ledger', async () => {
    const simulated = await start(() => ({ text: whole, fault: faults.truncate(6) }));
    const recovery = { modes: ['restart'], maxAttempts: 3 } as const;
    const error = await failureOf(readAll(await simulated.client().streamText(spec, 'Go.', { recovery })));
    expect(simulated.requests).toHaveLength(4);
    expect(error).toMatchObject({ code: 'truncated' });
    expect(error.attempts.map(({ outcome }) => outcome)).toEqual(Array(4).fill('truncated'));
    expect(error.message).toContain('3 times');
  });

  test('a stop while a further request is under way ends at once, and closes its connection', async () => {
    const simulated = await start((_call, number) => ({
      text: whole,
      fault: number === 1 ? faults.truncate(6) : faults.stall(0),
    }));
    const stop = new AbortController();
    const client = simulated.client();
    const stream = await client.streamText(spec, 'Go.', { signal: stop.signal, recovery: 'restart' });
    setTimeout(() => stop.abort(), 100);
    expect(await failureOf(readAll(stream))).toMatchObject({ code: 'aborted' });
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  });

  test('leaving while a further request is under way closes its connection', async () => {
    const simulated = await start((_call, number) => ({
      text: whole,
      fault: number === 1 ? faults.truncate(6) : faults.stall(2),
    }));
    const client = simulated.client();
    const stream = await client.streamText(spec, 'Go.', { recovery: 'restart' });
    const reading = readAll(stream);
    await expect.poll(() => simulated.requests.length).toBe(2);
    await stream.cancel();
    await reading;
    expect(await stream.response()).toMatchObject({ finishReason: 'cancelled' });
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  });

  test('the total limit spans all requests', async () => {
    const simulated = await start((_call, number) => ({
      text: whole,
      fault: number === 1 ? faults.truncate(6) : faults.stall(1),
    }));
    const timeout = { totalMs: 400 };
    const begun = Date.now();
    const stream = await simulated.client().streamText(spec, 'Go.', { timeout, recovery: 'restart' });
    const error = await failureOf(readAll(stream));
    expect(error).toMatchObject({ code: 'timeout', timeout: 'total' });
    expect(Date.now() - begun).toBeLessThan(3_000);
  });

  test('a stream that stands still is one that broke off', async () => {
    const simulated = await start((_call, number) =>
      number === 1 ? { text: whole, fault: faults.stall(6, true) } : { text: 'Another.' },
    );
    const stream = await simulated
      .client()
      .streamText(spec, 'Go.', { timeout: { idleMs: 150 }, recovery: 'restart' });
    const response = await stream.response();
    expect(response.text).toBe('Another.');
    expect(response.attempts[0]?.error).toMatchObject({ code: 'timeout' });
  });

  test('tokens of further requests', async () => {
    const simulated = await start(cutOnce({ text: whole }, 6, { text: ' five six seven eight nine ten.' }));
    const recovery = { modes: ['continue'], maxExtraOutputTokens: 20 } as const;
    await (await simulated.client().streamText(spec, 'Go.', { recovery, maxTokens: 100 })).response();
    expect(simulated.requests.map(({ call }) => call?.maxTokens)).toEqual([100, 20]);
  });
});

describe('continue', () => {
  test('behind half a character begins before it', async () => {
    const word = /"content":"[^"]+"/;
    const simulated = await start((_call, number) =>
      number > 1
        ? { text: '\u{1F600} four.' }
        : {
            text: 'One two three',
            fault: faults.frames((all) => {
              const at = all.findLastIndex(({ data }) => word.test(data));
              const last = all[at] as WireEvent;
              return [
                ...all.slice(0, at + 1),
                { ...last, data: last.data.replace(word, String.raw`"content":" \ud83d"`) },
              ];
            }),
          },
    );
    const stream = await simulated.client().streamText('openai:gpt-4o-mini', 'Go.', { recovery: 'continue' });
    expect((await stream.response()).text).toBe('One two three \u{1F600} four.');
    expect(JSON.stringify(simulated.requests[1]?.body)).not.toMatch(/\ufffd|\\ud83d/);
  });
});

describe('restart', () => {
  test('with another model: it is told, priced and named, and gets no key of the first', async () => {
    const simulated = await start(cutOnce({ text: whole }, 6, { text: 'Another.' }));
    const events: RecoveryEvent[] = [];
    const recovery: RecoveryOptions = {
      modes: [],
      fallback: ['openai:gpt-4o-mini'],
      onRetract: (event) => events.push(event),
    };
    const stream = await simulated.client().streamText(spec, 'Go.', { recovery });
    let text = '';
    for await (const piece of stream.textStream()) text = events.length === 0 ? text + piece : piece;
    const response = await stream.response();
    expect(text).toBe('Another.');
    expect(events).toMatchObject([{ phase: 'retract', model: 'openai:gpt-4o-mini' }]);
    expect(response).toMatchObject({
      text: 'Another.',
      model: { spec: 'openai:gpt-4o-mini', provider: 'openai' },
    });
    expect(response.message.origin).toMatchObject({ provider: 'openai', protocol: 'openai-chat' });
    expect(response.attempts.map(({ model }) => model)).toEqual([spec, 'openai:gpt-4o-mini']);
    expect(response.attempts[1]?.usage.cost?.total).toBeGreaterThan(0);
    expect(simulated.requests.map(({ protocol }) => protocol)).toEqual(['anthropic-messages', 'openai-chat']);
  });

  test('goes to another model when that of the call broke off again', async () => {
    const simulated = await start((_call, number) =>
      number < 3 ? { text: whole, fault: faults.truncate(6) } : { text: 'Another.' },
    );
    const stream = await simulated
      .client()
      .streamText(spec, 'Go.', { recovery: { modes: ['restart'], fallback: ['openai:gpt-4o-mini'] } });
    expect((await stream.response()).text).toBe('Another.');
    const protocols = simulated.requests.map(({ protocol }) => protocol);
    expect(protocols).toEqual(['anthropic-messages', 'anthropic-messages', 'openai-chat']);
  });

  test('with another model that breaks off too: who goes on with its answer gets no key of the first', async () => {
    const simulated = await simulators.start({
      keys: ['simulated-key', 'key-of-anthropic'],
      turns: (_call, number) => {
        // There is no text to go on with yet.
        if (number === 1) return { reasoning: whole, text: whole, fault: faults.truncate(6) };
        return number === 2 ? { text: whole, fault: faults.truncate(6) } : { text: ' And so on.' };
      },
    });
    const sent: string[] = [];
    const inner = createFetchTransport();
    const transport: Transport = (request, signal) => {
      sent.push(JSON.stringify(request.headers));
      return inner(request, signal);
    };
    const stream = await simulated.client({ transport }).streamText(spec, 'Go.', {
      recovery: { modes: ['continue'], fallback: ['openai:gpt-4o-mini'] },
      apiKey: 'key-of-anthropic',
      headers: { 'x-own': 'a secret' },
    });
    expect((await stream.response()).text).toMatch(/^One two.* And so on\.$/);
    const protocols = simulated.requests.map(({ protocol }) => protocol);
    expect(protocols).toEqual(['anthropic-messages', 'openai-chat', 'openai-chat']);
    const secrets = sent.map((headers) => /key-of-anthropic|a secret/.test(headers));
    expect(secrets).toEqual([true, false, false]);
  });

  test('begins an object anew', async () => {
    const object = { name: 'Ada', tags: ['one', 'two', 'three', 'four'] };
    const simulated = await start(
      cutOnce({ text: JSON.stringify({ ...object, name: 'Eve' }) }, 2, { object }),
    );
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
      required: ['name', 'tags'],
    } as const;
    const stream = await simulated
      .client()
      .streamObject('openai:gpt-4o-mini', 'Go.', { schema: { ...schema }, recovery: 'restart' } as never);
    const texts: string[] = [];
    for await (const text of stream.textStream()) texts.push(text);
    expect(await stream.object()).toEqual(object);
    expect(texts.join('')).toBe(JSON.stringify(object));
  });
});

test('with tools: a turn that is restarted runs each tool once', async () => {
  let runs = 0;
  const add = tool({
    name: 'add',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
    execute: () => (runs += 1),
  });
  const simulated = await start((call, number) => {
    if (number === 1) return { text: 'I will add now, wait.', fault: faults.truncate(6) };
    if (call.messages.at(-1)?.role === 'tool')
      return number === 3 ? { text: whole, fault: faults.truncate(8) } : { text: 'Done.' };
    return { toolCalls: [{ name: 'add', input: { a: 1 } }] };
  });
  const stream = await simulated.client().streamTools(spec, 'Add.', { tools: [add], recovery: 'restart' });
  let text = '';
  for await (const piece of stream.textStream()) text += piece;
  const run = await stream.run();
  expect(runs).toBe(1);
  expect(text).toBe('Done.');
  expect(run.text).toBe('Done.');
  expect(simulated.requests).toHaveLength(4);
});

test('the option is checked', async () => {
  const { client } = simulators;
  for (const recovery of [
    'again',
    { modes: ['again'] },
    { modes: [], retries: 2 },
    { modes: [], maxAttempts: -1 },
  ])
    expect(await failureOf(client.streamText(spec, 'Go.', { recovery } as never))).toMatchObject({
      code: 'config',
    });
  expect(await failureOf(client.resumeStream({ id: 'x' } as never))).toMatchObject({ code: 'config' });
  const token = {
    version: 1,
    provider: 'anthropic',
    protocol: 'anthropic-messages',
    model: 'claude-haiku-4-5',
    id: 'x',
  } as const;
  expect(await failureOf(client.resumeStream(token))).toMatchObject({ code: 'unsupported' });
});
