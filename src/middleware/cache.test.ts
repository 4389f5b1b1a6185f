import fc from 'fast-check';
import Keyv from 'keyv';
import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { useSimulators } from '../../test/support/simulated.ts';
import type { Next, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ChunkSource, ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import { modelOf } from '../core/model.ts';
import type { EmbedCall } from '../core/operation.ts';
import { Secret } from '../core/secret.ts';
import { usage } from '../core/usage.ts';
import { faults } from '../testing/fault.ts';
import { cache } from './cache.ts';
import { hashOf, sameness } from './cache-key.ts';
import { readEntry, writeEntry } from './cache-entry.ts';
import { type CacheStore, memoryCache } from './stores/cache-store.ts';

const simulators = useSimulators();
const spec = 'openai:gpt-4o-mini';

const answer: readonly Chunk[] = [
  { type: 'start', id: 'one', model: 'test-model' },
  { type: 'text', block: 0, text: 'Hello ' },
  { type: 'text', block: 0, text: 'you' },
  { type: 'usage', usage: usage({ inputTokens: 5, outputTokens: 7 }) },
  { type: 'finish', reason: 'stop' },
];

/** A source that gives one chunk a pull, and knows what became of it. */
function slowly(chunks: readonly Chunk[], end?: unknown): ChunkSource & { pulls: number; closed: number } {
  const source = {
    pulls: 0,
    closed: 0,
    async pull(push: (chunk: Chunk) => void) {
      await new Promise((resolve) => setImmediate(resolve));
      const chunk = chunks[source.pulls];
      source.pulls += 1;
      if (chunk !== undefined) push(chunk);
      else if (end !== undefined) throw end as Error;
      return source.pulls < chunks.length || end !== undefined;
    },
    close() {
      source.closed += 1;
      return Promise.resolve();
    },
  };
  return source;
}

function counted(
  chunks: readonly Chunk[] = answer,
): Next & { calls: number; sources: ReturnType<typeof slowly>[] } {
  const next = Object.assign(
    async (call: Parameters<Next>[0]): Promise<Reply> => {
      next.calls += 1;
      const source = slowly(chunks);
      next.sources.push(source);
      return replyOf(call, new ChunkStream(source));
    },
    { calls: 0, sources: [] as ReturnType<typeof slowly>[] },
  );
  return next;
}

async function read({ chunks }: Reply): Promise<Chunk[]> {
  const all: Chunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const withoutUsage = (chunks: readonly Chunk[]): Chunk[] => chunks.filter(({ type }) => type !== 'usage');

describe('cache', () => {
  it('answers again without asking, with no usage, and says what it was', async () => {
    const layer = cache({ now: () => 1_000 });
    const next = counted();
    expect(await read(await layer(callOf(), next))).toEqual(answer);
    const hit = await layer(callOf({ apiKey: new Secret('another') }, { stream: false }), next);
    expect(next.calls).toBe(1);
    expect(hit).toMatchObject({ cached: { at: 1_000, usage: { inputTokens: 5, outputTokens: 7 } } });
    const chunks = await read(hit);
    expect(withoutUsage(chunks)).toEqual(withoutUsage(answer));
    expect(chunks.find(({ type }) => type === 'usage')).toMatchObject({ usage: { totalTokens: 0 } });
  });

  it('tells calls apart by everything that is asked, and by nothing else', async () => {
    const base = await hashOf(sameness(callOf()));
    const other = [
      callOf({}, { temperature: 0 }),
      callOf({}, { model: modelOf({ provider: 'openai', id: 'other' }) }),
      callOf({}, { model: modelOf({ provider: 'openai', id: 'test-model', baseUrl: 'http://localhost' }) }),
      callOf({}, { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] }),
      callOf({}, { providerOptions: { openai: { store: true } } }),
      callOf({ headers: { 'x-beta': '1' } }),
      callOf({ fallbacks: ['groq:llama-3.1-8b-instant'] }),
    ];
    const hashes = await Promise.all(other.map((call) => hashOf(sameness(call))));
    expect(new Set([base, ...hashes]).size).toBe(other.length + 1);
    const same = callOf({
      startedAt: 1,
      apiKey: new Secret('x'),
      signal: new AbortController().signal,
      tags: ['a'],
    });
    expect(await hashOf(sameness(same))).toBe(base);
    expect(await hashOf({ one: 1, two: undefined, three: { b: 2, a: 1 } })).toBe(
      await hashOf({ three: { a: 1, b: 2 }, one: 1 }),
    );
    expect(await hashOf({ a: 'b,c' })).not.toBe(await hashOf({ a: ['b', 'c'] }));
  });

  it('serves other operations, and bytes', async () => {
    const layer = cache();
    const embed = { ...callOf(), operation: 'embed', values: ['a'] } as unknown as EmbedCall;
    const media: Chunk = {
      type: 'media',
      block: 0,
      mediaType: 'image/png',
      data: new Uint8Array([0, 1, 255]),
    };
    const next = counted([
      { type: 'vector', index: 0, values: [0.25, -1] },
      media,
      { type: 'finish', reason: 'stop' },
    ]);
    const first = await read(await layer(embed, next));
    expect(await read(await layer(embed, next))).toEqual(first);
    expect(next.calls).toBe(1);
  });

  it.each<[string, readonly Chunk[]]>([
    ['cut short', answer.slice(0, 3)],
    [
      'at an address that ends',
      [{ type: 'media-url', block: 0, url: 'https://x.test/a' }, ...answer.slice(4)],
    ],
  ])('never keeps an answer %s', async (_, chunks) => {
    const layer = cache();
    const next = counted(chunks);
    await read(await layer(callOf(), next));
    await read(await layer(callOf(), next));
    expect(next.calls).toBe(2);
  });

  it('never keeps a failure, before or after the first chunk', async () => {
    const layer = cache();
    let calls = 0;
    const cut = new ReqLLMError('Cut.', { code: 'truncated', phase: 'stream' });
    const next: Next = async (call) => {
      calls += 1;
      if (calls === 1) throw new ReqLLMError('No.', { code: 'server', phase: 'headers' });
      return replyOf(call, calls === 2 ? new ChunkStream(slowly(answer.slice(0, 2), cut)) : answer);
    };
    await expect(layer(callOf(), next)).rejects.toMatchObject({ code: 'server' });
    await expect(read(await layer(callOf(), next))).rejects.toMatchObject({ code: 'truncated' });
    expect(await read(await layer(callOf(), next))).toEqual(answer);
    expect(calls).toBe(3);
  });

  it('forgets after its time, and heeds `only` and `key`', async () => {
    const time = { at: 0 };
    const layer = cache({
      ttlMs: 100,
      now: () => time.at,
      key: () => 'all the same',
      only: ({ stream }) => stream,
    });
    const next = counted();
    await read(await layer(callOf(), next));
    await read(await layer(callOf({}, { temperature: 1 }), next));
    expect(next.calls).toBe(1);
    await read(await layer(callOf({}, { stream: false }), next));
    expect(next.calls).toBe(2);
    time.at = 100;
    await read(await layer(callOf(), next));
    expect(next.calls).toBe(3);
  });

  it('keeps in any Keyv, and goes on without a store that fails', async () => {
    const store = new Keyv();
    const next = counted();
    await read(await cache({ store })(callOf(), next));
    await expect.poll(async () => (await cache({ store })(callOf(), next)).cached).toBeDefined();
    const errors: unknown[] = [];
    const down: CacheStore = {
      get: () => Promise.reject(new Error('down')),
      set: () => Promise.reject(new Error('down')),
    };
    const reply = await cache({ store: down, onError: (error) => errors.push(error) })(callOf(), counted());
    expect(reply.warnings).toMatchObject([{ code: 'advice', setting: 'cache' }]);
    expect(await read(reply)).toEqual(answer);
    await expect.poll(() => errors).toHaveLength(1);
  });

  it('takes nothing from a store that it did not write', () => {
    const entry = { at: 1, model: { spec: 'a:b', provider: 'a', id: 'b' }, chunks: answer };
    const text = writeEntry(entry);
    expect(readEntry(text)).toEqual({ version: 1, ...entry });
    for (const wrong of [undefined, 7, '', '{', 'null', text.replace('"version":1', '"version":2')])
      expect(readEntry(wrong)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const cut = readEntry(text.slice(0, length));
        expect(cut === undefined || length === text.length).toBe(true);
      }),
    );
  });
});

describe('equal calls at the same time', () => {
  it('share one request, and each reader gets the same chunks, whatever the order of the reads', async () => {
    const reads = fc.array(fc.nat(3), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(reads, fc.integer({ min: 0, max: answer.length }), async (order, joinAt) => {
        const layer = cache();
        const next = counted();
        const replies = [await layer(callOf(), next), await layer(callOf(), next)];
        const seen: Chunk[][] = [[], [], [], []];
        let steps = 0;
        const step = async (index: number): Promise<void> => {
          steps += 1;
          // Two come later, when some of it has been read.
          if (steps > joinAt && replies.length < 4) replies.push(await layer(callOf(), next));
          const { done, value } = (await replies[index]?.chunks.next()) ?? { done: true, value: undefined };
          if (done !== true) seen[index]?.push(value as Chunk);
        };
        for (const index of order) await step(index);
        while (replies.length < 4) replies.push(await layer(callOf(), next));
        await Promise.all(
          replies.map(async (reply, index) => {
            for await (const chunk of reply.chunks) seen[index]?.push(chunk);
          }),
        );
        expect(next.calls).toBe(1);
        for (const chunks of seen) expect(withoutUsage(chunks)).toEqual(withoutUsage(answer));
        expect(next.sources[0]?.closed).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('pays once', async () => {
    const layer = cache();
    const next = counted();
    const [leader, follower] = await Promise.all([layer(callOf(), next), layer(callOf(), next)]);
    expect(leader.cached).toBeUndefined();
    const chunks = await read(follower);
    expect(chunks.find(({ type }) => type === 'usage')).toMatchObject({ usage: { totalTokens: 0 } });
    expect(follower.cached?.usage).toMatchObject({ totalTokens: 12 });
    expect((await read(leader)).find(({ type }) => type === 'usage')).toMatchObject({
      usage: { totalTokens: 12 },
    });
  });

  it('go on for those who stay when the first, or a follower, aborts or leaves', async () => {
    for (const leaves of [0, 1]) {
      const layer = cache();
      const next = counted();
      const controllers = [new AbortController(), new AbortController()];
      const replies = [];
      for (const { signal } of controllers) replies.push(await layer(callOf({ signal }), next));
      const [one, other] = leaves === 0 ? replies : [...replies].reverse();
      await one?.chunks.next();
      controllers[leaves]?.abort();
      await one?.chunks.return();
      expect(withoutUsage(await read(other as Reply))).toEqual(withoutUsage(answer));
      expect(next.calls).toBe(1);
      expect(next.sources[0]?.closed).toBe(1);
    }
  });

  it('end the request when all of them left, also unread ones, and then ask anew', async () => {
    const layer = cache();
    const next = counted();
    const replies = [await layer(callOf(), next), await layer(callOf(), next)];
    await replies[0]?.chunks.return();
    expect(next.sources[0]?.closed).toBe(0);
    await replies[1]?.chunks.return();
    expect(next.sources[0]?.closed).toBe(1);
    await read(await layer(callOf(), next));
    expect(next.calls).toBe(2);
  });

  it('abort the request when the only one who waits for it aborts', async () => {
    const layer = cache();
    const controller = new AbortController();
    let inner: AbortSignal | undefined;
    const waiting = layer(callOf({ signal: controller.signal }), (call) => {
      inner = call.control.signal;
      return new Promise((_, reject) => {
        const error = new ReqLLMError('Aborted.', { code: 'aborted', phase: 'connect' });
        inner?.addEventListener('abort', () => reject(error));
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(inner?.aborted).toBe(true);
  });

  it('with another key, or less patience, do not share', async () => {
    const layer = cache();
    const next = counted();
    const controls = [
      { apiKey: new Secret('one') },
      { apiKey: new Secret('two') },
      {},
      { timeout: { ...callOf().control.timeout, totalMs: 5 } },
      { maxCost: { usd: 0.1, strict: false } },
    ];
    await Promise.all(controls.map((control) => layer(callOf(control), next)));
    expect(next.calls).toBe(controls.length);
  });
});

describe('memoryCache', () => {
  it('drops what was not used for longest', () => {
    const store = memoryCache({ maxCharacters: 12 });
    store.set('a', '12345');
    store.set('b', '12345');
    expect(store.get('a')).toBe('12345');
    store.set('c', '12345');
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual(['12345', undefined, '12345']);
    store.set('d', 'x'.repeat(20));
    expect(store.get('d')).toBeUndefined();
    expect(store.get('c')).toBe('12345');
  });
});

describe('in a client', () => {
  it('answers bodies and streams alike, says so, and costs nothing', async () => {
    const simulated = await simulators.start({
      turns: [{ text: 'one two three', toolCalls: [{ name: 'look', input: { at: 'x' } }] }],
    });
    const client = simulated.client({ middleware: [cache()] });
    const first = await (await client.streamText(spec, 'Hello')).response();
    const hit = await client.generateText(spec, 'Hello');
    expect(simulated.requests).toHaveLength(1);
    expect(hit).toMatchObject({ text: first.text, toolCalls: first.toolCalls, message: first.message });
    expect(hit.usage).toMatchObject({ totalTokens: 0, cost: null });
    expect(hit.attempts).toMatchObject([{ outcome: 'ok', cached: true }]);
    expect(hit.cached?.usage.totalTokens).toBe(first.usage.totalTokens);
    expect(first).not.toHaveProperty('cached');
    const stream = await client.streamText(spec, 'Hello');
    let text = '';
    for await (const piece of stream.textStream()) text += piece;
    expect(text).toBe(first.text);
    expect(JSON.parse(JSON.stringify(await stream.response()))).toMatchObject({
      cached: { usage: { status: 'final' } },
    });
  });

  it('does not answer for a model what another one of a chain said in its place', async () => {
    const simulated = await simulators.start({
      turns: ({ model }, number) => (number === 1 ? { fault: faults.status(401) } : { text: model.id }),
    });
    const client = simulated.client({ middleware: [cache()] });
    const chain = [spec, 'openai:gpt-4o'] as const;
    expect((await client.generateText(chain, 'Hi')).text).toBe('gpt-4o');
    const again = await client.generateText(chain, 'Hi');
    expect(again).toMatchObject({ text: 'gpt-4o', model: { id: 'gpt-4o' }, cached: {} });
    expect((await client.generateText(spec, 'Hi')).text).toBe('gpt-4o-mini');
  });

  it('does not keep a stream that breaks off, and releases its connection', async () => {
    const turns = [{ text: 'one two three', fault: faults.truncate(3) }, { text: 'whole' }];
    const simulated = await simulators.start({ turns });
    const client = simulated.client({ middleware: [cache()] });
    const broken = await client.streamText(spec, 'Hello');
    await expect(broken.response()).rejects.toMatchObject({
      code: 'truncated',
      partial: { text: 'one two ' },
    });
    expect((await client.generateText(spec, 'Hello')).text).toBe('whole');
    const other = await client.streamText(spec, 'Something else');
    await other.cancel();
    await client.close();
    await expect.poll(() => simulated.connections()).toBe(0);
  });
});
