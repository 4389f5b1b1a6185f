import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { ReqLLMError } from '../core/error.ts';
import { readAll } from './limits.ts';
import { createNodeTransport } from './node.ts';
import { createTunnelAgent, hasProxyAgent } from './node-proxy.ts';
import { createCertificate } from './node-test-certificate.ts';
import { post, serve, start, type TestServer, until } from './node-test-server.ts';
import type { ClosableTransport, Env, Transport } from './transport.ts';

const signal = (): AbortSignal => new AbortController().signal;
const failure = (promise: Promise<unknown>): Promise<ReqLLMError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ReqLLMError,
  );

async function call(transport: Transport, url: string): Promise<string> {
  const { body } = await transport(post(url), signal());
  return new TextDecoder().decode(await readAll(body));
}

/** A proxy that forwards and tunnels, and writes down what it was asked; or one that refuses tunnels. */
async function startProxy(refusal?: number): Promise<TestServer & { readonly asked: string[] }> {
  const asked: string[] = [];
  const note = (request: IncomingMessage): void => {
    asked.push(
      `${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? '-'} ${request.headers.host}`,
    );
  };
  const server = createServer((request, response) => {
    note(request);
    const forwarded = sendRequest(
      String(request.url),
      { method: String(request.method), headers: request.headers },
      (reply) => reply.pipe(response),
    );
    request.pipe(forwarded);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request);
    if (refusal !== undefined)
      return void client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 4\r\n\r\nnope`);
    const [host = '', port] = String(request.url).split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
    client.on('close', () => target.destroy());
  });
  return Object.assign(await start(server, 'http'), { asked });
}

function behind(proxy: TestServer, user = ''): ClosableTransport {
  const address = `http://${user}127.0.0.1:${proxy.port}`;
  return createNodeTransport({
    env: (name) => (name === 'ALL_PROXY' ? address : undefined),
    proxyLoopback: true,
  });
}

describe('a plain http request', () => {
  test('names its whole address to the proxy, whose credentials go with it', async () => {
    await using target = await serve((request, response) =>
      response.end(`${request.url} ${request.headers.host}`),
    );
    await using proxy = await startProxy();
    const transport = behind(proxy, 'us:p%40ss@');
    const host = `127.0.0.1:${target.port}`;
    expect(await call(transport, `${target.url}/v1?a=b`)).toBe(`/v1?a=b ${host}`);
    expect(await call(transport, `${target.url}/v2`)).toBe(`/v2 ${host}`);
    const authorization = `Basic ${Buffer.from('us:p@ss').toString('base64')}`;
    expect(proxy.asked).toEqual([
      `POST http://${host}/v1?a=b ${authorization} ${host}`,
      `POST http://${host}/v2 ${authorization} ${host}`,
    ]);
    expect(proxy.connections()).toBe(1);
    await transport.close();
  });

  test('to this machine goes directly, unless asked', async () => {
    await using target = await serve((_request, response) => response.end('direct'));
    const transport = createNodeTransport({ env: () => 'http://127.0.0.1:1' });
    expect(await call(transport, target.url)).toBe('direct');
    await transport.close();
  });

  test('asks the environment once for each address', async () => {
    await using target = await serve((_request, response) => response.end('ok'));
    const env = vi.fn<Env>(() => undefined);
    const transport = createNodeTransport({ env, proxyLoopback: true });
    await call(transport, target.url);
    const times = env.mock.calls.length;
    await call(transport, target.url);
    expect(times).toBeGreaterThan(0);
    expect(env.mock.calls.length).toBe(times);
    await transport.close();
  });
});

describe('an https request', () => {
  test('goes through a tunnel, which is kept for the next', async () => {
    const { key, cert } = createCertificate();
    const secure = createSecureServer({ key, cert }, (request, response) =>
      response.end(`secure ${request.url}`),
    );
    await using target = await start(secure, 'https');
    await using proxy = await startProxy();
    const agent = await createTunnelAgent(new URL(`http://us:er@127.0.0.1:${proxy.port}`), {
      keepAlive: true,
    });
    Object.assign((agent as unknown as { options: object }).options, { ca: cert });
    const transport = createNodeTransport({ agent });
    expect(await call(transport, `${target.url}/v1`)).toBe('secure /v1');
    expect(await call(transport, `${target.url}/v2`)).toBe('secure /v2');
    const host = `127.0.0.1:${target.port}`;
    expect(proxy.asked).toEqual([`CONNECT ${host} Basic ${Buffer.from('us:er').toString('base64')} ${host}`]);
    agent.destroy();
  });

  test('checks the certificate of the host behind the tunnel', async () => {
    await using target = await start(createSecureServer(createCertificate()), 'https');
    await using proxy = await startProxy();
    const error = await failure(call(behind(proxy), target.url));
    expect(error.message).toContain('cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(proxy.asked).toHaveLength(1);
  });

  test.each([407, 502])(
    "a refused tunnel (%d) is the proxy's failure, not the host's reply",
    async (status) => {
      await using proxy = await startProxy(status);
      const error = await failure(call(behind(proxy), 'https://api.example.com/v1'));
      expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: status === 502 });
      expect(error.message).toContain(`The proxy refused a tunnel to api.example.com (${status}).`);
    },
  );

  test('a tunnel that never opens runs into the connect limit', async () => {
    await using silent = await start(
      createServer().on('connect', () => {}),
      'http',
    );
    const error = await failure(
      behind(silent)(post('https://api.example.com/', { connectMs: 80 }), signal()),
    );
    expect(error).toMatchObject({ code: 'timeout', timeout: 'connect' });
  });

  test('abort while the tunnel is being opened', async () => {
    await using silent = await start(
      createServer().on('connect', () => {}),
      'http',
    );
    const controller = new AbortController();
    const pending = behind(silent)(post('https://api.example.com/'), controller.signal);
    await until(() => silent.open.size === 1);
    controller.abort();
    expect((await failure(pending)).code).toBe('aborted');
  });

  test('a proxy that is not there', async () => {
    const transport = createNodeTransport({ env: () => 'http://127.0.0.1:1' });
    const error = await failure(call(transport, 'https://api.example.com/'));
    // `NO_PROXY` is that address too, which exempts nothing here.
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: true });
  });
});

test('which versions of Node tunnel by themselves', () => {
  expect(['20.20.2', '22.20.0', '23.11.0', '24.4.1'].map(hasProxyAgent)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(['22.21.0', '24.5.0', '25.0.0', '26.1.0'].map(hasProxyAgent)).toEqual([true, true, true, true]);
});
