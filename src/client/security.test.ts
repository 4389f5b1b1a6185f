import { createServer } from 'node:https';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, specs, useSimulators } from '../../test/support/simulated.ts';
import { serve, start } from '../http/node-test-server.ts';
import { createCertificate } from '../http/node-test-certificate.ts';
import type { HttpRequest, Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { type Client, createClient } from './client.ts';
import { endpointsOf, type Provider } from '../providers/provider.ts';
import { listProviders } from './list-providers.ts';
import { loadProvider } from './provider-names.ts';

// One test for each sentence on keys, redirects, TLS and input of the reliability plan that no other file tests; SECURITY.md
// says where the others are.

// The first call of a worker loads everything, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
const simulators = useSimulators();
const key = 'kanarie+Vogel/geel 123=';
const [spec = ''] = specs;
const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')];

/** All that is seen of a value when it is printed, logged or sent. */
function surfacesOf(shown: unknown): string {
  const { stack, message } = shown as { stack?: unknown; message?: unknown };
  return [JSON.stringify(shown), inspect(shown, { depth: 8 }), String(stack), String(message)].join('\n');
}

/** A transport that notes what goes out and sends nothing. */
function noting(): { sent: HttpRequest[]; transport: Transport } {
  const sent: HttpRequest[] = [];
  const transport: Transport = (request) => {
    sent.push(request);
    return Promise.reject(new Error('not sent'));
  };
  return { sent, transport };
}

describe('keys', () => {
  it('stand nowhere in a client that is printed, nor in its streams and responses', async () => {
    const client = simulators.shared.client({ keys: { openai: key }, env: { ANTHROPIC_API_KEY: key } });
    client.setKey('google', key);
    const stream = await client.streamText(spec, 'Hi', { apiKey: key });
    const response = await stream.response();
    for (const shown of [client, stream, response]) {
      const all = surfacesOf(shown) + inspect(shown, { depth: 8, showHidden: true });
      for (const form of forms) expect(all).not.toContain(form);
    }
  });

  it('are found when the call is made, not when the client is', async () => {
    const { sent, transport } = noting();
    const env: Record<string, string> = {};
    const client = createClient({ env, transport });
    expect((await failureOf(client.generateText('groq:x', 'Hi'))).code).toBe('auth');
    env['GROQ_API_KEY'] = 'later-key';
    await client.generateText('groq:x', 'Hi').catch(() => {});
    expect(sent[0]?.headers['authorization']).toBe('Bearer later-key');
  });

  it.each(['a\r\nx-evil: 1', 'a\nb', 'a\0b', 'schlüssel', 'a\u2028b'])(
    'like %j are refused unquoted',
    async (odd) => {
      const { sent, transport } = noting();
      const error = await failureOf(
        createClient({ env: {}, transport }).generateText(spec, 'Hi', { apiKey: odd }),
      );
      expect(error.code).toBe('config');
      expect(surfacesOf(error)).not.toContain(odd.slice(0, 3));
      expect(() => createClient({ keys: { openai: odd } })).toThrow(/line break or non-ASCII/);
      const fromEnv = createClient({ env: { OPENAI_API_KEY: odd }, transport });
      expect((await failureOf(fromEnv.generateText(spec, 'Hi'))).code).toBe('config');
      expect(sent).toEqual([]);
    },
  );

  describe('of every provider', async () => {
    const loaded = await Promise.all((await listProviders()).map(({ id }) => loadProvider(id)));
    // Some only draw, speak or sort; their calls go the same way.
    const providers = loaded.filter(
      (each) => each !== undefined && endpointsOf(each, 'text').length > 0,
    ) as Provider[];
    const askAll = (client: Client, baseUrl: (id: string) => string): Promise<unknown> =>
      Promise.all(
        providers.map(({ id }) =>
          client
            .generateText({ provider: id, id: 'x' }, 'Hi', { retry: 0, baseUrl: baseUrl(id) })
            .catch(() => {}),
        ),
      );

    it('travel in a header, never in the address or the body', async () => {
      const { sent, transport } = noting();
      const keys = Object.fromEntries(providers.map(({ id }) => [id, key]));
      await askAll(createClient({ env: {}, transport, keys }), (id) => `https://${id}.example/v1`);
      expect(sent.length).toBeGreaterThan(100);
      expect(sent).toHaveLength(providers.length);
      for (const { url, headers, body } of sent) {
        expect(Object.values(headers).join('\n'), url).toContain(key);
        for (const form of forms) expect(url + String(body)).not.toContain(form);
      }
    });

    it('in the environment go to no other host', async () => {
      const { sent, transport } = noting();
      const env = Object.fromEntries(providers.flatMap(({ auth }) => auth.env).map((name) => [name, key]));
      const aws = { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: key };
      await askAll(
        createClient({ env: { ...env, ...aws }, transport }),
        () => 'https://elsewhere.example/v1',
      );
      expect(sent.filter(({ headers }) => JSON.stringify(headers).includes(key))).toEqual([]);
    });
  });

  it('that a 401 repeats are redacted: tokens, signatures and headers of the caller too', async () => {
    const secret = 'FwoGZXIvYXdzEJr///geheim';
    await using echo = await serve((request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      const message = `You sent ${Object.values(request.headers).join(' | ')}`;
      response.end(JSON.stringify({ message, error: { message, code: request.headers['authorization'] } }));
    });
    const pair = { accessKeyId: 'AKIDEXAMPLE1', secretAccessKey: `${secret}2`, sessionToken: secret };
    const client = createClient({
      env: {},
      keys: { openai: 'other-key-1' },
      credentials: { 'amazon-bedrock': pair, groq: () => secret },
      baseUrls: { 'amazon-bedrock': echo.url, groq: echo.url, openai: echo.url },
    });
    const headers = { 'cf-aig-authorization': `Bearer ${secret}`, 'x-my-secret': secret };
    for (const error of [
      await failureOf(client.generateText('amazon-bedrock:amazon.nova-pro-v1:0', 'Hi')),
      await failureOf(client.generateText('groq:x', 'Hi')),
      await failureOf(client.generateText('openai:x', 'Hi', { headers })),
    ]) {
      expect(error.code).toBe('auth');
      expect(error.message).toContain('[redacted]');
      expect(surfacesOf(error)).not.toContain('geheim');
    }
  });

  it('in headers of the caller do not travel over plain http either', async () => {
    const { sent, transport } = noting();
    const options = { baseUrl: 'http://gateway.example/v1', headers: { authorization: 'Bearer mine' } };
    const client = createClient({ env: {}, transport });
    const error = await failureOf(client.generateText('ollama:llama3.2', 'Hi', options));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('plain http') });
    expect(sent).toEqual([]);
  });

  it('a base URL in the environment is not used', async () => {
    const { sent, transport } = noting();
    const evil = 'https://elsewhere.example';
    const names = [
      'OPENAI_BASE_URL',
      'OPENAI_API_BASE',
      'ANTHROPIC_BASE_URL',
      'GOOGLE_GEMINI_BASE_URL',
      'OLLAMA_HOST',
    ];
    const env = Object.fromEntries(names.map((name) => [name, evil]));
    const client = createClient({ env, transport, keys: { openai: key, anthropic: key, google: key } });
    for (const each of [...specs, 'ollama:llama3.2']) await client.generateText(each, 'Hi').catch(() => {});
    expect(sent).toHaveLength(specs.length + 1);
    for (const { url } of sent) expect(url).not.toContain('elsewhere');
  });

  it('are signed anew for each try: Bedrock gets a fresh date after a wait', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });
    try {
      const seen: (readonly [unknown, unknown])[] = [];
      await using busy = await serve(({ headers }, response) => {
        seen.push([headers['x-amz-date'], headers['authorization']]);
        vi.setSystemTime(Date.parse('2026-01-01T00:00:07Z'));
        response.writeHead(503, { 'content-type': 'application/json', 'retry-after-ms': '1' });
        response.end('{"message":"Busy"}');
      });
      const pair = { accessKeyId: 'AKIDEXAMPLE1', secretAccessKey: 'secret-of-it' };
      const client = createClient({ env: {}, credentials: { 'amazon-bedrock': pair } });
      const call = client.generateText('amazon-bedrock:amazon.nova-pro-v1:0', 'Hi', {
        baseUrl: busy.url,
        retry: 1,
        // The clock that stands still is not the one that limits a call.
        timeout: { totalMs: 0 },
      });
      expect((await failureOf(call)).attempts).toHaveLength(2);
      expect(seen.map(([date]) => date)).toEqual(['20260101T000000Z', '20260101T000007Z']);
      expect(seen[0]?.[1]).toMatch(/^AWS4-HMAC-SHA256 .*Signature=[0-9a-f]{64}$/);
      expect(seen[1]?.[1]).not.toBe(seen[0]?.[1]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('prompts', () => {
  const prompt = 'ein sehr geheimer Satz';

  it('stand in no error, before, during and after the answer', async () => {
    const wrong = [
      faults.status(400),
      faults.status(503),
      faults.malformed(3),
      faults.truncate(5),
      faults.stall(5),
    ];
    const turns = wrong.map((fault) => ({ text: 'One two three four five six', fault }));
    for (const each of specs) {
      const host = await simulators.start({ turns });
      const client = host.client();
      for (const { fault } of turns) {
        const options = { retry: 0, timeout: { idleMs: 30 }, system: prompt };
        const call = client.streamText(each, prompt, options);
        const error = await failureOf(call.then((stream) => stream.response()));
        expect(surfacesOf(error), fault.type).not.toContain('geheim');
      }
    }
  });

  it('nor in the refusal of a call that is wrong', async () => {
    const client = createClient({ env: {} });
    const wrong: readonly (readonly [unknown, unknown])[] = [
      [[{ role: prompt, content: prompt }], {}],
      [{ role: 'user', content: [{ type: prompt, text: prompt }] }, {}],
      [{ role: 'user', content: [{ type: 'text', words: prompt }] }, {}],
      [[{ role: 'assistant', content: [{ type: 'tool-call', name: prompt }] }], {}],
      ['Hi', { system: [prompt] }],
      ['Hi', { stop: { [prompt]: prompt } }],
      ['Hi', { metadata: prompt }],
      ['Hi', { tools: [{ name: 'a', inputSchema: prompt }] }],
    ];
    for (const [input, options] of wrong) {
      const call = (client.generateText as (...all: unknown[]) => Promise<unknown>)(spec, input, options);
      const error = await failureOf(call);
      expect(['invalid-request', 'config']).toContain(error.code);
      expect(surfacesOf(error)).not.toContain('geheim');
    }
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    'with a %d are followed nowhere, not even on the same host',
    async (status) => {
      let visits = 0;
      await using other = await serve((_request, response) => {
        visits += 1;
        response.end('{}');
      });
      let asked = 0;
      await using host = await serve((_request, response) => {
        asked += 1;
        const location = asked === 1 ? `${other.url}/?${key}` : '/again';
        response.writeHead(status, { location: encodeURI(location) }).end();
      });
      const client = createClient({ env: {}, keys: { openai: key }, baseUrls: { openai: host.url } });
      const away = await failureOf(client.generateText(spec, 'Hi'));
      expect(away).toMatchObject({ code: 'config', status, retryable: false });
      expect(away.message).toContain(`127.0.0.1:${other.port}`);
      const here = await failureOf(client.generateText(spec, 'Hi'));
      expect(here).toMatchObject({ code: 'config', status });
      expect([asked, visits]).toEqual([2, 0]);
      for (const form of forms) expect(surfacesOf(away)).not.toContain(form);
    },
  );
});

describe('TLS', () => {
  it('is verified, and a host that fails it is not asked twice', async () => {
    let asked = 0;
    const server = createServer(createCertificate(), (_request, response) => {
      asked += 1;
      response.end('{}');
    });
    await using host = await start(server, 'https');
    const client = createClient({ env: {}, keys: { openai: key }, baseUrls: { openai: host.url } });
    const error = await failureOf(client.generateText(spec, 'Hi', { retry: { baseMs: 1 } }));
    expect(error).toMatchObject({ code: 'network', retryable: false, attempts: { length: 1 } });
    expect(asked).toBe(0);
  });

  it.each(['rejectUnauthorized', 'insecure', 'tls', 'ca', 'agent', 'dispatcher'])(
    'has no option %s',
    async (name) => {
      const options = { [name]: name === 'rejectUnauthorized' ? false : {} };
      expect(() => createClient(options)).toThrow(/option/);
      const call = createClient({ env: {}, keys: { openai: key } }).generateText(spec, 'Hi', options);
      expect((await failureOf(call)).message).toMatch(/option/);
    },
  );
});

describe('input', () => {
  it.each([
    [{ 'x-a': 'b\r\nx-evil: 1' }],
    [{ 'x-a\r\nx-evil': 'b' }],
    [{ 'content-length': '0' }],
    [{ 'transfer-encoding': 'chunked' }],
  ])('headers like %j are refused unquoted', async (headers) => {
    const host = simulators.shared;
    const before = host.requests.length;
    const error = await failureOf(
      simulators.client.generateText(spec, 'Hi', { headers: headers as Record<string, string> }),
    );
    expect(error.code).toBe('config');
    expect(surfacesOf(error)).not.toContain('evil');
    expect(host.requests).toHaveLength(before);
  });

  it('of tools is parsed without touching a prototype', async () => {
    const host = await simulators.start({ turns: [{ toolCalls: [{ name: 'add', input: hostile }] }] });
    const { toolCalls } = await host
      .client()
      .generateText(spec, 'Hi', { tools: [{ name: 'add', inputSchema: {} }] });
    const [call] = toolCalls;
    expect(Object.keys(call?.input ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(call?.input)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

// A literal would set the prototype.
const hostile = JSON.parse(
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
) as never;
