import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf, useSimulators } from '../../../test/support/simulated.ts';
import { isRecord, type Json } from '../../core/json.ts';
import type { CallBody } from '../../core/call.ts';
import { faults } from '../../testing/fault.ts';
import type { Turn } from '../../testing/turn.ts';
import { tool } from '../tool.ts';

const simulators = useSimulators();
const person = z.object({ name: z.string(), age: z.int().min(0).optional(), tags: z.array(z.string()) });
const ada = { name: 'Ada Lovelace', age: 36, tags: ['first', 'a "quoted" one', 'Ünïcödé 🌍'] };
const people = Array.from({ length: 6 }, (_, index) => ({ ...ada, age: index }));

// The way each of these models is asked for an object.
const ways: readonly (readonly [string, string])[] = [
  ['openai:gpt-4o-mini', 'native'],
  ['openai:gpt-3.5-turbo', 'strict-tool'],
  ['openai:gpt-5-pro', 'native'],
  ['anthropic:claude-sonnet-4-5', 'native'],
  ['anthropic:claude-3-haiku-20240307', 'forced-tool'],
  ['google:gemini-2.5-flash', 'native'],
  ['amazon-bedrock:us.amazon.nova-pro-v1:0', 'forced-tool'],
  ['zai:glm-4.6', 'json'],
];

/** A model that says this value, in whichever way it was asked. */
function saying(value: Json, more: Partial<Turn> = {}): (call: CallBody) => Turn {
  return ({ tools = [], toolChoice }) => {
    const own = tools
      .map((each) => ('name' in each ? each.name : ''))
      .find((name) => name.startsWith('object'));
    if (own !== undefined && toolChoice !== 'none')
      return { toolCalls: [{ name: own, input: value }], ...more };
    // Words are what the simulator cuts text at.
    return { text: JSON.stringify(value, undefined, 1), ...more };
  };
}

async function clientSaying(value: Json, more?: Partial<Turn>): Promise<(typeof simulators)['client']> {
  return (await simulators.start({ turns: saying(value, more) })).client();
}

describe.each(ways)('%s, %s', (model, mode) => {
  it('shows partial objects that grow into the object', async () => {
    const client = await clientSaying(ada);
    const stream = await client.streamObject(model, 'Who?', { schema: person });
    expect(stream.mode).toBe(mode);
    const seen: unknown[] = [];
    for await (const part of stream) seen.push(part);
    expect(seen.length).toBeGreaterThan(4);
    expect(seen.at(-1)).toEqual(ada);
    for (const part of seen)
      expect(Object.keys(ada)).toEqual(expect.arrayContaining(Object.keys(part as object)));
    expect(new Set(seen.map((part) => JSON.stringify(part))).size).toBe(seen.length);
    expect(await stream.object()).toEqual(ada);
    const response = await stream.response();
    expect(response).toMatchObject({ object: ada, mode, usage: { status: 'final' } });
    expect(response.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('gives each element once, when it is whole', async () => {
    const client = await clientSaying({ items: people });
    const stream = await client.streamObject(model, 'Who?', { schema: person, shape: 'array' });
    const seen: unknown[] = [];
    for await (const element of stream.elementStream()) seen.push(element);
    expect(seen).toEqual(people);
    expect(await stream.object()).toEqual(people);
  });

  it('gives the object alone, and the text alone', async () => {
    const client = await clientSaying(ada);
    expect(await (await client.streamObject(model, 'Who?', { schema: person })).object()).toEqual(ada);
    let text = '';
    for await (const piece of (await client.streamObject(model, 'Who?', { schema: person })).textStream())
      text += piece;
    expect(JSON.parse(text)).toEqual(ada);
  });

  it('says what does not fit, with what there was', async () => {
    const client = await clientSaying({ ...ada, age: 'old' });
    const stream = await client.streamObject(model, 'Who?', { schema: person });
    const failure = await failureOf(stream.object());
    expect(failure.code).toBe('schema-mismatch');
    expect(failure.issues).toMatchObject([{ path: ['age'] }]);
    expect(failure.partial?.object).toEqual({ ...ada, age: 'old' });
    expect(JSON.parse(failure.partial?.text ?? '')).toEqual({ ...ada, age: 'old' });
    expect((await stream.response()).object).toBeUndefined();
  });
});

describe('in words', () => {
  it('overlooks prose and fences', async () => {
    const text = `Of [course] {you} can:\n\`\`\`json\n${JSON.stringify(ada, undefined, 1)}\n\`\`\`\nAnything { else }?`;
    const client = (await simulators.start({ turns: [{ text }, { text }] })).client();
    const stream = await client.streamObject('openai:gpt-4o-mini', 'Who?', {
      schema: person,
      mode: 'prompt',
    });
    const seen: unknown[] = [];
    for await (const part of stream) seen.push(part);
    expect(seen[0]).toEqual({});
    expect(seen.at(-1)).toEqual(ada);
    expect(await stream.object()).toEqual(ada);
    expect(stream.warnings).toMatchObject([{ code: 'advice', setting: 'mode' }]);
    const list = await client.streamObject('openai:gpt-4o-mini', 'Who?', { shape: 'json', mode: 'prompt' });
    expect(await list.object()).toEqual(ada);
  });
});

describe('shapes', () => {
  it('shows a choice when it is whole, and only one of the choices', async () => {
    const client = await clientSaying({ choice: 'rainy' });
    const ask = { shape: 'choice', choices: ['sunny', 'rainy'] } as const;
    const seen: string[] = [];
    for await (const part of await client.streamObject('anthropic:claude-3-haiku-20240307', 'Sky?', ask))
      seen.push(part);
    expect(seen).toEqual(['rainy']);
  });

  it('gives elements in order to reads that do not wait for one another, from bytes cut anywhere', async () => {
    const listed = Array.from({ length: 30 }, (_, n) => ({ n, text: '🌍 "x"' }));
    const sliced = await simulators.start({ turns: saying({ items: listed }), pace: { sliceBytes: 3 } });
    const schema = z.object({ n: z.number(), text: z.string().optional() });
    const options = { schema, shape: 'array' } as const;
    const elements = (
      await sliced.client().streamObject('openai:gpt-4o-mini', 'Go', options)
    ).elementStream();
    const results = await Promise.all(Array.from({ length: 31 }, () => elements.next()));
    expect(results.map(({ value }) => value as unknown)).toEqual([...listed, undefined]);
  });

  it('refuses elements of what is no list', async () => {
    const client = await clientSaying(ada);
    await using stream = await client.streamObject('openai:gpt-4o-mini', 'Who?', { schema: person });
    expect(() => stream.elementStream()).toThrow(/shape 'array'/);
  });

  it('gives elements as the schema makes them, and stops at the first that does not fit', async () => {
    const schema = z.object({ n: z.int().transform((n) => n * 2) });
    const slow = await simulators.start({
      turns: saying({
        items: [{ n: 1 }, { n: 2 }, { n: 'x' }, ...Array.from({ length: 400 }, () => ({ n: 4 }))],
      }),
      pace: { frameMs: 2 },
    });
    const stream = await slow.client().streamObject('openai:gpt-4o-mini', 'Go', { schema, shape: 'array' });
    const seen: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const element of stream.elementStream()) seen.push(element);
    };
    const failure = await failureOf(read());
    expect(seen).toEqual([{ n: 2 }, { n: 4 }]);
    expect(failure).toMatchObject({ code: 'schema-mismatch', issues: [{ path: [2, 'n'] }] });
    expect(await failureOf(stream.object())).toBe(failure);
    await expect.poll(() => slow.connections(), { timeout: 1_000 }).toBe(0);
  });
});

describe('with tools of the caller', () => {
  const search = tool({ name: 'search', inputSchema: z.object({ q: z.string() }) });

  it('passes their calls on untouched', async () => {
    const toolCalls = [{ name: 'search', input: { q: 'Ada' } }];
    const client = (await simulators.start({ turns: [{ toolCalls }, { toolCalls }] })).client();
    for (const model of ['openai:gpt-4o-mini', 'anthropic:claude-3-haiku-20240307']) {
      const stream = await client.streamObject(model, 'Who?', { schema: person, tools: [search] });
      for await (const part of stream) expect(part).toBeUndefined();
      expect((await stream.response()).toolCalls).toMatchObject(toolCalls);
      const failure = await failureOf(stream.object());
      expect(failure.code).toBe('schema-mismatch');
      expect(failure.message).toContain('called search instead');
    }
  });

  it('is not confused by the arguments of theirs beside its own', async () => {
    const turns = (): Turn => ({
      text: 'Both: {"name": "not this one"}',
      toolCalls: [
        { name: 'search', input: { name: 'nor this' } },
        { name: 'object', input: ada },
      ],
      interleave: true,
    });
    const client = (await simulators.start({ turns })).client();
    const model = 'anthropic:claude-3-haiku-20240307';
    const stream = await client.streamObject(model, 'Who?', { schema: person, tools: [search] });
    let last: unknown;
    for await (const part of stream) last = part;
    expect(last).toEqual(ada);
    expect(await stream.object()).toEqual(ada);
    expect((await stream.response()).toolCalls.map(({ name }) => name)).toEqual(['search', 'object']);
  });
});

describe('failures', () => {
  it('on the way throw where it is read, with the object so far', async () => {
    const client = await clientSaying(ada, { fault: faults.reset(6) });
    const stream = await client.streamObject('openai:gpt-4o-mini', 'Who?', { schema: person });
    const seen: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const part of stream) seen.push(part);
    };
    const failure = await failureOf(read());
    expect(failure.code).toBe('network');
    expect(failure.partial?.object).toEqual(seen.at(-1));
    expect(isRecord(failure.partial?.object)).toBe(true);
    expect(await failureOf(stream.object())).toBe(failure);
  });

  it('at the limit of tokens say so', async () => {
    const text = JSON.stringify(ada, undefined, 1).slice(0, 60);
    const client = (await simulators.start({ turns: [{ text, finishReason: 'length' }] })).client();
    const stream = await client.streamObject('openai:gpt-4o-mini', 'Who?', { schema: person });
    const failure = await failureOf(stream.object());
    expect(failure).toMatchObject({ code: 'schema-mismatch' });
    expect(failure.message).toContain('maxTokens');
  });

  it('before the first word reject the call', async () => {
    const client = await clientSaying(ada, { fault: faults.status(401) });
    expect(
      (await failureOf(client.streamObject('openai:gpt-4o-mini', 'Who?', { schema: person }))).code,
    ).toBe('auth');
    const retries = { schema: person, retries: 1 } as never;
    expect((await failureOf(client.streamObject('openai:gpt-4o-mini', 'Who?', retries))).message).toContain(
      'retries',
    );
  });

  it('that can be mended are', async () => {
    const client = (await simulators.start({ turns: [{ text: '{"name":"Ada","tags":["x",],' }] })).client();
    const stream = await client.streamObject('openai:gpt-4o-mini', 'Who?', {
      schema: person,
      repair: 'json',
    });
    expect(await stream.object()).toEqual({ name: 'Ada', tags: ['x'] });
  });
});

it('two that read at once lose nothing between them', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ ...ada, age: index }));
  const simulated = await simulators.start({ turns: saying({ items: many }) });
  const stream = await simulated
    .client()
    .streamObject('openai:gpt-4o-mini', 'Who?', { schema: person, shape: 'array' });
  const readAll = async (): Promise<unknown> => {
    let last: unknown;
    for await (const part of stream) last = part;
    return last;
  };
  const ends = await Promise.all([readAll(), readAll()]);
  expect(ends).toContainEqual(many);
  expect(await stream.object()).toEqual(many);
});

describe('leaving early', () => {
  it('closes the connection, whichever way', async () => {
    const slow = await simulators.start({
      turns: saying({ items: [ada, { ...ada, name: 'word '.repeat(500) }] }),
      pace: { frameMs: 5 },
    });
    const options = { schema: person, shape: 'array' } as const;
    const start = () => slow.client().streamObject('openai:gpt-4o-mini', 'Go', options);
    for await (const part of await start()) if (part.length > 0) break;
    for await (const element of (await start()).elementStream()) if (element.name !== '') break;
    for await (const piece of (await start()).textStream()) if (piece !== '') break;
    const cancelled = await start();
    await cancelled.cancel();
    expect(await failureOf(cancelled.object())).toMatchObject({ code: 'aborted' });
    expect((await cancelled.response()).finishReason).toBe('cancelled');
    const unread = (await start()).elementStream();
    await unread.return?.();
    {
      await using stream = await start();
      expect(stream.mode).toBe('native');
    }
    await expect.poll(() => slow.connections(), { timeout: 1_000 }).toBe(0);
  });
});
