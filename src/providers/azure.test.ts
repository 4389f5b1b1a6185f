import { describe, expect, it } from 'vitest';
import { createClient, type ClientOptions } from '../client/client.ts';
import { isReqLLMError } from '../core/error.ts';
import type { ModelInput } from '../core/model.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { simulator } from '../testing/simulator.ts';

const env = { AZURE_RESOURCE_NAME: 'res', AZURE_API_KEY: 'key-of-env' };

/** What would have been sent for one call. */
async function sent(model: ModelInput, options: ClientOptions = { env }): Promise<HttpRequest> {
  let request: HttpRequest | undefined;
  const transport: Transport = (asked) => {
    request = asked;
    const read = (): Promise<undefined> => Promise.resolve(undefined);
    return Promise.resolve({ status: 404, headers: {}, body: { read, close: () => {} } });
  };
  const client = createClient({ ...options, transport });
  await client.generateText(model, 'Hello', { maxTokens: 5 }).catch((error: unknown) => {
    if (request === undefined) throw error;
  });
  if (request === undefined) throw new Error('Nothing was sent.');
  return request;
}

async function refusal(run: Promise<unknown>): Promise<string> {
  const thrown: unknown = await run.catch((error: unknown) => error);
  return isReqLLMError(thrown) ? thrown.message : '';
}

describe('Azure', () => {
  it.each([
    ['gpt-4o', 'https://res.openai.azure.com/openai/v1/chat/completions', 'api-key'],
    ['gpt-5-codex', 'https://res.openai.azure.com/openai/v1/responses', 'api-key'],
    ['o3-pro', 'https://res.openai.azure.com/openai/v1/responses', 'api-key'],
    ['claude-haiku-4-5', 'https://res.services.ai.azure.com/anthropic/v1/messages', 'x-api-key'],
  ])('serves %s at %s', async (id, url, header) => {
    const request = await sent(`azure:${id}`);
    expect(request.url).toBe(url);
    expect(request.headers[header]).toBe('key-of-env');
    expect(JSON.parse(request.body as string)).toMatchObject({ model: id });
  });

  it.each([
    ['https://r.openai.azure.com', 'gpt-4o', '/openai/v1/chat/completions'],
    ['https://r.openai.azure.com/', 'codex-mini', '/openai/v1/responses'],
    ['https://r.openai.azure.com/openai/v1/', 'gpt-4o', '/openai/v1/chat/completions'],
    ['https://r.services.ai.azure.com', 'claude-opus-4-5', '/anthropic/v1/messages'],
    ['https://r.services.ai.azure.com/anthropic', 'our-opus', '/anthropic/v1/messages'],
    [
      'https://r.openai.azure.com/openai',
      'our-gpt',
      '/openai/deployments/our-gpt/chat/completions?api-version=2025-04-01-preview',
    ],
    [
      'https://r.cognitiveservices.azure.com/openai',
      'codex-mini',
      '/openai/responses?api-version=2025-04-01-preview',
    ],
    [
      'https://r.openai.azure.com/openai/deployments/our-gpt',
      'gpt-4o',
      '/openai/deployments/our-gpt/chat/completions?api-version=2025-04-01-preview',
    ],
    [
      'https://r.services.ai.azure.com/models',
      'grok-4-fast-reasoning',
      '/models/chat/completions?api-version=2024-05-01-preview',
    ],
  ])('at %s has %s at %s', async (base, id, path) => {
    const request = await sent(`azure:${id}`, { env, baseUrls: { azure: base } });
    expect(request.url).toBe(new URL(base).origin + path);
    // All of these hosts are Azure's own, so the key of the environment goes there.
    expect(request.headers['api-key'] ?? request.headers['x-api-key']).toBe('key-of-env');
  });

  it('behind another host needs a key that was passed', async () => {
    const baseUrls = { azure: 'https://gateway.example/azure' };
    expect(await refusal(sent('azure:gpt-4o', { env, baseUrls }))).toMatch(/No key for Azure/);
    for (const host of [
      'res.openai.azure.com.evil.example',
      'evil-openai.azure.com',
      'a.b.openai.azure.com',
    ]) {
      const given = { env, baseUrls: { azure: `https://${host}` } };
      expect(await refusal(sent('azure:gpt-4o', given)), host).toMatch(/No key for Azure/);
    }
    const request = await sent('azure:gpt-4o', { env: {}, baseUrls, keys: { azure: 'mine' } });
    expect(request.url).toBe('https://gateway.example/azure/openai/v1/chat/completions');
    expect(request.headers['api-key']).toBe('mine');
  });

  it('leaves the model to the path of a deployment', async () => {
    const baseUrls = { azure: 'https://r.openai.azure.com/openai' };
    const request = await sent('azure:our-gpt', { env, baseUrls });
    expect(JSON.parse(request.body as string)).not.toHaveProperty('model');
  });

  it('takes the version of its older APIs from the environment', async () => {
    const baseUrls = { azure: 'https://r.openai.azure.com/openai' };
    const vars = { ...env, AZURE_OPENAI_API_VERSION: '2024-10-21' };
    expect((await sent('azure:g', { env: vars, baseUrls })).url).toMatch(/\?api-version=2024-10-21$/);
    const wrong = { ...env, OPENAI_API_VERSION: 'v&x=1' };
    expect(await refusal(sent('azure:g', { env: wrong, baseUrls }))).toMatch(/OPENAI_API_VERSION/);
  });

  it.each(['https://res.openai.azure.com/', 'https://res.cognitiveservices.azure.com', 'res'])(
    'reads its resource from AZURE_OPENAI_ENDPOINT=%s',
    async (endpoint) => {
      const { url } = await sent('azure:gpt-4o', {
        env: { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_API_KEY: 'k' },
      });
      expect(url).toBe('https://res.openai.azure.com/openai/v1/chat/completions');
    },
  );

  it.each(['https://evil.example', 'evil.example/', 'res.openai.azure.com@evil.example'])(
    'does not follow AZURE_OPENAI_ENDPOINT=%s',
    async (endpoint) => {
      const vars = { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_API_KEY: 'k' };
      expect(await refusal(sent('azure:gpt-4o', { env: vars }))).toMatch(/no plain name/);
    },
  );

  it('says what to set', async () => {
    expect(await refusal(sent('azure:gpt-4o', { env: {} }))).toMatch(/AZURE_RESOURCE_NAME.*`baseUrl`/);
    const vars = { AZURE_RESOURCE_NAME: 'res' };
    expect(await refusal(sent('azure:gpt-4o', { env: vars }))).toMatch(/AZURE_API_KEY/);
  });

  it('is a provider of its own for Cognitive Services', async () => {
    const vars = { AZURE_COGNITIVE_SERVICES_RESOURCE_NAME: 'cog', AZURE_COGNITIVE_SERVICES_API_KEY: 'k' };
    const { url, headers } = await sent('azure-cognitive-services:gpt-4o', { env: vars });
    expect(url).toBe('https://cog.cognitiveservices.azure.com/openai/v1/chat/completions');
    expect(headers['api-key']).toBe('k');
  });

  it.each(['gpt-4o', 'gpt-5-codex', 'claude-haiku-4-5'])('is simulated for %s', async (id) => {
    await using sim = await simulator();
    const { text } = await sim.client({ env: {} }).generateText(`azure:${id}`, 'Hello');
    expect(text).toContain('Hello');
    const stream = await sim.client({ env: {} }).streamText(`azure:${id}`, 'Hello');
    expect((await stream.response()).text).toBe(text);
  });
});
