import { describe, expect, it } from 'vitest';
import { createClient, type ClientOptions } from '../client/client.ts';
import type { TextOptions } from '../client/options.ts';
import { isReqLLMError } from '../core/error.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { simulator } from '../testing/simulator.ts';

const project = { GOOGLE_CLOUD_PROJECT: 'proj' };
const global = 'https://aiplatform.googleapis.com/v1/projects/proj/locations/global';

async function sent(
  id: string,
  options: ClientOptions = {},
  call: TextOptions & { stream?: boolean } = {},
): Promise<HttpRequest> {
  let request: HttpRequest | undefined;
  const transport: Transport = (asked) => {
    request = asked;
    const read = (): Promise<undefined> => Promise.resolve(undefined);
    return Promise.resolve({ status: 404, headers: {}, body: { read, close: () => {} } });
  };
  const { stream = false, ...rest } = call;
  const client = createClient({
    env: project,
    keys: { 'google-vertex': 'ya29.made-up' },
    ...options,
    transport,
  });
  const run = stream ? client.streamText : client.generateText;
  await run(`google-vertex:${id}`, 'Hello', rest).catch((error: unknown) => {
    if (request === undefined) throw error;
  });
  if (request === undefined) throw new Error('Nothing was sent.');
  return request;
}

describe('Vertex AI', () => {
  it.each([
    ['gemini-2.5-flash', false, '/publishers/google/models/gemini-2.5-flash:generateContent'],
    ['gemini-2.5-flash', true, '/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse'],
    ['endpoints/123', false, '/endpoints/123:generateContent'],
    ['claude-haiku-4-5@20251001', false, '/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict'],
    [
      'claude-haiku-4-5@20251001',
      true,
      '/publishers/anthropic/models/claude-haiku-4-5@20251001:streamRawPredict',
    ],
    ['zai-org/glm-5-maas', false, '/endpoints/openapi/chat/completions'],
    ['openai/gpt-oss-120b-maas', true, '/endpoints/openapi/chat/completions'],
  ])('serves %s (stream: %s) at %s', async (id, stream, path) => {
    const { url, headers } = await sent(id, {}, { stream });
    expect(url).toBe(global + path);
    expect(headers['authorization']).toBe('Bearer ya29.made-up');
  });

  it.each([
    [
      { GOOGLE_CLOUD_LOCATION: 'us-central1' },
      'https://us-central1-aiplatform.googleapis.com',
      'us-central1',
    ],
    [
      { GOOGLE_CLOUD_REGION: 'europe-west4' },
      'https://europe-west4-aiplatform.googleapis.com',
      'europe-west4',
    ],
    [{ GOOGLE_VERTEX_LOCATION: 'eu' }, 'https://aiplatform.eu.rep.googleapis.com', 'eu'],
    [{ GOOGLE_CLOUD_LOCATION: 'us' }, 'https://aiplatform.us.rep.googleapis.com', 'us'],
    [{ GOOGLE_CLOUD_LOCATION: 'global' }, 'https://aiplatform.googleapis.com', 'global'],
  ])('with %o is at %s', async (vars, host, location) => {
    const env = { ...project, ...vars, GOOGLE_VERTEX_API_KEY: 'AIza-of-env' };
    const { url, headers } = await sent('gemini-2.5-pro', { env, keys: {} });
    const path = `/v1/projects/proj/locations/${location}/publishers/google/models/gemini-2.5-pro`;
    expect(url).toBe(`${host}${path}:generateContent`);
    // Each of these hosts is Google's own, so the key of the environment goes there.
    expect(headers['x-goog-api-key']).toBe('AIza-of-env');
  });

  it.each([
    [{ GOOGLE_CLOUD_PROJECT: 'p/../x' }, /GOOGLE_CLOUD_PROJECT/],
    [{ ...project, GOOGLE_CLOUD_LOCATION: 'evil.example/' }, /GOOGLE_CLOUD_LOCATION/],
    [{ ...project, GOOGLE_CLOUD_LOCATION: 'constructor.x' }, /GOOGLE_CLOUD_LOCATION/],
    [{}, /project.*GOOGLE_CLOUD_PROJECT/],
  ])('refuses %o', async (env, words) => {
    const thrown: unknown = await sent('gemini-2.5-pro', { env }).catch((error: unknown) => error);
    expect(isReqLLMError(thrown) && thrown.code).toBe('config');
    expect(String(thrown)).toMatch(words);
  });

  it('takes an express key without a project at the address for these', async () => {
    const baseUrls = { 'google-vertex': 'https://aiplatform.googleapis.com/v1' };
    const env = { GOOGLE_VERTEX_API_KEY: 'AQ.express' };
    const { url, headers } = await sent('gemini-2.5-flash', { env, keys: {}, baseUrls });
    expect(url).toBe(
      'https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-2.5-flash:generateContent',
    );
    expect(headers['x-goog-api-key']).toBe('AQ.express');
  });

  it('has Claude’s version in the body and its model in the path', async () => {
    const { body, headers } = await sent(
      'claude-sonnet-4-5@20250929',
      {},
      { stream: true, serviceTier: 'auto' },
    );
    expect(JSON.parse(body as string)).toMatchObject({
      anthropic_version: 'vertex-2023-10-16',
      stream: true,
    });
    expect(JSON.parse(body as string)).not.toHaveProperty('model');
    expect(JSON.parse(body as string)).not.toHaveProperty('service_tier');
    expect(headers).not.toHaveProperty('anthropic-version');
  });

  it('labels requests to Gemini', async () => {
    const { body } = await sent('gemini-2.5-flash', {}, { metadata: { team: 'blue' } });
    expect(JSON.parse(body as string)).toMatchObject({ labels: { team: 'blue' } });
  });

  it.each(['gemini-2.5-flash', 'claude-haiku-4-5@20251001', 'meta/llama-3.3-70b-instruct-maas'])(
    'is simulated for %s',
    async (id) => {
      await using sim = await simulator();
      const client = sim.client({ env: {} });
      const { text } = await client.generateText(`google_vertex:${id}`, 'Hello');
      expect(text).toContain('Hello');
      const stream = await client.streamText(`google-vertex:${id}`, 'Hello');
      expect((await stream.response()).text).toBe(text);
      expect(sim.requests.at(-1)?.call?.model.id).toBe(id);
    },
  );
});
