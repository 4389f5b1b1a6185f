import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { ReqLLMError } from '../core/error.ts';
import { onAbort } from '../core/abort.ts';
import { longestTimerMs } from '../core/longest-timer.ts';
import {
  abortedError,
  connectionError,
  errorCode,
  type ExchangePhase,
  proxyError,
  switchedError,
  timeoutError,
} from './connection-error.ts';
import { NodeBody } from './node-body.ts';
import { decoderOf } from './node-decode.ts';
import { cutIdle, noteKeepAlive } from './node-pool.ts';
import type { HttpRequest, HttpResponse } from './transport.ts';

/** Where a request goes and through what. */
export interface Route {
  /** For error messages: the host that was asked for, not the proxy. */
  readonly host: string;
  readonly options: Omit<RequestOptions, 'headers'> & {
    readonly host: string;
    readonly port: number;
    readonly agent: Agent;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly body: string | Uint8Array | undefined;
  readonly send: (options: RequestOptions) => ClientRequest;
}

/** Sends one request over node:http and settles with the reply's headers. */
export function exchange(route: Route, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  return new Promise((resolve, reject) => new Exchange(route, request, signal, { resolve, reject }).start());
}

interface Outcome {
  resolve(response: HttpResponse): void;
  reject(error: ReqLLMError): void;
}

class Exchange {
  readonly #route: Route;
  readonly #request: HttpRequest;
  readonly #signal: AbortSignal;
  readonly #outcome: Outcome;
  #phase: ExchangePhase = 'connect';
  #message: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #body: NodeBody | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytesBefore = 0;
  #socket: Socket | undefined;
  #isResent = false;
  #isSettled = false;
  #stopWatching: (() => void) | undefined;

  constructor(route: Route, request: HttpRequest, signal: AbortSignal, outcome: Outcome) {
    this.#route = route;
    this.#request = request;
    this.#signal = signal;
    this.#outcome = outcome;
  }

  start(): void {
    const abort = (): void => this.#fail(abortedError(this.#signal, this.#phase));
    if (this.#signal.aborted) return abort();
    this.#stopWatching = onAbort(this.#signal, abort);
    this.#send();
  }

  #send(): void {
    this.#phase = 'connect';
    let message: ClientRequest;
    try {
      message = this.#route.send(this.#route.options);
    } catch (error) {
      return this.#fail(refusedByNode(error));
    }
    this.#message = message;
    message.on('error', (error) => this.#lose(message, error));
    message.on('socket', (socket) => this.#watch(message, socket));
    message.on('response', (response) => this.#answer(message, response));
    // Node would close the connection and say nothing.
    message.on('upgrade', (_response, socket) => {
      socket.destroy();
      this.#fail(switchedError(this.#route.host));
    });
    // Known at once when an idle connection is used: then there is nothing to connect.
    if (message.reusedSocket) this.#connected(message);
    else this.#connecting(message);
    message.end(this.#route.body);
  }

  #connecting(message: ClientRequest): void {
    this.#limit('connect', this.#request.connectMs);
    // What https-proxy-agent got for its CONNECT. It would pass a refusal off as the host's own reply.
    message.on('proxyConnect', (reply: { statusCode: number }) => {
      if (reply.statusCode !== 200) this.#fail(proxyError(reply.statusCode, this.#route.host));
    });
  }

  #watch(message: ClientRequest, socket: Socket): void {
    this.#socket = socket;
    this.#bytesBefore = socket.bytesRead;
    // `secureConnecting` is true from the start to the end of the TLS handshake; Node does not document it.
    const { secureConnecting } = socket as { secureConnecting?: boolean };
    if (secureConnecting === true) socket.once('secureConnect', () => this.#connected(message));
    else if (socket.connecting) socket.once('connect', () => this.#connected(message));
    else this.#connected(message);
  }

  #connected(message: ClientRequest): void {
    if (this.#phase === 'headers' || this.#isSettled || message !== this.#message) return;
    this.#phase = 'headers';
    this.#limit('headers', this.#request.headersMs);
  }

  #answer(message: ClientRequest, response: IncomingMessage): void {
    if (this.#isSettled) return;
    this.#phase = 'stream';
    this.#response = response;
    noteKeepAlive(response);
    const { host } = this.#route;
    let decoder: ReturnType<typeof decoderOf>;
    try {
      decoder = decoderOf(response.headers['content-encoding'], host);
    } catch (error) {
      response.on('error', ignore);
      return this.#fail(error as ReqLLMError);
    }
    clearTimeout(this.#timer);
    this.#isSettled = true;
    this.#body = new NodeBody({
      response,
      host,
      decoder,
      aborted: () => (this.#signal.aborted ? abortedError(this.#signal, 'stream') : undefined),
      destroy: () => void message.destroy(),
      over: () => this.#stopWatching?.(),
    });
    this.#outcome.resolve({
      status: response.statusCode ?? 0,
      headers: plainHeaders(response, decoder !== undefined),
      body: this.#body,
    });
  }

  #lose(message: ClientRequest, error: Error): void {
    // An earlier try that was replaced; or the end of a connection whose reply has arrived.
    if (message !== this.#message) return;
    if (this.#body !== undefined) {
      if (this.#response?.complete !== true)
        this.#body.fail(connectionError(error, this.#route.host, 'stream'));
      return;
    }
    if (this.#isSettled) return;
    if (this.#isStale(message, error)) {
      this.#isResent = true;
      const { host, port, agent } = this.#route.options;
      cutIdle(agent, { name: host, port });
      return this.#send();
    }
    this.#fail(connectionError(error, this.#route.host, this.#phase));
  }

  // The server closed an idle connection while the request was on its way: nothing of a reply was read from it.
  #isStale(message: ClientRequest, error: Error): boolean {
    if (this.#isResent || !message.reusedSocket || this.#socket === undefined) return false;
    return this.#socket.bytesRead === this.#bytesBefore && lostCodes.has(errorCode(error));
  }

  #limit(timeout: 'connect' | 'headers', limitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer =
      limitMs > 0
        ? setTimeout(
            () => this.#fail(timeoutError(timeout, limitMs, this.#route.host)),
            Math.min(limitMs, longestTimerMs),
          )
        : undefined;
  }

  #fail(error: ReqLLMError): void {
    if (this.#body !== undefined) return this.#body.fail(error);
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#stopWatching?.();
    this.#message?.destroy();
    this.#outcome.reject(error);
  }
}

const lostCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

function plainHeaders(response: IncomingMessage, isDecoded: boolean): Record<string, string> {
  const headers = response.headers as Record<string, string>;
  const cookies: unknown = headers['set-cookie'];
  if (!isDecoded && cookies === undefined) return headers;
  const plain = { ...headers };
  if (Array.isArray(cookies)) plain['set-cookie'] = cookies.join(', ');
  if (!isDecoded) return plain;
  // They describe bytes that the reader does not get to see.
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = plain;
  return rest;
}

// node:http refuses what it cannot send before it opens a connection, such as an agent of the wrong protocol.
function refusedByNode(error: unknown): ReqLLMError {
  const code = errorCode(error);
  return new ReqLLMError(
    `The request cannot be sent${code === '' ? '' : ` (${code})`}. Check the \`agent\`, the headers and the base URL.`,
    {
      code: 'config',
      phase: 'config',
    },
  );
}

function ignore(): void {}
