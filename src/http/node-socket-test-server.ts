// For the tests of sockets: a real WebSocket server on loopback. Nothing else imports it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { start, type TestServer } from './node-test-server.ts';

/** A server that upgrades every connection and tells the test of each message. */
export interface SocketServer extends TestServer {
  readonly sockets: readonly WebSocket[];
  readonly handshakes: readonly IncomingMessage[];
  /** Everything that clients said, in order. */
  readonly said: readonly string[];
}

export type Answer = (socket: WebSocket, text: string, count: number) => void;

/** Starts one; `refuse` may answer a handshake in its own way instead, and says so. */
export async function serveSockets(
  answer: Answer,
  refuse: (request: IncomingMessage, socket: Duplex) => boolean = () => false,
  plain: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    void response.end(),
): Promise<SocketServer> {
  const sockets: WebSocket[] = [];
  const handshakes: IncomingMessage[] = [];
  const said: string[] = [];
  const upgrades = new WebSocketServer({ noServer: true });
  upgrades.on('headers', (headers) => headers.push('x-request-id: handshake-1', 'Set-Cookie: a=1'));
  const server = createServer(plain);
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head) => {
    handshakes.push(request);
    if (refuse(request, stream)) return;
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('message', (data: Buffer) => {
        said.push(data.toString());
        answer(socket, data.toString(), said.length);
      });
    });
  });
  return Object.assign(await start(server, 'http'), { sockets, handshakes, said });
}

/** A message of a stream. */
export function frame(type: string, more: object = {}): string {
  return JSON.stringify({ type, ...more });
}
