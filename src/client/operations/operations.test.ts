import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, simulator } from '../../testing/simulator.ts';
import type { Client } from '../client.ts';

let host: Simulator;
let client: Client;
beforeAll(async () => {
  host = await simulator();
  client = host.client();
});
afterAll(() => host.close());

describe('embed', () => {
  it('gives a vector for each value in their order, over several requests', async () => {
    const values = Array.from({ length: 7 }, (_, at) => `text ${at}`);
    const all = await client.embed('openai:text-embedding-3-small', values, { dimensions: 4 });
    expect(all.embeddings).toHaveLength(7);
    expect(all.embeddings[0]).toHaveLength(4);
    const before = host.requests.length;
    const cut = await client.embed('openai:text-embedding-3-small', values, { dimensions: 4, batchSize: 3 });
    expect(host.requests.length - before).toBe(3);
    expect(cut.embeddings).toEqual(all.embeddings);
    expect(cut.usage.inputTokens).toBe(all.usage.inputTokens);
    expect(cut.attempts).toHaveLength(3);
    expect(cut.usage.cost?.total).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(cut))).toEqual(cut);
  });

  it('refuses what cannot be meant, with what was probably meant', async () => {
    await expect(client.embed('openai:text-embedding-3-small', [])).rejects.toThrow('empty');
    await expect(client.embed('openai:text-embedding-3-small', ['a', ''])).rejects.toThrow('values[1]');
    const wrong = { dimension: 4 } as object;
    await expect(client.embed('openai:text-embedding-3-small', 'a', wrong)).rejects.toThrow('dimensions');
    await expect(client.embed('openai:gpt-4o', 'a')).rejects.toThrow('generateText');
    await expect(client.generateImage('openai:text-embedding-3-small', 'a')).rejects.toThrow('`embed`');
    await expect(client.embed('anthropic:claude-haiku-4-5', 'a')).rejects.toMatchObject({
      code: expect.stringMatching(/config|unsupported/) as string,
    });
  });

  it('tells of a setting that the host does not have, or refuses it', async () => {
    const { warnings } = await client.embed('openai:text-embedding-3-small', 'a', { purpose: 'query' });
    expect(warnings).toMatchObject([{ code: 'dropped', setting: 'purpose' }]);
    const strict = { purpose: 'query', onUnsupported: 'error' } as const;
    await expect(client.embed('openai:text-embedding-3-small', 'a', strict)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('generateImage', () => {
  it('gives images as base64 with their type', async () => {
    const { images, usage } = await client.generateImage('openai:gpt-image-1', 'a cat', { count: 2 });
    expect(images).toMatchObject([{ mediaType: 'image/png' }, { mediaType: 'image/png' }]);
    expect(usage.outputTokens).toBe(200);
  });

  it('sends images to change as a form', async () => {
    const { images } = await client.generateImage('openai:gpt-image-1', 'a cat', { count: 1 });
    const changed = await client.generateImage('openai:gpt-image-1', 'a dog', { images });
    expect(changed.images).toHaveLength(1);
    expect(host.requests.at(-1)).toMatchObject({
      path: '/v1/images/edits',
      body: { model: 'gpt-image-1', prompt: 'a dog' },
    });
  });
});
