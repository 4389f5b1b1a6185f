import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { models } from '../catalog/models.ts';
import { efforts } from '../core/call.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { type Simulator, simulator } from '../testing/simulator.ts';
import { type Client, createClient } from './client.ts';

let simulated: Simulator;
let client: Client;
// As text: the types would refuse what these tests say to models that do not take it.
const o3: string = 'openai:o3';
const embedder: string = 'openai:text-embedding-3-small';
const reader: string = 'openai:gpt-3.5-turbo';

beforeAll(async () => {
  simulated = await simulator();
  client = simulated.client();
});
afterAll(() => simulated.close());

describe('the rules about single models', () => {
  const options = { temperature: 0.5, reasoning: 'low' } as const;
  const sent = (): unknown => simulated.requests.at(-1)?.body;

  it('change nothing when they are switched off', async () => {
    const response = await client.generateText(o3, 'Hi', { ...options, quirks: 'off' });
    expect(sent()).toMatchObject({ temperature: 0.5 });
    expect(response.warnings).toEqual([]);
  });

  it('are applied, each named in a warning', async () => {
    const response = await client.generateText(o3, 'Hi', options);
    expect(sent()).not.toHaveProperty('temperature');
    expect(response.warnings).toMatchObject([
      { code: 'dropped', setting: 'temperature', rule: 'openai.sampling.o-series' },
    ]);
  });

  it('only advise, or refuse', async () => {
    const advised = await client.generateText(o3, 'Hi', { ...options, quirks: 'warn' });
    expect(sent()).toMatchObject({ temperature: 0.5 });
    expect(advised.warnings).toMatchObject([{ code: 'advice', rule: 'openai.sampling.o-series' }]);
    const before = simulated.requests.length;
    await expect(client.generateText(o3, 'Hi', { ...options, quirks: 'error' })).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(simulated.requests).toHaveLength(before);
  });

  it.each(['qwen/qwen3-32b', 'openai/gpt-oss-120b', 'llama-3.3-70b-versatile'])(
    'send %s no level that Groq refuses',
    async (id) => {
      for (const reasoning of efforts) {
        const { text } = await client.generateText(`groq:${id}` as string, 'Hi', { reasoning });
        expect(text).not.toBe('');
      }
    },
  );

  it('hold for ids that no catalogue lists', async () => {
    const response = await client.generateText('openai:o4-mini-of-tomorrow', 'Hi', options);
    expect(response.warnings).toMatchObject([{ rule: 'openai.sampling.o-series' }]);
  });
});

describe('what the catalogue is certain of', () => {
  const image = { type: 'image', source: { data: 'iVBORw0KGgo=', mediaType: 'image/png' } } as const;

  it('refuses what the model cannot do, with nothing sent', async () => {
    const before = simulated.requests.length;
    await expect(client.generateText(embedder, 'Hi')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('use `embed`') as string,
    });
    const input = [{ role: 'user', content: [image] }] as const;
    await expect(client.generateText(reader, input)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('takes no image') as string,
    });
    expect(simulated.requests).toHaveLength(before);
  });

  it('moves what the model would refuse, and says so', async () => {
    const response = await client.generateText('openai:gpt-4o-mini', 'Hi', { maxTokens: 1_000_000 });
    expect(response.warnings).toMatchObject([{ code: 'changed', rule: 'catalog.max-tokens', to: 16_384 }]);
  });
});

describe('a gateway that only the catalogue describes', () => {
  const urls: HttpRequest[] = [];
  const spy: Transport = (request) => {
    urls.push(request);
    return Promise.reject(new Error('not sent'));
  };
  const gateway = createClient({ transport: spy, keys: { opencode: 'gateway-key' }, env: {} });
  const modelOver = (protocol: string): string =>
    models.list('opencode').find(({ wires }) => wires.text?.api === protocol)?.spec ?? 'none';

  it.each([
    ['openai-chat', '/chat/completions', 'authorization'],
    ['anthropic-messages', '/messages', 'x-api-key'],
    ['openai-responses', '/responses', 'authorization'],
    ['google-generate', ':generateContent', 'x-goog-api-key'],
  ])('is spoken to in the %s of the model', async (protocol, path, header) => {
    await gateway.generateText(modelOver(protocol), 'Hi', { retry: 0 }).catch(() => {});
    expect(urls.at(-1)?.url).toMatch(/^https:\/\/opencode\.ai\/zen\/v1\//);
    expect(urls.at(-1)?.url.endsWith(path)).toBe(true);
    expect(urls.at(-1)?.headers[header]).toContain('gateway-key');
  });

  it('but in the one that the caller names', async () => {
    const id = modelOver('anthropic-messages').slice('opencode:'.length);
    const model = { provider: 'opencode', id, protocol: 'openai-chat' };
    await gateway.generateText(model, 'Hi', { retry: 0 }).catch(() => {});
    expect(urls.at(-1)?.url).toBe('https://opencode.ai/zen/v1/chat/completions');
  });
});
