import { Agent, createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import { createCertificate } from '../http/node-test-certificate.ts';
import { serve, start } from '../http/node-test-server.ts';
import { nodeTransport } from '../node.ts';
import type { ModelResponse } from '../core/response.ts';
import type { Transport } from '../http/transport.ts';
import { faults } from '../testing/fault.ts';
import { createClient } from './client.ts';

const simulators = useSimulators();
const spec = 'openai:gpt-4o-mini';
afterEach(() => void vi.unstubAllGlobals());

describe('a fetch of your own', () => {
  it('carries texts and streams, each with its method, headers and signal', async () => {
    const asked: RequestInit[] = [];
    const fetch: typeof globalThis.fetch = (address, init) => {
      asked.push(init ?? {});
      return globalThis.fetch(address, init);
    };
    const client = simulators.shared.client({ fetch });
    expect((await client.generateText(spec, 'Hi')).text).toContain('Hi');
    const stream = await client.streamText(spec, 'Hello');
    expect((await stream.response()).text).toContain('Hello');
    expect(asked).toMatchObject([{ method: 'POST' }, { method: 'POST' }]);
    expect(asked.every(({ signal }) => signal instanceof AbortSignal)).toBe(true);
  });

  it('is stopped with the call', async () => {
    const host = await simulators.start({ turns: () => ({ text: 'One two three', fault: faults.stall(2) }) });
    const stop = new AbortController();
    const client = host.client({ fetch: globalThis.fetch });
    const stream = await client.streamText(spec, 'Hi', { signal: stop.signal });
    const failure = failureOf(stream.response());
    stop.abort();
    expect(await failure).toMatchObject({ code: 'aborted' });
    await expect.poll(() => host.answering, { timeout: 20_000 }).toBe(0);
  });

  it('fails as the connection does, and is tried again', async () => {
    let asked = 0;
    const fetch: typeof globalThis.fetch = (address, init) => {
      asked += 1;
      return asked === 1
        ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
        : globalThis.fetch(address, init);
    };
    const { attempts } = await simulators.shared
      .client({ fetch })
      .generateText(spec, 'Hi', { retry: { baseMs: 1 } });
    expect(attempts).toMatchObject([{ error: { code: 'network' } }, { outcome: 'ok' }]);
  });

  it('leaves no WebSocket open behind a client that is closed', async () => {
    // The package's class has the interface that runtimes with headers give theirs.
    class Standard extends WebSocket {
      constructor(url: string, options: { readonly headers: Readonly<Record<string, string>> }) {
        super(url, [], { headers: { ...options.headers } });
      }
    }
    vi.stubGlobal('WebSocket', Standard);
    const host = await simulators.start();
    const client = host.client({ fetch: globalThis.fetch });
    const socket = { provider: 'openai', id: 'gpt-5.5', protocol: 'openai-responses-socket' };
    expect((await client.generateText(socket, 'Hi')).text).toContain('Hi');
    expect(await host.connections()).toBe(1);
    await client.close();
    await expect.poll(() => host.connections(), { timeout: 20_000 }).toBe(0);
  });

  it('is not mixed with a transport', () => {
    expect(() => createClient({ fetch: globalThis.fetch, transport: nodeTransport() })).toThrow(
      '`fetch` or `transport`, not both',
    );
    expect(() => createClient({ fetch: 'undici' as never })).toThrow('`fetch` must be a function');
  });
});

describe('nodeTransport', () => {
  const reply = JSON.stringify({
    choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
    usage: {},
  });
  const answer: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(reply);
    });
  };
  const ask = (transport: Transport, url: string): Promise<ModelResponse> =>
    createClient({ transport, env: {} }).generateText('openai-compatible:m', 'Hi', {
      baseUrl: `${url}/v1`,
      apiKey: 'k',
      retry: 0,
    });

  it.each([1, 3])('keeps to %i connections', async (maxSockets) => {
    await using server = await serve(answer);
    const transport = nodeTransport({ maxSockets, env: () => undefined });
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(transport, server.url)));
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 12 }, () => 'Hi'));
    expect(server.connections()).toBe(maxSockets);
    await transport.close();
  });

  it('asks with the certificates of an own agent, and says what to do without them', async () => {
    const { key, cert } = createCertificate();
    await using server = await start(createServer({ key, cert }, answer), 'https');
    const agent = new Agent({ ca: cert });
    expect((await ask(nodeTransport({ agent }), server.url)).text).toBe('Hi');
    const error = await failureOf(ask(nodeTransport({ env: () => undefined }), server.url));
    expect(error).toMatchObject({ code: 'network' });
    expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
  });
});
