import { Agent } from 'node:http';
import { Agent as SecureAgent, createServer as createSecureServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import type { ReqLLMError } from '../core/error.ts';
import { drain, readAll } from './limits.ts';
import { createNodeTransport } from './node.ts';
import { createCertificate } from './node-test-certificate.ts';
import { post, serve, serveRaw, sleep, start, until } from './node-test-server.ts';
import type { Transport } from './transport.ts';

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

describe('the pool', () => {
  test('two hundred calls in a row share a connection', async () => {
    await using server = await serve((_request, response) => response.end('ok'));
    const transport = createNodeTransport();
    for (let count = 0; count < 200; count += 1) expect(await call(transport, server.url)).toBe('ok');
    expect(server.connections()).toBe(1);
    await transport.close();
  });

  test('an idle connection goes after its time', async () => {
    await using server = await serve((_request, response) => response.end('ok'));
    const brief = createNodeTransport({ keepAliveMs: 80 });
    const long = createNodeTransport({ keepAliveMs: 60_000 });
    for (const transport of [brief, long]) await call(transport, server.url);
    await until(() => server.open.size < 2);
    expect(server.open.size).toBe(1);
    await call(long, server.url);
    expect(server.connections()).toBe(2);
    await long.close();
  });

  test('a busy connection has no idle limit, also when it was idle before', async () => {
    await using server = await serve((_request, response) => setTimeout(() => response.end('ok'), 150));
    const transport = createNodeTransport({ keepAliveMs: 50 });
    expect([await call(transport, server.url), await call(transport, server.url)]).toEqual(['ok', 'ok']);
    expect(server.connections()).toBe(1);
  });

  test("the server's hint less a second wins over a longer limit", async () => {
    const keep =
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\nKeep-Alive: max=9, timeout=';
    await using server = await serveRaw((socket, count) =>
      socket.write(`${keep}${count === 1 ? 1 : 2}\r\n\r\nok`),
    );
    const transport = createNodeTransport({ keepAliveMs: 60_000 });
    await call(transport, server.url);
    await until(() => server.open.size === 0);
    await call(transport, server.url);
    // It is kept, for a second and not for a minute.
    expect(server.open.size).toBe(1);
    await until(() => server.open.size === 0);
  });

  test('a complete body that nobody read to its end gives its connection back', async () => {
    await using server = await serve((_request, response) => response.end('short'));
    const transport = createNodeTransport();
    for (let count = 0; count < 12; count += 1) {
      const { body } = await transport(post(server.url), signal());
      await sleep(5);
      await body.close();
      await sleep(5);
    }
    // One, unless this process stood still in a pause; twelve, if closing cut the connection.
    expect(server.connections()).toBeLessThan(12);
    await transport.close();
  });

  test('a last word that comes late is drained; one that never comes is cut', async () => {
    let isLast = true;
    await using server = await serve((_request, response) => {
      response.write('all said');
      if (isLast) setTimeout(() => response.end(), 30);
    });
    const transport = createNodeTransport();
    for (const mostMs of [10_000, 30]) {
      isLast = mostMs > 30;
      const { body } = await transport(post(server.url), signal());
      await body.read();
      await drain(body, mostMs);
    }
    expect(server.connections()).toBe(1);
    await until(() => server.open.size === 0);
  });

  test('close cuts what is idle, leaves what is busy, and keeps nothing afterwards', async () => {
    let finish = (): void => {};
    await using server = await serve((request, response) => {
      if (request.url === '/slow') finish = () => response.end('ok');
      else response.end('ok');
    });
    const transport = createNodeTransport();
    const slow = call(transport, `${server.url}/slow`);
    await call(transport, server.url);
    await until(() => server.open.size === 2);
    await transport.close();
    await until(() => server.open.size === 1);
    finish();
    expect(await slow).toBe('ok');
    await until(() => server.open.size === 0);
    expect(await call(transport, server.url)).toBe('ok');
    await until(() => server.open.size === 0);
  });

  test('`maxSockets` holds requests back, and their connect limit runs', async () => {
    await using server = await serve((_request, response) => setTimeout(() => response.end('ok'), 100));
    const transport = createNodeTransport({ maxSockets: 1 });
    const first = call(transport, server.url);
    const error = await failure(transport(post(server.url, { connectMs: 40 }), signal()));
    expect(error).toMatchObject({ code: 'timeout', timeout: 'connect' });
    expect(await first).toBe('ok');
    expect(await call(transport, server.url)).toBe('ok');
    expect(server.connections()).toBe(1);
  });
});

describe('a connection that the server closed while it was idle', () => {
  const reply = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

  test('loses a request, which is sent again at once on a fresh one', async () => {
    // The reply is already there when the second request is written; then the server resets.
    await using server = await serveRaw((socket, count) =>
      count === 2 ? socket.resetAndDestroy() : socket.write(reply),
    );
    const transport = createNodeTransport();
    expect(await call(transport, server.url)).toBe('ok');
    expect(await call(transport, server.url)).toBe('ok');
    expect(server.connections()).toBe(2);
    await transport.close();
  });

  test('is not tried a third time', async () => {
    let requests = 0;
    await using server = await serveRaw((socket, count) => {
      requests = count;
      if (count === 1) socket.write(reply);
      else socket.destroy();
    });
    const transport = createNodeTransport();
    await call(transport, server.url);
    expect(await failure(call(transport, server.url))).toMatchObject({
      code: 'network',
      phase: 'headers',
      retryable: true,
    });
    expect(requests).toBe(3);
  });

  test('is not tried again once a byte of the reply was there', async () => {
    let requests = 0;
    await using server = await serveRaw((socket, count) => {
      requests = count;
      socket.write(count === 1 ? reply : 'HTTP/1.1 200 OK\r\ncontent-');
      if (count > 1) setTimeout(() => socket.destroy(), 20);
    });
    const transport = createNodeTransport();
    await call(transport, server.url);
    expect((await failure(call(transport, server.url))).code).toBe('network');
    expect(requests).toBe(2);
  });

  test('many at once: each is sent again, none fails', async () => {
    // It closes each connection some moments after a reply, without a word.
    await using server = await serveRaw((socket, count) => {
      socket.write(reply);
      setTimeout(() => socket.destroy(), count % 4);
    });
    const transport = createNodeTransport();
    for (let round = 0; round < 20; round += 1) {
      const replies = await Promise.all(Array.from({ length: 5 }, () => call(transport, server.url)));
      expect(new Set(replies)).toEqual(new Set(['ok']));
      await sleep(round % 3);
    }
    await transport.close();
  });

  test('also under TLS', async () => {
    const { key, cert } = createCertificate();
    let requests = 0;
    const secure = createSecureServer({ key, cert }, (request, response) => {
      requests += 1;
      if (requests === 2) request.socket.destroy();
      else response.end('ok');
    });
    await using server = await start(secure, 'https');
    const agent = new SecureAgent({ keepAlive: true, ca: cert });
    const transport = createNodeTransport({ agent });
    expect(await call(transport, server.url)).toBe('ok');
    expect(await call(transport, server.url)).toBe('ok');
    expect([requests, server.connections()]).toEqual([3, 2]);
    agent.destroy();
  });
});

describe('what is no proper reply', () => {
  test.each([16_384, 1_000])('headers past %d bytes', async (maxHeaderSize) => {
    await using server = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write(`x-more: ${'y'.repeat(200)}\r\n`), 0);
      socket.on('close', () => clearInterval(timer));
    });
    const error = await failure(createNodeTransport({ maxHeaderSize })(post(server.url), signal()));
    expect(error).toMatchObject({ code: 'bad-response', phase: 'headers', retryable: false });
    await until(() => server.open.size === 0);
  });

  test('something that is not HTTP', async () => {
    await using server = await serveRaw((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'));
    expect(await failure(createNodeTransport()(post(server.url), signal()))).toMatchObject({
      code: 'bad-response',
      retryable: false,
    });
  });

  test('another protocol, which nobody asked for', async () => {
    await using server = await serveRaw((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nhello'),
    );
    const request = post(server.url, { connectMs: 0, headersMs: 0 });
    expect(await failure(createNodeTransport()(request, signal()))).toMatchObject({
      code: 'bad-response',
      phase: 'headers',
      retryable: false,
    });
    await until(() => server.open.size === 0);
  });

  test('plain HTTP where https was asked for', async () => {
    await using server = await serve((_request, response) => response.end());
    const error = await failure(createNodeTransport()(post(server.url.replace('http:', 'https:')), signal()));
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: false });
    expect(error.message).toContain('TLS');
  });

  test('a certificate that nobody vouches for', async () => {
    await using server = await start(createSecureServer(createCertificate()), 'https');
    const error = await failure(createNodeTransport()(post(server.url), signal()));
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: false });
    expect(error.message).toContain('cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
  });

  test('bytes after the reply do not spoil it', async () => {
    await using server = await serveRaw((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 999 no'),
    );
    const transport = createNodeTransport();
    expect(await call(transport, server.url)).toBe('ok');
    await transport.close();
  });
});

test('header values beyond ASCII are sent as Latin-1, with a text body too', async () => {
  const seen: string[] = [];
  await using server = await serveRaw((socket) => socket.end('HTTP/1.1 204 No\r\n\r\n'));
  await using echo = await serve((request, response) => {
    request.on('data', (bytes: Buffer) => seen.push(String(request.headers['x-name']), bytes.toString()));
    request.on('end', () => response.end());
  });
  await createNodeTransport()(post(server.url), signal());
  await createNodeTransport()(post(echo.url, { headers: { 'x-name': 'Jürgen' }, body: '"ü"' }), signal());
  expect(seen).toEqual(['Jürgen', '"ü"']);
});

test('an agent of the wrong protocol is a mistake in the settings', async () => {
  const error = await failure(
    createNodeTransport({ agent: new Agent() })(post('https://127.0.0.1:1/'), signal()),
  );
  expect(error).toMatchObject({ code: 'config' });
  expect(error.message).toContain('ERR_INVALID_PROTOCOL');
});

test('IPv6 addresses are reached', async ({ skip }) => {
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => response.end('six'));
  const isThere = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => resolve(true));
  });
  if (!isThere) skip('this machine has no IPv6 loopback');
  const { port } = server.address() as { port: number };
  expect(await call(createNodeTransport({ keepAliveMs: 0 }), `http://[::1]:${port}/`)).toBe('six');
  server.close();
});
