import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import type { Middleware } from '../core/call.ts';
import { budget } from '../middleware/budget.ts';
import { cache } from '../middleware/cache.ts';
import { circuitBreaker } from '../middleware/circuit-breaker.ts';
import { fallback } from '../middleware/fallback.ts';
import { rateLimit } from '../middleware/rate-limit.ts';
import { faults } from '../testing/fault.ts';
import { tool } from './tool.ts';

const simulators = useSimulators();
const [first, second] = ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5'] as const;

/** Layers that write down which models pass them. */
function witness(name: string, seen: string[], isPerModel: boolean): Middleware {
  const layer: Middleware = (call, next) => {
    seen.push(`${name} ${call.model.provider}`);
    return next(call);
  };
  return Object.assign(layer, { isPerModel });
}

describe('a chain of models in a client', () => {
  it('stands outside of what is about one model, and inside of what is about the call', async () => {
    const simulated = await simulators.start({
      turns: ({ model }) => (model.id === 'gpt-4o-mini' ? { fault: faults.status(500) } : { text: 'Hi' }),
    });
    const seen: string[] = [];
    const layers = [
      witness('call', seen, false),
      witness('model', seen, true),
      witness('below', seen, false),
    ];
    const client = simulated.client({ middleware: layers });
    await client.generateText([first, second], 'Hello', { retry: 0 });
    expect(seen).toEqual([
      'call openai',
      'model openai',
      'below openai',
      'model anthropic',
      'below anthropic',
    ]);
    for (const layer of [rateLimit({ requests: 1 }), circuitBreaker()]) expect(layer.isPerModel).toBe(true);
    for (const layer of [budget({ usd: 1 }), cache()]) expect(layer.isPerModel).toBeUndefined();
  });

  it('goes on from a limit that has no room, and from an open circuit', async () => {
    const simulated = await simulators.start({ turns: ({ model }) => ({ text: `I am ${model.id}` }) });
    const client = simulated.client({
      middleware: [rateLimit({ requests: { limit: 1, perMs: 3_600_000 }, maxWaitMs: 0 })],
    });
    expect((await client.generateText([first, second], 'Hello')).model.spec).toBe(first);
    expect((await client.generateText([first, second], 'Hello')).model.spec).toBe(second);
    const error = await failureOf(client.generateText([first, second], 'Hello'));
    expect(error.code).toBe('rate-limited');
  });

  it('tells what was asked before a name led nowhere', async () => {
    const simulated = await simulators.start({ turns: [{ fault: faults.status(500) }] });
    const client = simulated.client({ middleware: [fallback(['nowhere:at-all'])] });
    const error = await failureOf(client.generateText(first, 'Hello', { retry: 0 }));
    expect(error.code).toBe('config');
    expect(error.message).toContain('nowhere');
    expect(error.attempts).toMatchObject([{ model: first, outcome: 'error', error: { status: 500 } }]);
    expect(client.usage().total).toMatchObject({ calls: 1, requests: 1, failed: 1 });
  });

  it('serves objects and tool runs too', async () => {
    const simulated = await simulators.start({
      turns: ({ model, messages }) => {
        if (model.id === 'gpt-4o-mini') return { fault: faults.status(503) };
        const isAnswered = messages.some(({ role }) => role === 'tool');
        if (isAnswered) return { text: 'Done' };
        return { toolCalls: [{ name: 'look', input: {} }] };
      },
    });
    const client = simulated.client();
    const look = tool({
      name: 'look',
      description: 'Looks.',
      inputSchema: z.object({}),
      execute: () => 'seen',
    });
    const run = await client.runTools([first, second], 'Go', { tools: [look], retry: 0 });
    expect(run).toMatchObject({ text: 'Done', steps: { length: 2 } });

    const speaking = await simulators.start({
      turns: ({ model }) =>
        model.id === 'gpt-4o-mini' ? { fault: faults.status(503) } : { object: { name: 'Ada' } },
    });
    const schema = z.object({ name: z.string() });
    const { object } = await speaking
      .client()
      .generateObject([first, 'openai:gpt-4.1-mini'], 'Who?', { schema, retry: 0 });
    expect(object).toEqual({ name: 'Ada' });
  });

  it.each([
    ['openai:gpt-4.1-mini', 'anthropic:claude-3-5-haiku-20241022', 'forced-tool'],
    ['anthropic:claude-3-5-haiku-20241022', 'openai:gpt-4.1-mini', 'native'],
    ['perplexity:sonar-pro', 'ollama:qwen3', 'native'],
  ])('asks each model for an object in its own way: %s, then %s', async (one, other, mode) => {
    const simulated = await simulators.start({
      turns: ({ model, tools = [] }, number) => {
        if (!other.endsWith(model.id)) return { fault: faults.status(503) };
        const input = number < 3 ? { name: 7 } : { name: 'Ada' };
        const [own] = tools;
        if (own === undefined || !('name' in own)) return { object: input };
        return { toolCalls: [{ name: own.name, input }] };
      },
    });
    const client = simulated.client();
    const schema = z.object({ name: z.string() });
    const alone = await client.explain(other, 'Who?');
    // The second answer of the second model: its first does not fit.
    const answer = await client.generateObject([one, other], 'Who?', { schema, retry: 0, retries: 1 });
    expect(answer).toMatchObject({ object: { name: 'Ada' }, mode, model: { spec: alone.model.spec } });
    expect(answer.context.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    const [, second] = simulated.requests;
    await client.generateObject(other, 'Who?', { schema, retry: 0 });
    expect(second?.body).toEqual(simulated.requests.at(-1)?.body);

    const stream = await client.streamObject([one, other], 'Who?', { schema, retry: 0 });
    for await (const part of stream) expect(part).toBeTypeOf('object');
    expect(await stream.object()).toEqual({ name: 'Ada' });
    expect(stream.mode).toBe(mode);
  });

  it('takes provider options of each of its models, and refuses those of none', async () => {
    const simulated = await simulators.start({ turns: [{ fault: faults.status(500) }, { text: 'Hi' }] });
    const client = simulated.client();
    const options = { retry: 0, providerOptions: { anthropic: { top_k: 7 } } };
    await client.generateText([first, second], 'Hello', options);
    expect(simulated.requests[0]?.body).not.toHaveProperty('top_k');
    expect(simulated.requests[1]?.body).toMatchObject({ top_k: 7 });
    const foreign = { providerOptions: { google: { x: 1 } } };
    await expect(client.generateText([first, second], 'Hello', foreign)).rejects.toMatchObject({
      code: 'config',
    });
    await expect(client.generateText([first, 'openia:gpt-4o'], 'Hello')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('openai') as string,
    });
  });
});
