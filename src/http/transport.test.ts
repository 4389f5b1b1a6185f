import { getEventListeners } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { createFetchTransport } from './fetch.ts';
import { readAll } from './limits.ts';
import { createNodeTransport } from './node.ts';
import {
  post,
  serve,
  serveRaw,
  sleep,
  start,
  type TestServer,
  unusedPort,
  until,
} from './node-test-server.ts';
import type { Transport } from './transport.ts';

// What both transports promise, on the same servers.
const transports: readonly { name: 'node' | 'fetch'; create: () => Transport }[] = [
  { name: 'node', create: () => createNodeTransport() },
  { name: 'fetch', create: () => createFetchTransport() },
];

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const signal = (): AbortSignal => new AbortController().signal;

// Node's fetch opens another connection when one was cut, so that only the first is ours to watch.
const isReleased = (server: TestServer): boolean => server.open.size === 0 || server.closed() > 0;

async function failure(promise: Promise<unknown>): Promise<ReqLLMError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  if (!isReqLLMError(error)) throw error;
  return error;
}

describe.each(transports)('$name', ({ name, create }) => {
  test('carries a request out and the answer back', async () => {
    await using server = await serve((request, response) => {
      response.setHeader('x-two', ['a', 'b']);
      response.setHeader('Set-Cookie', ['c=1', 'd=2']);
      response.writeHead(201, 'Made');
      request.on('data', (bytes) =>
        response.write(`${request.method} ${request.url} ${String(request.headers['x-key'])} ${bytes}`),
      );
      request.on('end', () => response.end());
    });
    const request = post(`${server.url}/v1/chat?alt=sse`, {
      headers: { 'x-key': 'k' },
      body: '{"text":"grüß"}',
    });
    const response = await create()(request, signal());
    expect(response.status).toBe(201);
    expect(response.headers).toMatchObject({ 'x-two': 'a, b', 'set-cookie': 'c=1, d=2' });
    expect(text(await readAll(response.body))).toBe('POST /v1/chat?alt=sse k {"text":"grüß"}');
    expect(await response.body.read()).toBeUndefined();
  });

  test('asks for a plain body, sends bytes as they are, and GET without a body', async () => {
    const seen: unknown[] = [];
    await using server = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (bytes: Buffer) => parts.push(bytes));
      request.on('end', () => {
        seen.push(request.method, request.headers['accept-encoding'], Array.from(Buffer.concat(parts)));
        response.end();
      });
    });
    const transport = create();
    await readAll((await transport(post(server.url, { body: new Uint8Array([0, 255, 10]) }), signal())).body);
    const { body: _none, ...get } = post(server.url, { method: 'GET' });
    await readAll((await transport(get, signal())).body);
    expect(seen).toEqual(['POST', 'identity', [0, 255, 10], 'GET', 'identity', []]);
  });

  test('returns a redirect and follows nothing', async () => {
    let requests = 0;
    await using server = await serve((_request, response) => {
      requests += 1;
      response.writeHead(307, { location: 'http://localhost:1/elsewhere' }).end('gone');
    });
    const response = await create()(post(server.url), signal());
    expect([response.status, response.headers['location']]).toEqual([307, 'http://localhost:1/elsewhere']);
    expect(text(await readAll(response.body))).toBe('gone');
    expect(requests).toBe(1);
  });

  test('returns an error status like any other, also an empty one', async () => {
    await using server = await serve((request, response) =>
      response.writeHead(request.url === '/500' ? 500 : 204).end(),
    );
    expect((await create()(post(`${server.url}/500`), signal())).status).toBe(500);
    const empty = await create()(post(server.url), signal());
    expect([empty.status, (await readAll(empty.body)).length]).toEqual([204, 0]);
  });

  test('nobody there: says so, may be tried again', async () => {
    const port = await unusedPort();
    const error = await failure(create()(post(`http://127.0.0.1:${port}/v1?key=abcdefgh`), signal()));
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: true });
    expect(error.message).toBe(`Cannot reach 127.0.0.1:${port}: connection refused. Is the server running?`);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('abcdefgh');
  });

  test('no such host', async () => {
    const error = await failure(create()(post('http://reqllm.invalid/v1'), signal()));
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: true });
    expect(error.message).toMatch(
      /^Cannot reach reqllm\.invalid: (?:there is no such host|the name look-up failed)\./,
    );
  });

  test('no headers within the limit', async () => {
    await using server = await serveRaw(() => {});
    const limits = { connectMs: name === 'node' ? 1_000 : 0, headersMs: 80 };
    const error = await failure(create()(post(server.url, limits), signal()));
    expect(error).toMatchObject({ code: 'timeout', timeout: 'headers', retryable: true });
    await until(() => isReleased(server));
  });

  test('a limit of 0 is off, and no timer runs once the headers are there', async () => {
    await using server = await serve((_request, response) => {
      response.flushHeaders();
      setTimeout(() => response.end('late'), 120);
    });
    const off = await create()(post(server.url, { connectMs: 0, headersMs: 0 }), signal());
    expect(text(await readAll(off.body))).toBe('late');
    const short = await create()(post(server.url, { headersMs: 60 }), signal());
    expect(text(await readAll(short.body))).toBe('late');
  });

  test('closed before the headers', async () => {
    await using server = await serveRaw((socket) => socket.destroy());
    const error = await failure(create()(post(server.url), signal()));
    expect(error).toMatchObject({ code: 'network', phase: 'headers', retryable: true });
    expect(error.message).toContain('closed the connection without an answer');
    expect(server.connections()).toBe(1);
  });

  test.each([
    ['reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['a content-length that is not reached', (socket: Socket) => void socket.end()],
  ])('%s in the body: what came is read, then it fails', async (_name, cut) => {
    await using server = await serveRaw((socket) => {
      socket.write(`${head}content-length: 100\r\n\r\nhello`);
      setTimeout(() => cut(socket), 40);
    });
    const controller = new AbortController();
    const { body } = await create()(post(server.url), controller.signal);
    expect(text((await body.read()) as Uint8Array)).toBe('hello');
    const error = await failure(body.read());
    expect(error).toMatchObject({ code: 'network', phase: 'stream', retryable: true });
    expect(error.cause).toBeDefined();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect((await failure(body.read())).code).toBe('network');
  });

  test('cut between two chunks, and in the middle of one', async () => {
    await using server = await serveRaw((socket, count) => {
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`);
      setTimeout(() => socket.end(count === 1 ? '' : 'ff\r\nwor'), 40);
    });
    for (const expected of ['hello', 'hellowor']) {
      const { body } = await create()(post(server.url), signal());
      let got = '';
      const error = await failure(
        (async () => {
          for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read())
            got += text(bytes);
        })(),
      );
      expect([got, error.code]).toEqual([expected, 'network']);
    }
  });

  test('a body that ends with its connection ends cleanly', async () => {
    await using server = await serveRaw((socket) =>
      socket.end(`${head}connection: close\r\n\r\nall there is`),
    );
    const { body } = await create()(post(server.url), signal());
    expect(text(await readAll(body))).toBe('all there is');
  });

  test('something that is not HTTP', async () => {
    await using server = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'));
    const error = await failure(create()(post(server.url), signal()));
    expect(['bad-response', 'network']).toContain(error.code);
    expect(error.message).not.toContain('SSH');
  });

  test.each([
    ['a line break', { 'x-key': 'sk-secret\r\nhost: evil' }],
    ['a null', { 'x-key': 'sk-secret\0' }],
    ['another alphabet', { 'x-key': 'sk-secretж' }],
    ['a bad name', { 'sk-secret: x\r\n': 'v' }],
    ['the length', { 'content-length': '1' }],
    ['no text', { 'x-key': undefined as unknown as string }],
  ])('refuses %s in a header and does not quote it', async (_name, headers: Record<string, string>) => {
    await using server = await serve((_request, response) => response.end());
    const error = await failure(create()(post(server.url, { headers }), signal()));
    expect(error).toMatchObject({ code: 'config', phase: 'config', retryable: false });
    expect(String(error.stack) + JSON.stringify(error)).not.toContain('secret');
    expect(server.connections()).toBe(0);
  });

  test.each(['nonsense', 'ftp://example.com/', 'https://user:secret@example.com/', '/v1'])(
    'refuses the address %s',
    async (url) => {
      const error = await failure(create()(post(url), signal()));
      expect(error.code).toBe('config');
      expect(error.message).not.toContain('secret');
    },
  );

  test('close cuts a body that is still coming, once, and reads nothing more', async () => {
    await using server = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(1_000)), 5);
      response.on('close', () => clearInterval(timer));
    });
    const controller = new AbortController();
    const { body } = await create()(post(server.url), controller.signal);
    await body.read();
    const pending = body.read();
    void body.close();
    void body.close();
    await until(() => isReleased(server));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await pending;
    expect(await body.read()).toBeUndefined();
  });

  test('thirty calls on one signal warn nobody and leave nothing on it', async () => {
    const warnings: unknown[] = [];
    const note = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', note);
    await using server = await serve((_request, response) => setTimeout(() => response.end('ok'), 30));
    const controller = new AbortController();
    const transport = create();
    const calls = Array.from({ length: 30 }, async () =>
      readAll((await transport(post(server.url), controller.signal)).body),
    );
    expect((await Promise.all(calls)).map(text)).toEqual(Array.from({ length: 30 }, () => 'ok'));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  describe('abort', () => {
    test('before the call: nothing is sent', async () => {
      await using server = await serve((_request, response) => response.end());
      const error = await failure(create()(post(server.url), AbortSignal.abort(new Error('enough'))));
      expect(error).toMatchObject({ code: 'aborted', retryable: false, cause: { message: 'enough' } });
      expect(server.connections()).toBe(0);
    });

    test('in the tick of the call', async () => {
      await using server = await serve(() => {});
      const controller = new AbortController();
      const call = create()(post(server.url), controller.signal);
      controller.abort();
      expect((await failure(call)).code).toBe('aborted');
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
      await sleep(30);
      await until(() => isReleased(server));
    });

    test('while connecting', async () => {
      await using full = await fullServer();
      const controller = new AbortController();
      const call = create()(post(`http://127.0.0.1:${full.port}`), controller.signal);
      setTimeout(() => controller.abort(), 40);
      expect((await failure(call)).code).toBe('aborted');
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    });

    test('while waiting for the headers', async () => {
      await using server = await serve(() => {});
      const controller = new AbortController();
      const call = create()(post(server.url), controller.signal);
      await until(() => server.open.size === 1);
      await sleep(20);
      controller.abort();
      expect((await failure(call)).code).toBe('aborted');
      await until(() => isReleased(server));
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    });

    test.each(['during a read', 'between reads'])('in the body, %s', async (when) => {
      await using server = await serve((_request, response) => void response.write('first'));
      const controller = new AbortController();
      const { body } = await create()(post(server.url), controller.signal);
      await body.read();
      const pending = when === 'during a read' ? failure(body.read()) : undefined;
      controller.abort();
      expect(await (pending ?? failure(body.read()))).toMatchObject({ code: 'aborted', phase: 'stream' });
      await until(() => isReleased(server));
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
      expect((await failure(body.read())).code).toBe('aborted');
    });

    test('after the end changes nothing', async () => {
      await using server = await serve((_request, response) => response.end('done'));
      const controller = new AbortController();
      const { body } = await create()(post(server.url), controller.signal);
      await readAll(body);
      controller.abort();
      expect(await body.read()).toBeUndefined();
    });
  });
});

/** A server whose queue of new connections is full, so that one more is never answered (Linux: backlog + 1 fit). */
async function fullServer(): Promise<{ port: number } & AsyncDisposable> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(60);
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}

test('node: a connection that is never made', async () => {
  await using full = await fullServer();
  const error = await failure(
    createNodeTransport()(post(`http://127.0.0.1:${full.port}`, { connectMs: 80 }), signal()),
  );
  expect(error).toMatchObject({ code: 'timeout', phase: 'connect', timeout: 'connect', retryable: true });
  expect(error.message).toContain('within 80 ms');
});

test('node: a TLS handshake that is never answered counts as connecting', async () => {
  await using server = await start(
    createServer((socket) => void socket.resume()),
    'https',
  );
  const error = await failure(createNodeTransport()(post(server.url, { connectMs: 80 }), signal()));
  expect(error).toMatchObject({ code: 'timeout', timeout: 'connect' });
  await until(() => isReleased(server));
});
