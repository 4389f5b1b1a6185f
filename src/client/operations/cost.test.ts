import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Usage } from '../../core/usage.ts';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import { type Client, createClient } from '../client.ts';

let host: Simulator;
beforeAll(async () => {
  host = await simulator();
});
afterAll(() => host.close());

const audio = { data: new Uint8Array([1, 2, 3]), mediaType: 'audio/wav' };
const asked: Readonly<Record<string, (client: Client) => Promise<{ readonly usage: Usage }>>> = {
  'openai:text-embedding-3-small': (client) => client.embed('openai:text-embedding-3-small', ['a', 'b']),
  'google:gemini-embedding-001': (client) => client.embed('google:gemini-embedding-001', 'a'),
  'cohere:rerank-v3.5': (client) =>
    client.rerank('cohere:rerank-v3.5', { query: 'q', documents: ['a', 'b'] }),
  'openai:gpt-image-1': (client) => client.generateImage('openai:gpt-image-1', 'a cat'),
  'google:imagen-4.0-generate-001': (client) =>
    client.generateImage('google:imagen-4.0-generate-001', 'a cat'),
  'google:veo-3.1-lite-generate-preview': (client) =>
    client.generateVideo('google:veo-3.1-lite-generate-preview', 'a wave', {
      durationSeconds: 4,
      poll: { everyMs: 1 },
    }),
  'openai:tts-1': (client) => client.speak('openai:tts-1', 'hello there'),
  'openai:gpt-4o-mini-tts': (client) => client.speak('openai:gpt-4o-mini-tts', 'hello there'),
  'openai:whisper-1': (client) => client.transcribe('openai:whisper-1', audio),
};

it.each([
  ['openai:gpt-image-1', (10 * 5 + 100 * 40) / 1e6],
  ['google:imagen-4.0-generate-001', 0.04],
  ['openai:tts-1', 11 * 0.000015],
  ['openai:whisper-1', 0.0001],
  ['cohere:rerank-v3.5', 0.002],
])('%s costs what the catalogue says', async (spec, total) => {
  const { usage } = await (asked[spec] as (client: Client) => Promise<{ usage: Usage }>)(host.client());
  expect(usage.cost).toMatchObject({ source: 'registry', complete: true });
  expect(usage.cost?.total).toBeCloseTo(total, 12);
  expect(usage.costUnknown).toBeUndefined();
});

it.each(Object.keys(asked))(
  '%s costs what the catalogue says, or nothing is said and why; never 0',
  async (spec) => {
    const { usage } = await (asked[spec] as (client: Client) => Promise<{ usage: Usage }>)(host.client());
    if (usage.cost === null) expect(usage.costUnknown).toContain(spec);
    else {
      expect(usage.cost).toMatchObject({ source: 'registry', complete: true });
      expect(usage.cost.total).toBeGreaterThan(0);
      expect(usage.costUnknown).toBeUndefined();
    }
    // Speech by the token, of which OpenAI counts none in a whole reply; Veo has no price that is published as data.
    expect(usage.cost === null).toBe(spec.endsWith('-tts') || spec.startsWith('google:veo'));
  },
);

// Prices of one's own, by whatever is counted: dollars for a million tokens, or characters, for each image or second, for a
// thousand searches.
it.each([
  ['openai:gpt-image-1', { input: '7', output: '50' }, (10 * 7 + 100 * 50) / 1e6],
  ['google:imagen-4.0-generate-001', { image: '0.05' }, 0.05],
  ['google:veo-3.1-lite-generate-preview', { video_second: '0.05' }, 0.2],
  ['openai:gpt-4o-mini-tts', { character: '16' }, 11 * 0.000016],
  ['openai:whisper-1', { audio_second: '0.0002' }, 0.0002],
  ['cohere:rerank-v3.5', { request: '3' }, 0.003],
] as const)('%s at a price of one’s own', async (spec, price, total) => {
  const { baseUrls, keys } = host;
  const client = createClient({ baseUrls, keys, models: { models: { [spec]: { price } } } });
  const { usage } = await (asked[spec] as (client: Client) => Promise<{ usage: Usage }>)(client);
  expect(usage.cost?.total).toBeCloseTo(total, 12);
  expect(usage.cost?.complete).toBe(true);
  expect(usage.costUnknown).toBeUndefined();
});

it('a price by tokens says nothing of what is counted by the character', async () => {
  const { baseUrls, keys } = host;
  const models = { 'openai:gpt-4o-mini-tts': { price: { input: '15', output: '0' } } };
  const client = createClient({ baseUrls, keys, models: { models } });
  const { usage } = await client.speak('openai:gpt-4o-mini-tts', 'hello there');
  expect(usage).toMatchObject({ cost: null, units: { characters: 11 } });
  expect(usage.costUnknown).toContain('characters');
});

it('a video is reserved for by the seconds that it is asked to last, or the most that one can', async () => {
  const { baseUrls, keys } = host;
  const spec = 'xai:grok-imagine-video';
  const client = createClient({
    baseUrls,
    keys,
    models: { models: { [spec]: { price: { video_second: '0.05' } } } },
  });
  const before = host.requests.length;
  const asking = { maxCost: 0.4, poll: { everyMs: 1 } };
  await expect(
    client.generateVideo(spec, 'a wave', { durationSeconds: 10, ...asking }),
  ).rejects.toMatchObject({
    code: 'budget',
    message: expect.stringContaining('10 seconds of video') as string,
  });
  await expect(client.generateVideo(spec, 'a wave', asking)).rejects.toMatchObject({ code: 'budget' });
  expect(host.requests).toHaveLength(before);
  const { usage } = await client.generateVideo(spec, 'a wave', { durationSeconds: 3, ...asking });
  expect(usage).toMatchObject({ units: { videoSeconds: 3 }, cost: { total: 0.15 } });
});
