import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, simulator } from '../testing/simulator.ts';
import type { Client } from './client.ts';

const counted = { inputTokens: 1_000_000, outputTokens: 10_000, reasoningTokens: 0, cacheReadTokens: 0 };
let simulated: Simulator;
let client: Client;

beforeAll(async () => {
  simulated = await simulator({ turns: [{ text: 'Hello.', usage: counted }] });
  client = simulated.client();
});
afterAll(() => simulated.close());

describe('cost', () => {
  // List prices per million tokens: gpt-4o-mini 0.15 in and 0.60 out, claude-haiku-4-5 1 and 5.
  it.each([
    ['openai:gpt-4o-mini', 0.15 + 0.006],
    ['anthropic:claude-haiku-4-5', 1 + 0.05],
  ])('%s: on bodies and streams, with the catalogue that priced it', async (spec, total) => {
    const body = await client.generateText(spec, 'Hi');
    const stream = await (await client.streamText(spec, 'Hi')).response();
    for (const { usage, attempts } of [body, stream]) {
      expect(usage.cost).toMatchObject({
        currency: 'USD',
        source: 'registry',
        complete: true,
        pricing: { version: expect.stringMatching(/^\d{4}\./) },
      });
      expect(usage.cost?.total).toBeCloseTo(total, 12);
      expect(attempts[0]?.usage.cost?.total).toBe(usage.cost?.total);
    }
  });

  it('is unknown, not zero, for a model without a price', async () => {
    expect((await client.generateText('openai:no-such-model-at-all', 'Hi')).usage.cost).toBeNull();
  });

  it('is known to be incomplete when the reader leaves early', async () => {
    const stream = await client.streamText('anthropic:claude-haiku-4-5', 'Hi');
    for await (const chunk of stream) if (chunk.type === 'text') break;
    const { usage } = await stream.response();
    expect(usage.cost === null || !usage.cost.complete).toBe(true);
  });
});
