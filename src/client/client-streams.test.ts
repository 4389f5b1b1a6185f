import { describe, expect, it } from 'vitest';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import { append } from '../core/context.ts';
import { isReqLLMError } from '../core/error.ts';
import { faults } from '../testing/fault.ts';
import { tool } from './tool.ts';

const simulators = useSimulators();

describe.each(specs)('%s', (spec) => {
  it('answers with the same response as body and as stream', async () => {
    const body = await simulators.client.generateText(spec, 'Hello there', {
      reasoning: 'low',
      maxTokens: 9_000,
    });
    const stream = await simulators.client.streamText(spec, 'Hello there', {
      reasoning: 'low',
      maxTokens: 9_000,
    });
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
    const asked = await simulators.client.generateText(spec, 'Weather in Paris?', { tools: [weather] });
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
    const answered = await simulators.client.generateText(spec, append(asked.context, result), {
      tools: [weather],
    });
    expect(answered.text).toContain('18 degrees');
  });

  it('streams parallel calls whose arguments grow side by side', async () => {
    const toolCalls = [
      { name: 'add', input: { a: 1, b: 'two words' } },
      { name: 'sub', input: { c: [1, 2, 3] } },
    ];
    const { client: scripted } = await (async () => ({
      client: (await simulators.start({ turns: [{ text: 'Both.', toolCalls, interleave: true }] })).client(),
    }))();
    const tools = [tool({ name: 'add' }), tool({ name: 'sub' })];
    const response = await (await scripted.streamText(spec, 'Go', { tools })).response();
    expect(response.toolCalls.map(({ name, input }) => ({ name, input }))).toEqual(toolCalls);
    expect(response.text).toBe('Both.');
  });

  it('reads the same from bytes cut anywhere', async () => {
    const sliced = await simulators.start({ turns: [{ text: 'Grüße, 世界 🌍!' }], pace: { sliceBytes: 3 } });
    const response = await (await sliced.client().streamText(spec, 'Hi')).response();
    expect(response.text).toBe('Grüße, 世界 🌍!');
  });

  it.each([
    ['a cut stream', faults.truncate(3), 'truncated'],
    ['a reset', faults.reset(3), 'network'],
    ['an error event in the middle', faults.errorEvent(3), 'overloaded'],
    ['a malformed frame', faults.malformed(3), 'bad-response'],
  ])('throws at %s, with what had arrived', async (_name, fault, code) => {
    const broken = await simulators.start({ turns: [{ text: 'one two three four five', fault }] });
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
    const broken = await simulators.start({
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
    const flaky = await simulators.start({ turns });
    const stream = await flaky.client().streamText(spec, 'Hi', { retry: { max: 2, baseMs: 1 } });
    const response = await stream.response();
    expect(response.text).toBe('Third time.');
    expect(response.attempts.map((attempt) => attempt.outcome)).toEqual(['error', 'error', 'ok']);
  });

  it('does not wait for a server that lingers after the end', async () => {
    const lingering = await simulators.start({ turns: [{ text: 'Done.', fault: faults.linger() }] });
    const startedAt = Date.now();
    const response = await (await lingering.client().streamText(spec, 'Hi')).response();
    expect(response.text).toBe('Done.');
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  it('takes a login page for what it is', async () => {
    const page = await simulators.start({ turns: [{ fault: faults.html() }] });
    for (const tried of [page.client().generateText(spec, 'Hi'), page.client().streamText(spec, 'Hi')]) {
      expect(await failureOf(tried)).toMatchObject({
        code: 'bad-response',
        message: expect.stringContaining('text/html'),
      });
    }
  });

  it('says so when a stream stands still behind comments', async () => {
    const stalled = await simulators.start({
      turns: [{ text: 'one two three four five six seven eight', fault: faults.stall(5, true) }],
    });
    const stream = await stalled
      .client()
      .streamText(spec, 'Hi', { timeout: { idleMs: 200, firstChunkMs: 2_000 }, retry: 0 });
    expect(await failureOf(stream.response())).toMatchObject({ code: 'timeout', timeout: 'idle' });
  });
});

describe('leaving early', () => {
  it.each(specs)('%s: break, cancel, await using and the signal close the connection', async (spec) => {
    const slow = await simulators.start({ turns: [{ text: 'word '.repeat(500) }], pace: { frameMs: 5 } });
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
    const slow = await simulators.start({ turns: [{ text: 'word '.repeat(500) }], pace: { frameMs: 5 } });
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
    const before = simulators.shared.requests.length;
    expect(
      await failureOf(simulators.client.generateText('openai:x', 'Hi', { signal: AbortSignal.abort() })),
    ).toMatchObject({ code: 'aborted' });
    expect(simulators.shared.requests).toHaveLength(before);
  });
});
