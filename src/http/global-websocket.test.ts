import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ReqLLMError } from '../core/error.ts';
import { decodeText } from './decode-text.ts';
import {
  createGlobalSocketTransport,
  openStandardSocket,
  type StandardSocketClass,
} from './global-websocket.ts';
import { readAll } from './limits.ts';
import { post, serveRaw, unusedPort, until } from './node-test-server.ts';
import { createNodeSocketTransport } from './node-websocket.ts';
import { frame, serveSockets } from './node-socket-test-server.ts';
import type { HttpRequest } from './transport.ts';
import { createSocketTransport } from './websocket.ts';

const signal = (): AbortSignal => new AbortController().signal;
const ask = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest =>
  post(url, { method: 'GET', socket: { ends: ['done'] }, headers: { authorization: 'k' }, ...changes });
const failure = (promise: Promise<unknown>): Promise<ReqLLMError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ReqLLMError,
  );

// The package's class has the standard's interface too: this is how the runtimes that take headers take them.
class Standard extends WebSocket {
  constructor(url: string, options: { readonly headers: Readonly<Record<string, string>> }) {
    super(url, [], { headers: { ...options.headers } });
  }
}
// A browser takes the second argument for a list of protocols.
class Browser extends WebSocket {
  constructor(url: string) {
    super(url);
    this.on('error', () => {});
  }
}
const standard = Standard as unknown as StandardSocketClass;

afterEach(() => vi.unstubAllGlobals());

describe('the runtime’s own WebSocket', () => {
  test('is asked and answers, text or binary, and serves the next request', async () => {
    await using server = await serveSockets((socket) => {
      socket.send(Buffer.from(frame('delta', { text: 'ü' })));
      socket.send(frame('done'));
    });
    vi.stubGlobal('WebSocket', Standard);
    const transport = createGlobalSocketTransport();
    for (const _ of [1, 2]) {
      const { status, headers, body } = await transport(ask(server.url, { body: 'x' }), signal());
      expect([status, headers]).toEqual([200, { 'content-type': 'application/x-ndjson' }]);
      expect(decodeText(await readAll(body))).toBe('{"type":"delta","text":"ü"}\n{"type":"done"}\n');
    }
    expect(server.connections()).toBe(1);
    expect(server.handshakes[0]?.headers['authorization']).toBe('k');
    await transport.close();
    await until(() => server.open.size === 0);
    expect(server.open.size).toBe(0);
  });

  test('serves on Node too, where the package is missing', async () => {
    await using server = await serveSockets((socket) => socket.send(frame('done')));
    vi.stubGlobal('WebSocket', Standard);
    const transport = createNodeSocketTransport({ load: () => Promise.resolve(undefined) });
    const { body } = await transport(ask(server.url), signal());
    expect(decodeText(await readAll(body))).toBe('{"type":"done"}\n');
    await transport.close();
  });

  test('says why it was closed', async () => {
    await using server = await serveSockets((socket) => {
      socket.send(frame('delta'));
      socket.close(1013, 'later');
    });
    const { body } = await createSocketTransport(openStandardSocket(standard))(ask(server.url), signal());
    await body.read();
    expect(await failure(body.read())).toMatchObject({ code: 'network', providerCode: '1013' });
  });

  test('does not say why a handshake failed, and has a time limit', async () => {
    const transport = createSocketTransport(openStandardSocket(standard));
    await using refusing = await serveSockets(
      () => {},
      (_request, stream) => Boolean(stream.end('HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n')),
    );
    for (const url of [refusing.url, `http://127.0.0.1:${await unusedPort()}`])
      expect(await failure(transport(ask(url), signal()))).toMatchObject({
        code: 'network',
        phase: 'connect',
        message: expect.stringContaining('does not say'),
      });
    await using silent = await serveRaw(() => {});
    expect(await failure(transport(ask(silent.url, { connectMs: 20 }), signal()))).toMatchObject({
      code: 'timeout',
      timeout: 'connect',
    });
  });

  test('is of no use without headers, and nothing is said to the server', async () => {
    const said: string[] = [];
    await using server = await serveSockets((_socket, text) => void said.push(text));
    vi.stubGlobal('WebSocket', undefined);
    expect(await failure(createGlobalSocketTransport()(ask(server.url), signal()))).toMatchObject({
      code: 'config',
    });
    vi.stubGlobal('WebSocket', Browser);
    expect(await failure(createGlobalSocketTransport()(ask(server.url), signal()))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('takes headers'),
    });
    expect(said).toEqual([]);
  });
});
