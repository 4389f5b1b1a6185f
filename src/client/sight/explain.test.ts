import { describe, expect, it } from 'vitest';
import type { Transport } from '../../http/transport.ts';
import { createClient } from '../client.ts';
import { listProviders } from '../list-providers.ts';

const nobody: Transport = () => Promise.reject(new TypeError('something was sent'));
const client = createClient({ env: {}, transport: nobody });

describe('explain', () => {
  it('shows the request that would be sent, without a key, and sends nothing', async () => {
    const told = await client.explain('openai:gpt-4o-mini', 'Hello', { maxTokens: 100 });
    expect(told.request).toEqual({
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: expect.objectContaining({ authorization: 'Bearer $OPENAI_API_KEY' }) as unknown,
      body: {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Hello' }],
        max_completion_tokens: 100,
      },
    });
    expect(told.route).toMatchObject({ protocol: 'openai-chat', provider: 'OpenAI' });
    expect(told.fit).toMatchObject({ fits: true, limit: 128_000, reserved: 100 });
    expect(told.cost.low).toBeGreaterThanOrEqual(0);
    // A hundred tokens of output at 60 cents a million, and a little for the input.
    expect(told.cost.high).toBeGreaterThan(0.00006);
    expect(told.cost.high).toBeLessThan(0.00007);
    expect(told.retry.max).toBe(2);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  it('sends what it shows', async () => {
    const sent: { url: string; body: unknown }[] = [];
    const transport: Transport = ({ url, body }) => {
      sent.push({ url, body: JSON.parse(typeof body === 'string' ? body : '') as unknown });
      return Promise.reject(new TypeError('not further'));
    };
    const sender = createClient({ env: {}, transport, keys: { anthropic: 'k-123456', openai: 'k-123456' } });
    const specs = ['anthropic:claude-haiku-4-5', 'openai:o3-mini'];
    for (const spec of specs) {
      const options = { temperature: 0.5, reasoning: 'low', system: 'Be brief.', retry: 0 } as const;
      const { request } = await sender.explain(spec, 'Hello', options);
      await expect(sender.generateText(spec, 'Hello', options)).rejects.toThrow('not further');
      expect(sent.at(-1)).toEqual({ url: request.url, body: request.body });
    }
    expect(sent).toHaveLength(specs.length);
  });

  it('names the rule of a change and where it is from', async () => {
    const { changes } = await client.explain('openai:o3-mini' as string, 'Hello', { temperature: 0.5 });
    const [change] = changes.filter(({ setting }) => setting === 'temperature');
    expect(change?.code).toBe('dropped');
    expect(change?.rule).toMatch(/^openai\./);
    expect(change?.source).toMatch(/\S/);
  });

  it('never shows a key, wherever it is from', async () => {
    const key = 'k-very-secret-value-1';
    const keyed = createClient({ env: { OPENAI_API_KEY: key }, keys: { anthropic: key }, transport: nobody });
    const headers = { 'x-my-token': 'k-very-secret-value-2', 'x-note': 'Bearer k-very-secret-value-3' };
    for (const spec of ['openai:gpt-4o', 'anthropic:claude-haiku-4-5', 'google:gemini-2.5-flash']) {
      const told = await keyed.explain(spec, 'Hello', { apiKey: key, headers });
      expect(JSON.stringify(told)).not.toContain('very-secret');
    }
  });

  it('works for every provider that has an address of its own', async () => {
    const env = new Proxy<Record<string, string>>({}, { get: () => 'placeholder' });
    const placed = createClient({ env, transport: nobody });
    const providers = (await listProviders()).filter(
      ({ verified, baseUrl }) => verified && baseUrl !== undefined,
    );
    expect(providers.length).toBeGreaterThan(30);
    for (const { id, protocols } of providers) {
      if (!protocols.some((protocol) => /chat|messages|generate|responses|converse/.test(protocol))) continue;
      const { request } = await placed.explain(`${id}:some-model`, 'Hello', { quirks: 'off' });
      expect(request.url, id).toMatch(/^https?:\/\//);
      expect(JSON.stringify(request.body), id).toContain('Hello');
    }
  });

  it('says what it does not know', async () => {
    const told = await client.explain('openai:no-such-model', 'Hello');
    expect(told.cost).toEqual({
      low: null,
      high: null,
      currency: 'USD',
      unknown: 'No price of openai:no-such-model is known.',
    });
    expect(told.fit).toMatchObject({ fits: 'unknown', limit: null });
  });

  it('says why a call goes where it goes', async () => {
    const why = async (spec: string): Promise<string> => (await client.explain(spec, 'Hello')).route.why;
    expect(await why('groq:llama-3.3-70b-versatile')).toContain('by default');
    const vertex = createClient({ env: { GOOGLE_CLOUD_PROJECT: 'p' }, transport: nobody });
    const { route } = await vertex.explain('google-vertex:claude-haiku-4-5@20251001', 'Hello');
    expect(route).toMatchObject({ protocol: 'anthropic-messages' });
    expect(route.why).toContain('claude*');
  });
});
