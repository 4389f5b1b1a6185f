import { ReqLLMError } from '../core/error.ts';
import { connectionError } from './connection-error.ts';
import { decodeText } from './decode-text.ts';
import { closeError, type Handshake, type OpenSocket, shakeHands, type Socket, socketUrl } from './socket.ts';
import type { SocketEvents } from './socket.ts';
import type { ClosableTransport, HttpRequest } from './transport.ts';
import { createSocketTransport, type SocketTransportOptions } from './websocket.ts';

/** The part of the standard's WebSocket that is used here, with the options that some runtimes add. */
export interface StandardSocket {
  binaryType: string;
  send(text: string): void;
  close(): void;
  addEventListener(type: string, listener: (event: StandardEvent) => void): void;
}

/** What such a socket tells; which members there are depends on the kind. */
export interface StandardEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly error?: unknown;
}

export type StandardSocketClass = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => StandardSocket;

/**
 * The transport on the runtime's own WebSocket. It cannot slow a server down and does not say why a handshake was
 * refused. Throws `config` in runtimes without one, or whose WebSocket takes no headers, as browsers' do.
 */
export function createGlobalSocketTransport(options: SocketTransportOptions = {}): ClosableTransport {
  return createSocketTransport((request, events, signal) => {
    const { WebSocket } = globalThis as { WebSocket?: unknown };
    if (WebSocket === undefined) throw withoutHeaders();
    return openStandardSocket(WebSocket as StandardSocketClass)(request, events, signal);
  }, options);
}

/** Opens sockets of a class like the standard's. */
export function openStandardSocket(SocketClass: StandardSocketClass): OpenSocket {
  return (request, events, signal) =>
    shakeHands(request, signal, (handshake) => {
      const socket = create(SocketClass, request);
      socket.binaryType = 'arraybuffer';
      listen(socket, new URL(request.url).host, handshake, events);
      return () => socket.close();
    });
}

// Without the headers there is no key, so a class that does not even look at them is of no use.
function create(SocketClass: StandardSocketClass, { url, headers }: HttpRequest): StandardSocket {
  let isRead = false;
  const options = {
    get headers() {
      isRead = true;
      return headers;
    },
  };
  let socket: StandardSocket;
  try {
    socket = new SocketClass(socketUrl(url), options);
  } catch {
    throw withoutHeaders();
  }
  if (isRead) return socket;
  socket.close();
  throw withoutHeaders();
}

function listen(socket: StandardSocket, host: string, handshake: Handshake, events: SocketEvents): void {
  let isOpen = false;
  socket.addEventListener('open', () => {
    isOpen = true;
    handshake.resolve(adapted(socket));
  });
  socket.addEventListener('message', ({ data }) =>
    events.message(typeof data === 'string' ? data : decodeText(new Uint8Array(data as ArrayBuffer))),
  );
  socket.addEventListener('error', ({ error }) => {
    if (!isOpen) handshake.reject(refused(host, error));
  });
  socket.addEventListener('close', ({ code = 1006, reason = '' }) => {
    if (isOpen) events.closed(closeError(code, reason, host));
    else handshake.reject(refused(host, undefined));
  });
}

function adapted(socket: StandardSocket): Socket {
  return {
    headers: {},
    send: (text) => socket.send(text),
    pause: () => {},
    resume: () => {},
    hold: () => {},
    cut: () => socket.close(),
  };
}

function refused(host: string, cause: unknown): ReqLLMError {
  const { message } = connectionError(cause, host, 'connect');
  return new ReqLLMError(`${message} This runtime does not say whether the server refused the WebSocket.`, {
    code: 'network',
    phase: 'connect',
    retryable: true,
    cause,
  });
}

function withoutHeaders(): ReqLLMError {
  const message =
    "This runtime has no WebSocket that takes headers. Use HTTP, without the model's `protocol`, or pass a `transport`.";
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
