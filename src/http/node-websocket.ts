import type { Agent, IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { ReqLLMError } from '../core/error.ts';
import { defaultLimits } from '../wire/event.ts';
import { onAbort } from '../core/abort.ts';
import { abortedError, connectionError, errorCode, proxyError } from './connection-error.ts';
import { openStandardSocket, type StandardSocketClass } from './global-websocket.ts';
import { NodeBody } from './node-body.ts';
import { createTunnelAgent } from './node-proxy.ts';
import { proxyFor } from './proxy.ts';
import { closeError, type Handshake, type OpenSocket, shakeHands, type Socket, socketUrl } from './socket.ts';
import type { SocketEvents } from './socket.ts';
import type { ClosableTransport, Env, HttpRequest, HttpResponse } from './transport.ts';
import { createSocketTransport, type SocketTransportOptions } from './websocket.ts';

interface Package {
  readonly WebSocket: typeof WebSocket;
}

/** Settings of the transport on the package ws. */
export interface NodeSocketOptions extends SocketTransportOptions {
  /** Where the proxy settings are looked up; none are used without it. */
  readonly env?: Env | undefined;
  /** An agent of your own, in place of any proxy in the environment. */
  readonly agent?: Agent | undefined;
  /** Loads the package; undefined when it is not installed. */
  readonly load?: () => Promise<Package | undefined>;
}

/**
 * The transport on the optional package ws, else on Node's own WebSocket (22 and newer), which says less about a refused
 * handshake and cannot be slowed down. Throws a `config` error that names the command to install it.
 */
export function createNodeSocketTransport(options: NodeSocketOptions = {}): ClosableTransport {
  const { env, agent, load = loadPackage } = options;
  let opener: Promise<OpenSocket> | undefined;
  return createSocketTransport(async (request, events, signal) => {
    opener ??= load().then((found) =>
      found === undefined ? ownOpener() : packageOpener(found, { env, agent }),
    );
    return (await opener)(request, events, signal);
  }, options);
}

async function loadPackage(): Promise<Package | undefined> {
  return import('ws').catch(() => undefined);
}

function ownOpener(): OpenSocket {
  const { WebSocket: own } = globalThis as { WebSocket?: unknown };
  if (own !== undefined) return openStandardSocket(own as StandardSocketClass);
  throw new ReqLLMError(
    'WebSockets need a package on this version of Node. Run `npm install ws`, or use Node 22 or newer.',
    { code: 'config', phase: 'config' },
  );
}

function packageOpener(
  { WebSocket: SocketClass }: Package,
  way: { readonly env: Env | undefined; readonly agent: Agent | undefined },
): OpenSocket {
  return async (request, events, signal) => {
    const agent = way.agent ?? (await tunnelFor(new URL(request.url), way.env));
    const { host } = new URL(request.url);
    return shakeHands(request, signal, (handshake) => {
      const socket = new SocketClass(socketUrl(request.url), {
        headers: { ...request.headers },
        followRedirects: false,
        maxPayload: defaultLimits.maxEventBytes,
        // Deltas are small: compressing them costs more than it saves, and unpacking may be made to cost much more.
        perMessageDeflate: false,
        ...(agent === undefined ? {} : { agent }),
        finishRequest: (message) => {
          // What https-proxy-agent got for its CONNECT. It would pass a refusal off as the host's own reply.
          message.on('proxyConnect', (reply: { statusCode: number }) => {
            if (reply.statusCode !== 200) handshake.reject(proxyError(reply.statusCode, host));
          });
          message.end();
        },
      });
      listen(socket, { request, host, signal, handshake, events });
      return () => socket.terminate();
    });
  };
}

// A WebSocket over plain http is for servers on this machine, which are called directly.
async function tunnelFor(url: URL, env: Env | undefined): Promise<Agent | undefined> {
  const proxy = env === undefined || url.protocol !== 'https:' ? undefined : proxyFor(url, env);
  return proxy === undefined ? undefined : createTunnelAgent(proxy, {});
}

interface Listening {
  readonly request: HttpRequest;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly handshake: Handshake;
  readonly events: SocketEvents;
}

function listen(socket: WebSocket, { host, signal, handshake, events }: Listening): void {
  let reply: IncomingMessage | undefined;
  let isOpen = false;
  let failure: ReqLLMError | undefined;
  socket.on('upgrade', (response) => (reply = response));
  socket.on('unexpected-response', (message, response) => {
    handshake.resolve(refusalOf(response, host, signal, () => void message.destroy()));
  });
  socket.on('open', () => {
    isOpen = true;
    if (reply !== undefined) handshake.resolve(adapted(socket, reply));
  });
  socket.on('message', (data: Buffer) => events.message(data.toString('utf8')));
  socket.on('error', (error) => {
    if (!isOpen) return handshake.reject(notOpened(error, host));
    failure = broken(error, host);
  });
  socket.on('close', (code, reason) => {
    if (isOpen) events.closed(failure ?? closeError(code, reason.toString('utf8'), host));
    else handshake.reject(connectionError(undefined, host, 'headers'));
  });
}

function adapted(socket: WebSocket, { headers, socket: connection }: IncomingMessage): Socket {
  return {
    headers: plain(headers),
    send: (text) => socket.send(text),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    // An idle connection is no reason for a program to stay.
    hold: (state) => void (state === 'busy' ? connection.ref() : connection.unref()),
    cut: () => {
      // The close frame leaves before the connection ends, but no answer to it is waited for.
      socket.close();
      socket.terminate();
    },
  };
}

function refusalOf(
  response: IncomingMessage,
  host: string,
  signal: AbortSignal,
  destroy: () => void,
): HttpResponse {
  const aborted = (): ReqLLMError | undefined =>
    signal.aborted ? abortedError(signal, 'stream') : undefined;
  const stopWatching = onAbort(signal, () => body.fail(abortedError(signal, 'stream')));
  const body = new NodeBody({ response, host, aborted, destroy, over: stopWatching });
  return { status: response.statusCode ?? 0, headers: plain(response.headers), body };
}

function notOpened(error: Error, host: string): ReqLLMError {
  const code = errorCode(error);
  if (code === '' && /Sec-WebSocket|subprotocol|Upgrade header/i.test(error.message))
    return unreadable(
      `${host} did not answer the handshake as a WebSocket server. Check the base URL.`,
      error,
    );
  return connectionError(error, host, code === 'ECONNRESET' || code === 'EPIPE' ? 'headers' : 'connect');
}

function broken(error: Error, host: string): ReqLLMError {
  const code = errorCode(error);
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return unreadable(
      `${host} sent a WebSocket message longer than ${defaultLimits.maxEventBytes} bytes. Ask for less output.`,
      error,
    );
  if (code.startsWith('WS_ERR_'))
    return unreadable(`${host} sent something that is not a WebSocket's (${code}).`, error);
  return connectionError(error, host, 'stream');
}

function unreadable(message: string, cause: Error): ReqLLMError {
  return new ReqLLMError(message, { code: 'bad-response', phase: 'stream', cause });
}

function plain(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
