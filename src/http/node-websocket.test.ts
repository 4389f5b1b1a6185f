import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { ReqLLMError } from '../core/error.ts';
import { decodeText } from './decode-text.ts';
import { readAll } from './limits.ts';
import { createCertificate } from './node-test-certificate.ts';
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
import { createNodeSocketTransport } from './node-websocket.ts';
import { frame, serveSockets } from './node-socket-test-server.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

const terms = { ends: ['done'] };
const signal = (): AbortSignal => new AbortController().signal;
const ask = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest =>
  post(url, { method: 'GET', socket: terms, headers: { authorization: 'Bearer k' }, ...changes });
const send = (transport: Transport, request: HttpRequest): Promise<HttpResponse> =>
  transport(request, signal());
const failure = (promise: Promise<unknown>): Promise<ReqLLMError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ReqLLMError,
  );
const textOf = async ({ body }: HttpResponse): Promise<string> => decodeText(await readAll(body));
const answerAll = (socket: WebSocket): void => {
  socket.send(frame('delta', { text: 'Grüße 🌍' }));
  socket.send('{\n "type":\n "done"}');
};

describe('a request over a WebSocket', () => {
  test('is one message, and its answer is lines up to the last message', async () => {
    await using server = await serveSockets(answerAll);
    const transport = createNodeSocketTransport();
    const response = await send(transport, ask(`${server.url}/v1/responses?x=1`, { body: '{"a":"ü"}' }));
    expect(response).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson', 'x-request-id': 'handshake-1' },
    });
    expect(Object.keys(response.headers)).not.toContain('sec-websocket-accept');
    expect(await textOf(response)).toBe('{"type":"delta","text":"Grüße 🌍"}\n{  "type":  "done"}\n');
    expect(server.said).toEqual(['{"a":"ü"}']);
    expect(server.handshakes[0]).toMatchObject({
      url: '/v1/responses?x=1',
      headers: { authorization: 'Bearer k' },
    });
    expect(server.handshakes[0]?.headers).not.toHaveProperty('sec-websocket-extensions');
    await transport.close();
  });

  // The framer's law says the rest: any slicing of the lines gives the same events.
  test('reads the same from messages in any fragments', async () => {
    let cuts: readonly number[] = [];
    const messages = [
      frame('delta', { text: 'Grüße, 世界 🌍' }),
      frame('delta', { text: '' }),
      frame('done'),
    ];
    await using server = await serveSockets((socket) => {
      for (const message of messages) sendInPieces(socket, message, cuts);
    });
    const transport = createNodeSocketTransport();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 60 }), { maxLength: 8 }), async (chosen) => {
        cuts = chosen;
        const text = await textOf(await send(transport, ask(server.url)));
        expect(text).toBe(messages.map((each) => `${each}\n`).join(''));
      }),
      { numRuns: 60 },
    );
    expect(server.connections()).toBe(1);
    await transport.close();
  });

  test('is not read faster than the reader reads', async () => {
    const text = 'x'.repeat(64 * 1024);
    const count = 400;
    await using server = await serveSockets((socket) => {
      for (let at = 0; at < count; at += 1) socket.send(frame('delta', { text }));
      socket.send(frame('done'));
    });
    const transport = createNodeSocketTransport();
    const response = await send(transport, ask(server.url));
    await sleep(200);
    // The kernel's buffers take some megabytes; the rest waits at the server.
    expect(server.sockets[0]?.bufferedAmount).toBeGreaterThan(1_000_000);
    const bytes = await readAll(response.body);
    expect(bytes.length).toBe(count * (text.length + 27) + 16);
    expect(server.sockets[0]?.bufferedAmount).toBe(0);
    await transport.close();
  });

  test('refuses headers that belong to the connection, and binary bodies are text', async () => {
    await using server = await serveSockets(answerAll);
    const transport = createNodeSocketTransport();
    expect(await failure(send(transport, ask(server.url, { headers: { upgrade: 'h2c' } })))).toMatchObject({
      code: 'config',
    });
    await textOf(await send(transport, ask(server.url, { body: new TextEncoder().encode('{"b":1}') })));
    expect(server.said).toEqual(['{"b":1}']);
    await transport.close();
  });
});

describe('a handshake', () => {
  test.each([401, 404, 429, 503])('that is refused with %d is an answer with its body', async (status) => {
    await using server = await serveSockets(answerAll, (_request, stream) => {
      const body = '{"error":{"message":"No"}}';
      stream.end(
        `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\nretry-after: 7\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return true;
    });
    const response = await send(createNodeSocketTransport(), ask(server.url));
    expect(response).toMatchObject({
      status,
      headers: { 'retry-after': '7', 'content-type': 'application/json' },
    });
    expect(await textOf(response)).toBe('{"error":{"message":"No"}}');
    expect(server.said).toEqual([]);
  });

  test('with a server that only speaks HTTP gets its page, and no redirect is followed', async () => {
    await using server = await serve((request, response) => {
      response.writeHead(request.url === '/moved' ? 302 : 200, {
        'content-type': 'text/html',
        location: '/elsewhere',
      });
      response.end('<p>Hello');
    });
    const page = await send(createNodeSocketTransport(), ask(server.url));
    expect([page.status, await textOf(page)]).toEqual([200, '<p>Hello']);
    const moved = await send(createNodeSocketTransport(), ask(`${server.url}/moved`));
    expect(moved.status).toBe(302);
    await moved.body.close();
  });

  test('with a liar, a wall or nobody is an error that says so', async () => {
    await using liar = await serveRaw((socket) =>
      socket.end(
        'HTTP/1.1 101 Ok\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n',
      ),
    );
    const transport = createNodeSocketTransport();
    expect(await failure(send(transport, ask(liar.url)))).toMatchObject({ code: 'bad-response' });
    await using wall = await serveRaw((socket) => socket.destroy());
    expect(await failure(send(transport, ask(wall.url)))).toMatchObject({
      code: 'network',
      retryable: true,
      message: expect.stringContaining('without an answer'),
    });
    const nobody = `http://127.0.0.1:${await unusedPort()}`;
    expect(await failure(send(transport, ask(nobody)))).toMatchObject({
      code: 'network',
      phase: 'connect',
      message: expect.stringContaining('connection refused'),
    });
  });

  test('has a time limit, and can be aborted', async () => {
    await using silent = await serveRaw(() => {});
    const transport = createNodeSocketTransport();
    expect(await failure(send(transport, ask(silent.url, { connectMs: 30 })))).toMatchObject({
      code: 'timeout',
      timeout: 'connect',
    });
    const controller = new AbortController();
    const asked = transport(ask(silent.url), controller.signal);
    setTimeout(() => controller.abort(), 20);
    expect(await failure(asked)).toMatchObject({ code: 'aborted', phase: 'connect' });
    expect(await failure(transport(ask(silent.url), AbortSignal.abort()))).toMatchObject({ code: 'aborted' });
    await until(() => silent.open.size === 0);
    expect(silent.open.size).toBe(0);
  });
});

describe('a proxy in the environment', () => {
  async function startProxy(target: TestServer | undefined): Promise<TestServer & { asked: string[] }> {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(`${request.method} ${request.url}`);
      if (target === undefined) return void client.end('HTTP/1.1 407 No\r\ncontent-length: 4\r\n\r\nnope');
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      const tunnel = connect(target.port, '127.0.0.1', () => client.pipe(tunnel).pipe(client));
      for (const end of [tunnel, client]) end.on('error', () => {});
    });
    return Object.assign(await start(server, 'http'), { asked });
  }

  const through = (proxy: TestServer): Transport =>
    createNodeSocketTransport({ env: (name) => (name === 'HTTPS_PROXY' ? proxy.url : undefined) });

  test('opens the tunnel to a wss host, whose certificate is checked behind it', async () => {
    await using target = await start(createSecureServer(createCertificate()), 'https');
    await using proxy = await startProxy(target);
    const error = await failure(send(through(proxy), ask('https://api.example.com/v1/responses')));
    expect(error.message).toContain('cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(proxy.asked).toEqual(['CONNECT api.example.com:443']);
  });

  test('that refuses the tunnel is not taken for the host', async () => {
    await using proxy = await startProxy(undefined);
    const error = await failure(send(through(proxy), ask('https://api.example.com/v1/responses')));
    expect(error).toMatchObject({ code: 'network', phase: 'connect', retryable: false });
    expect(error.message).toContain('The proxy refused a tunnel to api.example.com (407).');
  });
});

describe('without the package', () => {
  test('the error names the command that installs it', async () => {
    const load = (): Promise<undefined> => Promise.resolve(undefined);
    const error = await failure(
      send(createNodeSocketTransport({ load }), ask(`http://127.0.0.1:${await unusedPort()}`)),
    );
    if ('WebSocket' in globalThis) expect(error.code).toBe('network');
    else expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('npm install ws') });
  });
});

function sendInPieces(socket: WebSocket, message: string, cuts: readonly number[]): void {
  const bytes = Buffer.from(message);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort(
    (left, right) => left - right,
  );
  let from = 0;
  for (const place of places) {
    socket.send(bytes.subarray(from, place), { fin: false, binary: false });
    from = place;
  }
  socket.send(bytes.subarray(from), { fin: true, binary: false });
}
