import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelObject } from '../core/model.ts';
import { append, toolResult } from '../core/context.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { faults } from '../testing/fault.ts';
import { type Simulator, simulator, type SimulatorOptions } from '../testing/simulator.ts';
import { safe } from './safe.ts';
import { tool } from './tool.ts';

const socket: ModelObject = { provider: 'openai', id: 'gpt-5.5', protocol: 'openai-responses-socket' };
const http: ModelObject = { ...socket, protocol: 'openai-responses' };
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

let shared: Simulator;
beforeAll(async () => {
  shared = await simulated();
});
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
});

describe('a call over a WebSocket', () => {
  it('gives what it gives over HTTP, as a stream and as a whole', async () => {
    const sim = await simulated({ turns: [{ text: 'Grüße 🌍!', reasoning: 'A greeting.' }] });
    await using client = sim.client();
    const [plain, whole] = [await client.generateText(http, 'Hi'), await client.generateText(socket, 'Hi')];
    const stream = await client.streamText(socket, 'Hi');
    let text = '';
    for await (const piece of stream.textStream()) text += piece;
    const streamed = await stream.response();
    expect([whole.text, text]).toEqual(['Grüße 🌍!', 'Grüße 🌍!']);
    const contentOf = ({ message }: typeof whole): unknown =>
      message.content.map(({ type, ...part }) => [type, 'text' in part ? part.text : undefined]);
    expect(contentOf(whole)).toEqual(contentOf(plain));
    expect(contentOf(streamed)).toEqual(contentOf(plain));
    expect(whole.message.origin).toEqual(plain.message.origin);
    expect(whole.usage).toMatchObject({ status: 'final', outputTokens: plain.usage.outputTokens });
    expect(sim.requests.map(({ protocol }) => protocol)).toEqual([
      'openai-responses',
      'openai-responses-socket',
      'openai-responses-socket',
    ]);
    expect(sim.requests[1]?.body).toMatchObject({ type: 'response.create', model: 'gpt-5.5' });
    expect(sim.requests[2]?.body).not.toHaveProperty('stream');
    // One for HTTP, one for both calls over the socket.
    expect(await sim.connections()).toBe(2);
  });

  it('goes on over the same connection with the new turns only', async () => {
    const sim = await simulated();
    await using client = sim.client();
    const weather = tool({ name: 'weather', inputSchema: { type: 'object', properties: {} } });
    const asked = await client.generateText(socket, 'Rain?', { tools: [weather] });
    const [call] = asked.toolCalls;
    const answered = await client.generateText(
      socket,
      append(asked.context, toolResult({ id: call?.id ?? '' }, 'Dry.')),
      { providerOptions: { openai: { previousResponseId: asked.id ?? '', store: false } } },
    );
    expect(answered.text).toContain('Dry.');
    expect(sim.requests[1]?.body).toMatchObject({
      previous_response_id: asked.id,
      input: [{ type: 'function_call_output', output: 'Dry.' }],
    });
    expect(await sim.connections()).toBe(1);
    await client.close();
    await expect.poll(() => sim.connections()).toBe(0);
  });

  it('reads the same from messages in fragments', async () => {
    const sim = await simulated({ turns: [{ text: 'Grüße, 世界 🌍!' }], pace: { sliceBytes: 3 } });
    await using client = sim.client();
    expect((await (await client.streamText(socket, 'Hi')).response()).text).toBe('Grüße, 世界 🌍!');
  });

  it('is refused with the status of the handshake', async () => {
    const sim = await simulated({ keys: ['right'] });
    await using client = sim.client({ keys: { openai: 'wrong-key' } });
    expect(await failureOf(client.generateText(socket, 'Hi'))).toMatchObject({
      code: 'auth',
      status: 401,
      message: expect.stringContaining('does not know this key'),
    });
    const lost = { ...socket, baseUrl: `${sim.url}/nowhere/v2` };
    await expect(client.generateText({ ...lost, provider: 'groq' }, 'Hi')).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('takes an address without WebSockets for what it is', async () => {
    await using client = shared.client();
    const elsewhere = { ...socket, baseUrl: `${shared.url}/anthropic/v1` };
    expect(await failureOf(client.generateText(elsewhere, 'Hi', { apiKey: 'some-key' }))).toMatchObject({
      status: 404,
      phase: 'headers',
    });
  });

  it.each([
    ['closed early', faults.truncate(6), 'truncated'],
    ['reset', faults.reset(6), 'network'],
    ['an error', faults.errorEvent(6), 'overloaded'],
    ['a message that is no JSON', faults.malformed(6), 'bad-response'],
    ['nothing', faults.stall(6), 'timeout'],
  ])('throws at %s, with what had arrived', async (_name, fault, code) => {
    const sim = await simulated({ turns: [{ text: 'one two three four five', fault }] });
    await using client = sim.client();
    const stream = await client.streamText(socket, 'Hi', { retry: 0, timeout: { idleMs: 200 } });
    const error = await failureOf(stream.response());
    expect(error).toMatchObject({ code, partial: { text: expect.stringMatching(/^one/) as unknown } });
    // Nobody knows what else comes over that connection.
    await expect.poll(() => sim.connections()).toBe(0);
  });

  it('tries again unseen when the failure comes before the first word', async () => {
    const turns = [
      { fault: faults.status(429, { message: 'Slow down' }) },
      { text: 'x', fault: faults.errorEvent(0) },
      { text: 'x', fault: faults.truncate(2) },
      { text: 'Fourth time.' },
    ];
    const sim = await simulated({ turns });
    await using client = sim.client();
    const response = await client.generateText(socket, 'Hi', { retry: { max: 3, baseMs: 1 } });
    expect(response.text).toBe('Fourth time.');
    expect(response.attempts.map(({ error }) => error?.code)).toEqual([
      'rate-limited',
      'overloaded',
      'truncated',
      undefined,
    ]);
  });

  it('lets go of the connection when it is left early', async () => {
    const sim = await simulated({ turns: [{ text: 'word '.repeat(500) }], pace: { frameMs: 5 } });
    await using client = sim.client();
    for await (const _ of await client.streamText(socket, 'Hi')) break;
    const controller = new AbortController();
    const stream = await client.streamText(socket, 'Hi', { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect(await failureOf(stream.response())).toMatchObject({ code: 'aborted' });
    await expect.poll(() => sim.connections()).toBe(0);
  });

  it('refuses in the protocol’s words what the protocol does not know', async () => {
    await using client = shared.client();
    const error = await failureOf(
      client.generateText(socket, 'Hi', { providerOptions: { openai: { temperature: 'hot' } } }),
    );
    expect(isReqLLMError(error) && [error.code, error.status]).toEqual(['invalid-request', 400]);
  });
});
