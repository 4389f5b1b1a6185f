import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { createClient } from './client.ts';

const simulators = useSimulators();

describe('keys', () => {
  function spy(): { sent: HttpRequest[]; transport: Transport } {
    const sent: HttpRequest[] = [];
    const transport: Transport = (request) => {
      sent.push(request);
      return Promise.reject(new Error('not sent'));
    };
    return { sent, transport };
  }

  it('of a client are by provider, as the refusal of `apiKey` says', () => {
    expect(() => createClient({ apiKey: 'k' } as never)).toThrow('`keys: { openai: … }`');
  });

  it.each([
    [{}, { apiKey: 'call-key' }, 'call-key'],
    [{ keys: { groq: 'client-key' } }, {}, 'client-key'],
    [{}, {}, 'env-key'],
  ])('come from the call, the client or the environment: %j %j', async (options, callOptions, expected) => {
    const { sent, transport } = spy();
    const one = createClient({ env: { GROQ_API_KEY: ' env-key\n' }, transport, ...options });
    await one.generateText('groq:x', 'Hi', callOptions).catch(() => {});
    expect(sent[0]?.headers['authorization']).toBe(`Bearer ${expected}`);
    expect(sent[0]?.url).not.toContain(expected);
  });

  it('in memory count before the environment', async () => {
    const { sent, transport } = spy();
    const one = createClient({ env: { GROQ_API_KEY: 'env-key' }, transport });
    one.setKey('groq', 'memory-key');
    await one.generateText('groq:x', 'Hi').catch(() => {});
    expect(sent[0]?.headers['authorization']).toBe('Bearer memory-key');
  });

  it('that are missing are said by name, before any byte is sent', async () => {
    const { sent, transport } = spy();
    const error = await failureOf(createClient({ env: {}, transport }).generateText('groq:x', 'Hi'));
    expect(error).toMatchObject({
      code: 'auth',
      phase: 'config',
      message: 'No key for Groq. Set GROQ_API_KEY or pass `apiKey`.',
    });
    expect(sent).toHaveLength(0);
  });

  it('of the environment go to the vendor only', async () => {
    const { sent, transport } = spy();
    const one = createClient({ env: { OPENAI_API_KEY: 'env-key-1234' }, transport });
    const error = await failureOf(one.generateText('openai:x', 'Hi', { baseUrl: 'https://evil.example/v1' }));
    expect(error).toMatchObject({
      code: 'auth',
      message: expect.stringContaining('go to api.openai.com only'),
    });
    expect(sent).toHaveLength(0);
  });

  it('never travel over plain http to another machine', async () => {
    const { sent, transport } = spy();
    const error = await failureOf(
      createClient({ transport }).generateText('openai:x', 'Hi', {
        baseUrl: 'http://example.com/v1',
        apiKey: 'k-1234567',
      }),
    );
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('plain http') });
    expect(sent).toHaveLength(0);
  });

  it('are on no surface of the error of a 401 that repeats them', async () => {
    const key = 'Weird/key+with=signs and spaces';
    const turns = [
      { fault: faults.status(401, { message: `Incorrect API key: ${key} (${encodeURIComponent(key)})` }) },
    ];
    const echoing = await simulators.start({ turns });
    for (const spec of specs) {
      const error = await failureOf(echoing.client().generateText(spec, 'Hi', { apiKey: key }));
      expect(error.code).toBe('auth');
      const surfaces = `${error.message}${error.stack}${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
      expect(surfaces).not.toContain('Weird');
    }
  });

  it('are not needed by local servers', async () => {
    const { sent, transport } = spy();
    await createClient({ env: {}, transport })
      .generateText('ollama:llama3.1:8b', 'Hi')
      .catch(() => {});
    expect(sent[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('addresses', () => {
  it.each(['ftp://example.com', 'not a url', 'https://user:pass@example.com', 'https://example.com/v1?x=1'])(
    'refuses %s',
    async (baseUrl) => {
      const error = await failureOf(
        simulators.client.generateText('openai:x', 'Hi', { baseUrl, apiKey: 'key-123456' }),
      );
      expect(error.code).toBe('config');
      expect(error.message).not.toContain('pass@');
    },
  );

  it('asks for one where the provider has none', async () => {
    const error = await failureOf(createClient({ env: {} }).generateText('openai-compatible:x', 'Hi'));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('pass `baseUrl`') });
  });

  it('takes any OpenAI-compatible server', async () => {
    const response = await createClient({ env: {} }).generateText('openai-compatible:x', 'Hi', {
      baseUrl: `${simulators.shared.url}/v1`,
      apiKey: 'any',
    });
    expect(response.text).toContain('You said: Hi');
  });
});
