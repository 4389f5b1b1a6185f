import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { append, user } from '../core/context.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { type Simulator, simulator, type SimulatorOptions } from '../testing/simulator.ts';
import { type Client, createClient } from './client.ts';
import { safe } from './safe.ts';
import { tool } from './tool.ts';

const specs = ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5', 'google:gemini-2.5-flash'];
const open: Simulator[] = [];

async function simulated(options: SimulatorOptions = {}): Promise<Simulator> {
  const started = await simulator(options);
  open.push(started);
  return started;
}

async function failureOf(promise: Promise<unknown>): Promise<ReqLLMError> {
  const tried = await safe(promise);
  if (tried.ok) throw new Error('it did not fail');
  return tried.error;
}

let client: Client;
let shared: Simulator;

beforeAll(async () => {
  shared = await simulated();
  client = shared.client();
});
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
});

describe.each(specs)('%s', (spec) => {
  it('answers with the same response as body and as stream', async () => {
    const body = await client.generateText(spec, 'Hello there', { reasoning: 'low', maxTokens: 9_000 });
    const stream = await client.streamText(spec, 'Hello there', { reasoning: 'low', maxTokens: 9_000 });
    let text = '';
    for await (const piece of stream.textStream()) text += piece;
    const streamed = await stream.response();
    expect(text).toBe(body.text);
    expect(text).toContain('no model ran');
    expect(streamed.message).toEqual(body.message);
    expect(streamed.reasoning).toBe(body.reasoning);
    expect(streamed.finishReason).toBe('stop');
    expect(streamed.usage).toMatchObject({
      status: 'final',
      inputTokens: body.usage.inputTokens,
      outputTokens: body.usage.outputTokens,
    });
    expect(body.attempts).toMatchObject([{ outcome: 'ok', model: spec }]);
    expect(body.requestId).toMatch(/^sim-request-/);
    expect(JSON.parse(JSON.stringify(body))).toEqual(body);
  });

  it('makes a tool round trip', async () => {
    const weather = tool({
      name: 'get_weather',
      inputSchema: {
        type: 'object',
        properties: { city: { type: 'string', examples: ['Paris'] } },
        required: ['city'],
      },
    });
    const asked = await client.generateText(spec, 'Weather in Paris?', { tools: [weather] });
    expect(asked.finishReason).toBe('tool-calls');
    expect(asked.toolCalls).toMatchObject([{ name: 'get_weather', input: { city: 'Paris' } }]);
    const [call] = asked.toolCalls;
    const result = {
      role: 'tool' as const,
      content: [
        {
          type: 'tool-result' as const,
          toolCallId: call?.id ?? '',
          content: [{ type: 'text' as const, text: '18 degrees' }],
        },
      ],
    };
    const answered = await client.generateText(spec, append(asked.context, result), { tools: [weather] });
    expect(answered.text).toContain('18 degrees');
  });

  it('streams parallel calls whose arguments grow side by side', async () => {
    const toolCalls = [
      { name: 'add', input: { a: 1, b: 'two words' } },
      { name: 'sub', input: { c: [1, 2, 3] } },
    ];
    const { client: scripted } = await (async () => ({
      client: (await simulated({ turns: [{ text: 'Both.', toolCalls, interleave: true }] })).client(),
    }))();
    const tools = [tool({ name: 'add' }), tool({ name: 'sub' })];
    const response = await (await scripted.streamText(spec, 'Go', { tools })).response();
    expect(response.toolCalls.map(({ name, input }) => ({ name, input }))).toEqual(toolCalls);
    expect(response.text).toBe('Both.');
  });

  it('reads the same from bytes cut anywhere', async () => {
    const sliced = await simulated({ turns: [{ text: 'Grüße, 世界 🌍!' }], pace: { sliceBytes: 3 } });
    const response = await (await sliced.client().streamText(spec, 'Hi')).response();
    expect(response.text).toBe('Grüße, 世界 🌍!');
  });

  it.each([
    ['a cut stream', faults.truncate(3), 'truncated'],
    ['a reset', faults.reset(3), 'network'],
    ['an error event in the middle', faults.errorEvent(3), 'overloaded'],
    ['a malformed frame', faults.malformed(3), 'bad-response'],
  ])('throws at %s, with what had arrived', async (_name, fault, code) => {
    const broken = await simulated({ turns: [{ text: 'one two three four five', fault }] });
    const stream = await broken
      .client()
      .streamText(spec, 'Hi', { retry: 0 })
      .catch((error: unknown) => error);
    // Some formats have spoken after three frames, some have not: then the call itself fails.
    const error = isReqLLMError(stream)
      ? stream
      : await failureOf((stream as { response(): Promise<unknown> }).response());
    expect(error).toMatchObject({ code, model: spec });
    expect(error.attempts).toHaveLength(1);
    if (!isReqLLMError(stream)) expect(error.partial?.text).toMatch(/^one/);
  });

  it('throws from the text alone as well', async () => {
    const broken = await simulated({
      turns: [{ text: 'one two three four five six seven', fault: faults.truncate(6) }],
    });
    const stream = await broken.client().streamText(spec, 'Hi', { retry: 0 });
    let text = '';
    const reading = (async () => {
      for await (const piece of stream.textStream()) text += piece;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'truncated' });
    expect(text).toMatch(/^one/);
    await expect(stream.response()).rejects.toMatchObject({ code: 'truncated' });
  });

  it('tries again unseen when the failure comes before the first word, also inside a 200', async () => {
    const turns = [
      { fault: faults.status(503) },
      { text: 'x', fault: faults.errorEvent(0) },
      { text: 'Third time.' },
    ];
    const flaky = await simulated({ turns });
    const stream = await flaky.client().streamText(spec, 'Hi', { retry: { max: 2, baseMs: 1 } });
    const response = await stream.response();
    expect(response.text).toBe('Third time.');
    expect(response.attempts.map((attempt) => attempt.outcome)).toEqual(['error', 'error', 'ok']);
  });

  it('does not wait for a server that lingers after the end', async () => {
    const lingering = await simulated({ turns: [{ text: 'Done.', fault: faults.linger() }] });
    const startedAt = Date.now();
    const response = await (await lingering.client().streamText(spec, 'Hi')).response();
    expect(response.text).toBe('Done.');
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  it('takes a login page for what it is', async () => {
    const page = await simulated({ turns: [{ fault: faults.html() }] });
    for (const tried of [page.client().generateText(spec, 'Hi'), page.client().streamText(spec, 'Hi')]) {
      expect(await failureOf(tried)).toMatchObject({
        code: 'bad-response',
        message: expect.stringContaining('text/html'),
      });
    }
  });

  it('says so when a stream stands still behind comments', async () => {
    const stalled = await simulated({
      turns: [{ text: 'one two three four', fault: faults.stall(5, true) }],
    });
    const stream = await stalled
      .client()
      .streamText(spec, 'Hi', { timeout: { idleMs: 200, firstChunkMs: 2_000 }, retry: 0 });
    expect(await failureOf(stream.response())).toMatchObject({ code: 'timeout', timeout: 'idle' });
  });
});

describe('leaving early', () => {
  it.each(specs)('%s: break, cancel, await using and the signal close the connection', async (spec) => {
    const slow = await simulated({ turns: [{ text: 'word '.repeat(500) }], pace: { frameMs: 5 } });
    const controller = new AbortController();
    const leave = [
      async (): Promise<void> => {
        for await (const _ of await slow.client().streamText(spec, 'Hi')) break;
      },
      async (): Promise<void> => (await slow.client().streamText(spec, 'Hi')).cancel(),
      async (): Promise<void> => {
        await using stream = await slow.client().streamText(spec, 'Hi');
        expect(stream.model.spec).toBe(spec);
      },
      async (): Promise<void> => {
        const stream = await slow.client().streamText(spec, 'Hi', { signal: controller.signal });
        setTimeout(() => controller.abort(), 20);
        expect(await failureOf(stream.response())).toMatchObject({
          code: 'aborted',
          partial: { text: expect.stringMatching(/^word/) },
        });
      },
    ];
    for (const way of leave) await way();
    await expect.poll(() => slow.connections(), { timeout: 1_000 }).toBe(0);
  });

  it('settles what was read as cancelled', async () => {
    const slow = await simulated({ turns: [{ text: 'word '.repeat(500) }], pace: { frameMs: 5 } });
    const stream = await slow.client().streamText('openai:x', 'Hi');
    for await (const chunk of stream) if (chunk.type === 'text') break;
    const response = await stream.response();
    expect(response).toMatchObject({
      finishReason: 'cancelled',
      text: expect.stringMatching(/^word/),
      attempts: [{ outcome: 'aborted' }],
    });
    expect(response.usage.status).not.toBe('final');
  });

  it('an aborted signal refuses before anything is sent', async () => {
    const before = shared.requests.length;
    expect(
      await failureOf(client.generateText('openai:x', 'Hi', { signal: AbortSignal.abort() })),
    ).toMatchObject({ code: 'aborted' });
    expect(shared.requests).toHaveLength(before);
  });
});

describe('keys', () => {
  function spy(): { sent: HttpRequest[]; transport: Transport } {
    const sent: HttpRequest[] = [];
    const transport: Transport = (request) => {
      sent.push(request);
      return Promise.reject(new Error('not sent'));
    };
    return { sent, transport };
  }

  it.each([
    [{}, { apiKey: 'call-key' }, 'call-key'],
    [{ keys: { groq: 'client-key' } }, {}, 'client-key'],
    [{}, {}, 'env-key'],
  ])('come from the call, the client or the environment: %j %j', async (options, callOptions, expected) => {
    const { sent, transport } = spy();
    const one = createClient({ env: { GROQ_API_KEY: ' env-key\n' }, transport, ...options });
    await one.generateText('groq:x', 'Hi', callOptions).catch(() => {});
    expect(sent[0]?.headers['authorization']).toBe(`Bearer ${expected}`);
    expect(sent[0]?.url).not.toContain(expected);
  });

  it('in memory count before the environment', async () => {
    const { sent, transport } = spy();
    const one = createClient({ env: { GROQ_API_KEY: 'env-key' }, transport });
    one.setKey('groq', 'memory-key');
    await one.generateText('groq:x', 'Hi').catch(() => {});
    expect(sent[0]?.headers['authorization']).toBe('Bearer memory-key');
  });

  it('that are missing are said by name, before any byte is sent', async () => {
    const { sent, transport } = spy();
    const error = await failureOf(createClient({ env: {}, transport }).generateText('groq:x', 'Hi'));
    expect(error).toMatchObject({
      code: 'auth',
      phase: 'config',
      message: 'No key for Groq. Set GROQ_API_KEY or pass `apiKey`.',
    });
    expect(sent).toHaveLength(0);
  });

  it('of the environment go to the vendor only', async () => {
    const { sent, transport } = spy();
    const one = createClient({ env: { OPENAI_API_KEY: 'env-key-1234' }, transport });
    const error = await failureOf(one.generateText('openai:x', 'Hi', { baseUrl: 'https://evil.example/v1' }));
    expect(error).toMatchObject({
      code: 'auth',
      message: expect.stringContaining('go to api.openai.com only'),
    });
    expect(sent).toHaveLength(0);
  });

  it('never travel over plain http to another machine', async () => {
    const { sent, transport } = spy();
    const error = await failureOf(
      createClient({ transport }).generateText('openai:x', 'Hi', {
        baseUrl: 'http://example.com/v1',
        apiKey: 'k-1234567',
      }),
    );
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('plain http') });
    expect(sent).toHaveLength(0);
  });

  it('are on no surface of the error of a 401 that repeats them', async () => {
    const key = 'Weird/key+with=signs and spaces';
    const turns = [
      { fault: faults.status(401, { message: `Incorrect API key: ${key} (${encodeURIComponent(key)})` }) },
    ];
    const echoing = await simulated({ turns });
    for (const spec of specs) {
      const error = await failureOf(echoing.client().generateText(spec, 'Hi', { apiKey: key }));
      expect(error.code).toBe('auth');
      const surfaces = `${error.message}${error.stack}${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
      expect(surfaces).not.toContain('Weird');
    }
  });

  it('are not needed by local servers', async () => {
    const { sent, transport } = spy();
    await createClient({ env: {}, transport })
      .generateText('ollama:llama3.1:8b', 'Hi')
      .catch(() => {});
    expect(sent[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('addresses', () => {
  it.each(['ftp://example.com', 'not a url', 'https://user:pass@example.com', 'https://example.com/v1?x=1'])(
    'refuses %s',
    async (baseUrl) => {
      const error = await failureOf(client.generateText('openai:x', 'Hi', { baseUrl, apiKey: 'key-123456' }));
      expect(error.code).toBe('config');
      expect(error.message).not.toContain('pass@');
    },
  );

  it('asks for one where the provider has none', async () => {
    const error = await failureOf(createClient({ env: {} }).generateText('openai-compatible:x', 'Hi'));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('pass `baseUrl`') });
  });

  it('takes any OpenAI-compatible server', async () => {
    const response = await createClient({ env: {} }).generateText('openai-compatible:x', 'Hi', {
      baseUrl: `${shared.url}/v1`,
      apiKey: 'any',
    });
    expect(response.text).toContain('You said: Hi');
  });
});

describe('what a provider lacks', () => {
  it('is a warning, an error, or silent, as asked', async () => {
    const unsupported = { topK: 5 };
    const warned = await client.generateText('openai:x', 'Hi', unsupported);
    expect(warned.warnings).toMatchObject([{ code: 'dropped', setting: 'topK' }]);
    const dropped = await client.generateText('openai:x', 'Hi', { ...unsupported, onUnsupported: 'drop' });
    expect(dropped.warnings).toEqual([]);
    const error = await failureOf(
      client.generateText('openai:x', 'Hi', { ...unsupported, onUnsupported: 'error' }),
    );
    expect(error).toMatchObject({ code: 'unsupported', phase: 'encode' });
  });

  it('is in the warnings of a stream before it ends', async () => {
    const stream = await client.streamText('openai:x', 'Hi', { topK: 5 });
    for await (const _ of stream) break;
    expect(stream.warnings).toMatchObject([{ setting: 'topK' }]);
  });
});

describe('a client', () => {
  it('names the option that was meant', () => {
    expect(() => createClient({ transprot: 1 } as never)).toThrow(/Did you mean "transport"/);
  });

  it('runs its layers around every call, the first outermost', async () => {
    const seen: string[] = [];
    const layer = (name: string) => async (call: never, next: (call: never) => Promise<never>) => {
      seen.push(`${name} in`);
      const reply = await next(call);
      seen.push(`${name} out`);
      return reply;
    };
    const layered = shared.client({ middleware: [layer('outer'), layer('inner')] as never });
    await layered.generateText('openai:x', 'Hi');
    expect(seen).toEqual(['outer in', 'inner in', 'inner out', 'outer out']);
  });

  it('keeps the body it sent when asked', async () => {
    const response = await client.generateText('openai:gpt-4o-mini', user('Hi'), {
      include: ['requestBody'],
    });
    expect(response.requestBody).toMatchObject({ model: 'gpt-4o-mini', messages: [{ role: 'user' }] });
  });

  it('keeps what the provider sent when asked', async () => {
    const body = await client.generateText('openai:x', 'Hi', { include: ['raw'] });
    expect(body.raw).toMatchObject([{ choices: [{ message: { content: body.text } }] }]);
    const stream = await client.streamText('anthropic:x', 'Hi', { include: ['raw'] });
    const { raw } = await stream.response();
    expect(raw?.[0]).toMatchObject({ event: 'message_start', data: { type: 'message_start' } });
    expect(raw?.at(-1)).toMatchObject({ event: 'message_stop' });
  });

  it('streams an array that comes with the content type of a body', async () => {
    const frame = (text: string, more: object): string =>
      JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...more }] });
    const pieces = ['\n [', frame('one ', {}), ',\n', frame('two', { finishReason: 'STOP' }), ']'].map(
      (text) => new TextEncoder().encode(text),
    );
    let at = 0;
    const transport: Transport = () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { read: () => Promise.resolve(pieces[at++]), close: () => {} },
      });
    const stream = await createClient({ transport, keys: { google: 'key-1234' } }).streamText(
      'google:gemini-2.5-flash',
      'Hi',
    );
    expect(at).toBeLessThan(pieces.length);
    expect((await stream.response()).text).toBe('one two');
  });

  it('lets go of its idle connections when it is closed, and still works', async () => {
    const own = await simulated();
    const { keys, baseUrls } = own;
    {
      await using mine = createClient({ keys, baseUrls });
      await mine.generateText('openai:x', 'Hi');
      expect(await own.connections()).toBe(1);
      await mine.close();
      await expect.poll(() => own.connections()).toBe(0);
      expect((await mine.generateText('openai:x', 'Hi')).text).toContain('Hi');
    }
    await expect.poll(() => own.connections()).toBe(0);
  });

  it('is not disturbed by an unread stream', async () => {
    const stream = await client.streamText('openai:x', 'Hi');
    await stream.cancel();
    await stream.cancel();
    expect((await stream.response()).finishReason).toBe('cancelled');
  });

  it('gives a web stream', async () => {
    const stream = await client.streamText('openai:x', 'Hi');
    let text = '';
    for await (const chunk of stream.toReadableStream()) if (chunk.type === 'text') text += chunk.text;
    expect(text).toContain('You said: Hi');
  });
});
