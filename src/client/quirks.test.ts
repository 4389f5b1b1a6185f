import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, simulator } from '../testing/simulator.ts';
import type { Client } from './client.ts';

let simulated: Simulator;
let client: Client;

beforeAll(async () => {
  simulated = await simulator();
  client = simulated.client();
});
afterAll(() => simulated.close());

describe('the rules about single models', () => {
  const options = { temperature: 0.5, reasoning: 'low' } as const;
  const sent = (): unknown => simulated.requests.at(-1)?.body;

  it('change nothing when they are switched off', async () => {
    const response = await client.generateText('openai:o3', 'Hi', { ...options, quirks: 'off' });
    expect(sent()).toMatchObject({ temperature: 0.5 });
    expect(response.warnings).toEqual([]);
  });

  it('are applied, each named in a warning', async () => {
    const response = await client.generateText('openai:o3', 'Hi', options);
    expect(sent()).not.toHaveProperty('temperature');
    expect(response.warnings).toMatchObject([
      { code: 'dropped', setting: 'temperature', rule: 'openai.sampling.o-series' },
    ]);
  });

  it('only advise, or refuse', async () => {
    const advised = await client.generateText('openai:o3', 'Hi', { ...options, quirks: 'warn' });
    expect(sent()).toMatchObject({ temperature: 0.5 });
    expect(advised.warnings).toMatchObject([{ code: 'advice', rule: 'openai.sampling.o-series' }]);
    const before = simulated.requests.length;
    await expect(
      client.generateText('openai:o3', 'Hi', { ...options, quirks: 'error' }),
    ).rejects.toMatchObject({ code: 'unsupported' });
    expect(simulated.requests).toHaveLength(before);
  });

  it('hold for ids that no catalogue lists', async () => {
    const response = await client.generateText('openai:o4-mini-of-tomorrow', 'Hi', options);
    expect(response.warnings).toMatchObject([{ rule: 'openai.sampling.o-series' }]);
  });
});
