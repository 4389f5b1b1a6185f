// For the tests of this room: real servers on loopback. Nothing else imports it.
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { HttpRequest } from './transport.ts';

/** A server, what it has seen, and how to stop it. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** How many connections there have been. */
  connections(): number;
  /** How many of them are closed. */
  closed(): number;
}

/** Starts an HTTP server. */
export function serve(
  handler: RequestListener,
  settings: { keepAliveTimeout?: number } = {},
): Promise<TestServer> {
  const server: HttpServer = createServer(handler);
  server.keepAliveTimeout = settings.keepAliveTimeout ?? 5_000;
  return start(server, 'http');
}

/** Starts a server that answers each request, head and body, with whatever bytes the test writes. */
export function serveRaw(answer: (socket: Socket, count: number) => void): Promise<TestServer> {
  let count = 0;
  const server = createTcpServer((socket) => {
    let text = '';
    socket.on('error', ignore);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!isWhole(text)) return;
      text = '';
      count += 1;
      answer(socket, count);
    });
  });
  return start(server, 'http');
}

/** Starts any server and watches its connections. */
export async function start(server: Server, scheme: 'http' | 'https'): Promise<TestServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', ignore);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  const url = `${scheme}://127.0.0.1:${port}`;
  return {
    port,
    url,
    open,
    connections: () => connections,
    closed: () => connections - open.size,
    [Symbol.asyncDispose]: stop,
  };
}

/** A small POST with generous limits. */
export function post(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', url, headers, body: '{"a":1}', connectMs: 2_000, headersMs: 2_000, ...changes };
}

/** A port on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = await start(createTcpServer(), 'http');
  await server[Symbol.asyncDispose]();
  return server.port;
}

/**
 * Waits until something is so; throws after `limitMs`. How soon things happen is measured by `npm run soak`: a test that
 * asks for a tenth of a second fails on a machine that has other things to do.
 */
export async function until(isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > limitMs) throw new Error(`It is not so after ${limitMs} ms.`);
    await sleep(2);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1] ?? '0';
  return text.length >= head + 4 + Number(length);
}

function ignore(): void {}
