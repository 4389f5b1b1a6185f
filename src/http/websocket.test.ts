import { describe, expect, test } from 'vitest';
import type { ReqLLMError } from '../core/error.ts';
import { decodeText } from './decode-text.ts';
import { readAll } from './limits.ts';
import { post, sleep, until } from './node-test-server.ts';
import { createNodeSocketTransport } from './node-websocket.ts';
import { type Answer, frame, serveSockets, type SocketServer } from './node-socket-test-server.ts';
import type { ClosableTransport, HttpRequest, HttpResponse } from './transport.ts';
import type { SocketTransportOptions } from './websocket.ts';

const signal = (): AbortSignal => new AbortController().signal;
const ask = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest =>
  post(url, { method: 'GET', socket: { ends: ['done'] }, ...changes });
const failure = (promise: Promise<unknown>): Promise<ReqLLMError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ReqLLMError,
  );
const textOf = async ({ body }: HttpResponse): Promise<string> => decodeText(await readAll(body));
const echo: Answer = (socket, text) => socket.send(frame('done', { said: text }));

interface Held extends AsyncDisposable {
  readonly server: SocketServer;
  readonly transport: ClosableTransport;
  /** Asks and reads the whole answer. */
  tell(body: string, changes?: Partial<HttpRequest>): Promise<string>;
}

async function held(answer: Answer = echo, options: SocketTransportOptions = {}): Promise<Held> {
  const server = await serveSockets(answer);
  const transport = createNodeSocketTransport(options);
  return {
    server,
    transport,
    tell: async (body, changes = {}) =>
      textOf(await transport(ask(server.url, { body, ...changes }), signal())),
    async [Symbol.asyncDispose]() {
      await transport.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('a free connection', () => {
  test('serves the next request with the same address and headers, and no other', async () => {
    await using own = await held();
    await own.tell('one', { headers: { accept: 'application/json', 'content-type': 'application/json' } });
    expect(await own.tell('two', { headers: { accept: 'text/event-stream' } })).toContain('"said":"two"');
    expect(own.server.connections()).toBe(1);
    expect(own.server.handshakes[0]?.headers).not.toHaveProperty('accept');
    await own.tell('three', { headers: { authorization: 'Bearer other' } });
    await own.tell('four', { url: `${own.server.url}/other` });
    expect(own.server.connections()).toBe(3);
    await own.tell('five');
    expect(own.server.connections()).toBe(3);
  });

  test('is the one that the request follows', async () => {
    const places: number[] = [];
    const waiting: (() => void)[] = [];
    await using own = await held((socket, text) => {
      const place = own.server.sockets.indexOf(socket);
      places.push(place);
      const answer = (): void => socket.send(frame('done', { id: `resp-${text}-${place}` }));
      waiting.push(answer);
      // The first two are answered together, so that each has a connection of its own.
      if (waiting.length === 2) for (const go of waiting) go();
      else if (waiting.length > 2) answer();
    });
    await Promise.all([own.tell('a'), own.tell('b')]);
    const follow = (id: string): Promise<string> =>
      own.tell('next', { socket: { ends: ['done'], follows: id } });
    await follow('-0');
    await follow('-1');
    await follow('-0');
    await follow('nothing known');
    expect(places.slice(2)).toEqual([0, 1, 0, 0]);
    expect(own.server.connections()).toBe(2);
  });

  test('is let go after a while, when there are too many, when it is old, and by close', async () => {
    await using brief = await held(echo, { idleMs: 20 });
    await brief.tell('x');
    await until(() => brief.server.open.size === 0);
    expect(brief.server.open.size).toBe(0);

    await using few = await held(echo, { maxIdle: 2 });
    for (const key of ['1', '2', '3']) await few.tell('x', { headers: { key } });
    await until(() => few.server.open.size === 2);
    expect(few.server.open.size).toBe(2);
    await few.transport.close();
    await until(() => few.server.open.size === 0);
    expect(few.server.open.size).toBe(0);
    expect(await few.tell('still works')).toContain('still works');
    await until(() => few.server.open.size === 0);
    expect(few.server.open.size).toBe(0);

    await using old = await held(echo, { maxAgeMs: 5 });
    await old.tell('x');
    await sleep(15);
    await old.tell('x');
    expect(old.server.connections()).toBe(2);
  });

  test('that the server closed is not used again', async () => {
    await using own = await held();
    await own.tell('one');
    own.server.sockets[0]?.close(1001);
    await until(() => own.server.open.size === 0);
    expect(await own.tell('two')).toContain('two');
    expect(own.server.connections()).toBe(2);
  });

  test('that is lost at its next request is replaced once, before any message of the answer', async () => {
    await using own = await held((socket, text, count) => {
      if (count === 2) socket.terminate();
      else if (text !== 'never') echo(socket, text, count);
      else socket.close();
    });
    await own.tell('one');
    expect(await own.tell('two')).toContain('two');
    expect(own.server.said).toEqual(['one', 'two', 'two']);
    expect(await failure(own.tell('never'))).toMatchObject({ code: 'network', phase: 'headers' });
    expect(own.server.said).toEqual(['one', 'two', 'two', 'never', 'never']);
  });

  test('over which something came unasked is not used again', async () => {
    await using own = await held();
    await own.tell('one');
    own.server.sockets[0]?.send(frame('delta', { text: 'of nobody' }));
    await until(() => own.server.open.size === 0);
    expect(await own.tell('two')).toBe('{"type":"done","said":"two"}\n');
    expect(own.server.connections()).toBe(2);
  });
});

describe('an answer', () => {
  test('that is left early takes its connection with it', async () => {
    await using own = await held((socket) => socket.send(frame('delta')));
    const response = await own.transport(ask(own.server.url), signal());
    expect(await response.body.read()).toBeDefined();
    await response.body.close();
    await response.body.close();
    expect(await response.body.read()).toBeUndefined();
    await until(() => own.server.open.size === 0);
    expect(own.server.open.size).toBe(0);
  });

  test('that is aborted fails before and after its first message', async () => {
    await using own = await held((socket, text) => text === 'speak' && socket.send(frame('delta')));
    for (const body of ['silence', 'speak']) {
      const controller = new AbortController();
      const asked = own.transport(ask(own.server.url, { body }), controller.signal);
      if (body === 'silence') {
        setTimeout(() => controller.abort(), 30);
        expect(await failure(asked)).toMatchObject({ code: 'aborted', phase: 'headers' });
      } else {
        const response = await asked;
        await response.body.read();
        setTimeout(() => controller.abort(), 5);
        expect(await failure(response.body.read())).toMatchObject({ code: 'aborted', phase: 'stream' });
      }
    }
    await until(() => own.server.open.size === 0);
    expect(own.server.open.size).toBe(0);
  });

  test('whose first message does not come is a timeout', async () => {
    await using own = await held(() => {});
    expect(await failure(own.tell('x', { headersMs: 30 }))).toMatchObject({
      code: 'timeout',
      timeout: 'headers',
      retryable: true,
    });
  });

  test('that came before the question is still the answer, as is why the server closed', async () => {
    const server = await serveSockets(() => {});
    const transport = createNodeSocketTransport();
    const asked = transport(ask(server.url, { body: 'late' }), signal());
    await until(() => server.sockets.length === 1);
    server.sockets[0]?.send(frame('error', { status: 401 }));
    server.sockets[0]?.close(1008, 'no');
    const { body } = await asked;
    expect(decodeText((await body.read()) as Uint8Array)).toBe('{"type":"error","status":401}\n');
    expect(await failure(body.read())).toMatchObject({ code: 'network', retryable: false });
    await server[Symbol.asyncDispose]();
  });

  test.each<[string, Answer, Partial<ReqLLMError> | undefined]>([
    ['closed in good order', (socket) => socket.close(1000), undefined],
    ['closed as the server goes away', (socket) => socket.close(1001), undefined],
    ['closed without a code', (socket) => socket.close(), undefined],
    ['cut', (socket) => socket.terminate(), { code: 'network', retryable: true }],
    [
      'closed with a reason',
      (socket) => socket.close(1011, 'engine on fire'),
      {
        code: 'network',
        retryable: true,
        providerCode: '1011',
        message: expect.stringContaining('engine on fire') as unknown as string,
      },
    ],
    [
      'closed as we broke a rule',
      (socket) => socket.close(1008),
      { code: 'network', retryable: false, providerCode: '1008' },
    ],
    [
      'refused as too long',
      (socket) => socket.close(1009),
      { code: 'invalid-request', retryable: false, providerCode: '1009' },
    ],
    [
      'longer than we take',
      (socket) => socket.send(`"${'x'.repeat(32 * 1024 * 1024)}"`),
      { code: 'bad-response', message: expect.stringContaining('longer than') as unknown as string },
    ],
  ])('that is %s keeps what had come', async (_name, end, expected) => {
    await using own = await held((socket, text, count) => {
      socket.send(frame('delta'));
      end(socket, text, count);
    });
    const { body } = await own.transport(ask(own.server.url), signal());
    expect(decodeText((await body.read()) as Uint8Array)).toBe('{"type":"delta"}\n');
    if (expected === undefined) expect(await body.read()).toBeUndefined();
    else expect(await failure(body.read())).toMatchObject(expected);
    await until(() => own.server.open.size === 0);
    expect(own.server.open.size).toBe(0);
  });
});
