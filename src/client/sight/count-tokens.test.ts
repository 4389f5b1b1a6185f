import { describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../../http/transport.ts';
import { createClient } from '../client.ts';
import type { Client } from '../client.ts';

interface Scene {
  readonly client: Client;
  readonly asked: HttpRequest[];
}

/** A client whose provider gives this answer. */
function scene(answer: unknown, status = 200): Scene {
  const asked: HttpRequest[] = [];
  const transport: Transport = (request) => {
    asked.push(request);
    const bytes = new TextEncoder().encode(JSON.stringify(answer));
    let isRead = false;
    const read = (): Promise<Uint8Array | undefined> => {
      const piece = isRead ? undefined : bytes;
      isRead = true;
      return Promise.resolve(piece);
    };
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve({ status, headers, body: { read, close: () => {} } });
  };
  const keys = {
    anthropic: 'k-12345678',
    google: 'k-12345678',
    'amazon-bedrock': 'k-12345678',
    'google-vertex': 'k-12345678',
  };
  return { client: createClient({ env: { GOOGLE_CLOUD_PROJECT: 'p' }, transport, keys }), asked };
}

const bodyOf = ({ body }: HttpRequest): unknown => JSON.parse(typeof body === 'string' ? body : '');
const spec = 'anthropic:claude-haiku-4-5';

describe('the provider is asked where it counts', () => {
  it('Anthropic, without what it does not count', async () => {
    const { client, asked } = scene({ input_tokens: 14 });
    const options = { system: 'Be terse.', maxTokens: 50, temperature: 1 };
    expect(await client.countTokens(spec, 'Hi', options)).toEqual({
      tokens: 14,
      method: 'provider',
      errorBound: 0,
    });
    expect(asked.map(({ url }) => url)).toEqual(['https://api.anthropic.com/v1/messages/count_tokens']);
    expect(Object.keys(bodyOf(asked[0] as HttpRequest) as object).toSorted()).toEqual([
      'messages',
      'model',
      'system',
    ]);
  });

  it('the Gemini API, with the whole call', async () => {
    const { client, asked } = scene({ totalTokens: 10 });
    expect((await client.countTokens('google:gemini-2.5-flash', 'Hi', { system: 'Be terse.' })).tokens).toBe(
      10,
    );
    expect(asked[0]?.url).toMatch(/\/v1beta\/models\/gemini-2\.5-flash:countTokens$/);
    expect(bodyOf(asked[0] as HttpRequest)).toMatchObject({
      generateContentRequest: { model: 'models/gemini-2.5-flash', systemInstruction: {}, contents: [{}] },
    });
  });

  it('Vertex, for Gemini and for Claude', async () => {
    const { client, asked } = scene({ totalTokens: 7, input_tokens: 9 });
    expect((await client.countTokens('google-vertex:gemini-2.5-flash', 'Hi')).tokens).toBe(7);
    expect((await client.countTokens('google-vertex:claude-haiku-4-5@20251001', 'Hi')).tokens).toBe(9);
    expect(asked[0]?.url).toMatch(/\/publishers\/google\/models\/gemini-2\.5-flash:countTokens$/);
    expect(Object.keys(bodyOf(asked[0] as HttpRequest) as object)).toEqual(['contents']);
    expect(asked[1]?.url).toMatch(/\/publishers\/anthropic\/models\/count-tokens:rawPredict$/);
    expect(bodyOf(asked[1] as HttpRequest)).toMatchObject({ model: 'claude-haiku-4-5@20251001' });
  });

  it('Bedrock, for Converse and InvokeModel', async () => {
    const { client, asked } = scene({ inputTokens: 11 });
    const id = 'anthropic.claude-sonnet-4-20250514-v1:0';
    expect((await client.countTokens(`amazon-bedrock:${id}`, 'Hi', { maxTokens: 9 })).tokens).toBe(11);
    const invoke = { provider: 'amazon-bedrock', id, protocol: 'bedrock-invoke-anthropic' };
    expect((await client.countTokens(invoke, 'Hi')).tokens).toBe(11);
    expect(asked.every(({ url }) => /\/model\/[^/]+\/count-tokens$/.test(url))).toBe(true);
    expect(bodyOf(asked[0] as HttpRequest)).toMatchObject({
      input: { converse: { messages: [{ role: 'user' }] } },
    });
    const { input } = bodyOf(asked[1] as HttpRequest) as { input: { invokeModel: { body: string } } };
    expect(JSON.parse(atob(input.invokeModel.body))).toMatchObject({ messages: [{ role: 'user' }] });
  });

  it('an answer without a count is an error, and so is a refusal', async () => {
    await expect(scene({}).client.countTokens(spec, 'Hi')).rejects.toMatchObject({ code: 'bad-response' });
    const refused = scene({ type: 'error', error: { type: 'not_found_error', message: 'model: x' } }, 404);
    await expect(refused.client.countTokens(spec, 'Hi')).rejects.toMatchObject({ code: 'model-not-found' });
  });
});

describe('nobody is asked', () => {
  const offline = createClient({ env: {}, transport: () => Promise.reject(new TypeError('sent')) });

  it('without a key: it is estimated, and says why', async () => {
    const counted = await offline.countTokens(spec, 'What is the capital of France?');
    expect(counted).toMatchObject({ method: 'estimate' });
    expect(counted.reason).toContain('ANTHROPIC_API_KEY');
    // Recorded: 14 for Claude Haiku 4.5.
    expect(Math.abs(counted.tokens - 14)).toBeLessThanOrEqual(counted.errorBound ?? 0);
    await expect(offline.countTokens(spec, 'Hi', { method: 'provider' })).rejects.toMatchObject({
      code: 'auth',
    });
  });

  it('for models of OpenAI: the tokenizer counts', async () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    expect(await offline.countTokens('openai:gpt-4o', text)).toMatchObject({
      tokens: 17,
      method: 'tokenizer',
    });
    const estimate = await offline.countTokens('openai:gpt-4o', text, { method: 'estimate' });
    expect(estimate.method).toBe('estimate');
    expect(Math.abs(estimate.tokens - 17)).toBeLessThanOrEqual(estimate.errorBound ?? 0);
    const none = offline.countTokens('groq:llama-3.3-70b-versatile', 'Hi', { method: 'tokenizer' });
    await expect(none).rejects.toMatchObject({ code: 'config' });
  });

  it('what cannot be counted is named', async () => {
    const file = {
      type: 'file' as const,
      filename: 'a.pdf',
      source: { data: 'JVBERi0=', mediaType: 'application/pdf' },
    };
    const input = { role: 'user' as const, content: [{ type: 'text' as const, text: 'Read.' }, file] };
    const counted = await offline.countTokens('openai:gpt-4o', input);
    expect(counted).toMatchObject({ errorBound: null, uncounted: ['a.pdf'] });
    expect((await offline.fits('openai:gpt-4o', input)).fits).toBe('unknown');
  });

  it('an unknown method is refused', async () => {
    const wrong = { method: 'guess' as 'estimate' };
    await expect(offline.countTokens(spec, 'Hi', wrong)).rejects.toMatchObject({ code: 'config' });
  });
});

describe('fits', () => {
  const offline = createClient({ env: {}, transport: () => Promise.reject(new TypeError('sent')) });
  const words = 'word '.repeat(20_000);

  it('says yes, no, or that it is not known', async () => {
    const model = { provider: 'openai', id: 'gpt-4o', facts: { contextTokens: 10_000 } };
    expect((await offline.fits(model, 'Hello')).fits).toBe(true);
    expect(await offline.fits(model, words)).toMatchObject({ fits: false, limit: 10_000 });
    expect((await offline.fits(model, 'Hello', { maxTokens: 11_000 })).fits).toBe(false);
    expect((await offline.fits({ provider: 'openai', id: 'unheard-of' }, 'Hello')).fits).toBe('unknown');
  });
});

describe('an input that is certainly too long', () => {
  const model = { provider: 'anthropic', id: 'claude-haiku-4-5', facts: { contextTokens: 10_000 } };
  const answer = { content: [{ type: 'text', text: 'Yes.' }], stop_reason: 'end_turn', usage: {} };
  const long = 'word '.repeat(40_000);

  it('is sent with a warning, and not at all where changes are refused', async () => {
    const { client, asked } = scene(answer);
    const { warnings } = await client.generateText(model, long);
    expect(warnings.map(({ code, setting }) => [code, setting])).toEqual([['advice', 'messages']]);
    expect(asked).toHaveLength(1);
    const refused = client.generateText(model, long, { onUnsupported: 'error' });
    await expect(refused).rejects.toMatchObject({ code: 'context-overflow' });
    expect(asked).toHaveLength(1);
  });

  it('nothing is said of one that fits, or may', async () => {
    const { client } = scene(answer);
    expect((await client.generateText(model, 'word '.repeat(8_000))).warnings).toEqual([]);
  });
});
