import type { ReqLLMError } from '../core/error.ts';
import { abortedError, connectionError } from './connection-error.ts';
import { checkHeaders } from './headers.ts';
import { type OpenSocket, type Socket, type SocketEvents } from './socket.ts';
import { SocketExchange } from './socket-exchange.ts';
import type { ClosableTransport, HttpRequest, HttpResponse } from './transport.ts';
import { parseUrl } from './url.ts';

/** Settings of the transport on WebSockets. */
export interface SocketTransportOptions {
  /** How long a free connection is kept for the next request, in milliseconds (default 60000). */
  readonly idleMs?: number;
  /** How old a connection may be when it is used again, in milliseconds (default 50 minutes: OpenAI ends them at 60). */
  readonly maxAgeMs?: number;
  /** Most free connections (default 16); the oldest is cut first. */
  readonly maxIdle?: number;
}

/**
 * Asks over WebSockets, one request at a time on each. A connection is free again after the last message of an answer;
 * one whose answer was left early, or that brought an error, is cut. A request that a closed free connection lost is sent
 * once more on a new one, if no message had come.
 */
export function createSocketTransport(
  open: OpenSocket,
  options: SocketTransportOptions = {},
): ClosableTransport {
  const pool = new SocketPool(options);
  const transport = async (asked: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    if (signal.aborted) throw abortedError(signal, 'connect');
    checkHeaders(asked.headers);
    const request = { ...asked, headers: handshakeHeaders(asked.headers) };
    const { host } = parseUrl(request.url, 'The address of the request');
    const key = keyOf(request);
    const kept = pool.take(key, request.socket?.follows);
    const again = await kept?.ask(request, signal);
    if (again !== undefined && isReply(again)) return again;
    if (again?.lost?.retryable === false) throw again.lost;
    const connection = new Connection(key, host, pool);
    const opened = await open(request, connection, signal);
    if (isReply(opened)) return opened;
    const answer = await connection.use(opened).ask(request, signal);
    if (isReply(answer)) return answer;
    throw answer.lost ?? connectionError(undefined, host, 'headers');
  };
  return Object.assign(transport, { close: async () => pool.close() });
}

interface Lost {
  /** Absent when the server closed the connection in good order. */
  readonly lost: ReqLLMError | undefined;
}

class Connection implements SocketEvents {
  readonly key: string;
  readonly openedAt: number = Date.now();
  /** The end of the last answer, as far as an id in it could stand. */
  last = '';
  readonly #host: string;
  readonly #pool: SocketPool;
  #socket: Socket | undefined;
  #exchange: SocketExchange | undefined;
  #loss: Lost | undefined;
  // Said before the first request: some servers refuse a key only after the handshake.
  #early: string[] | undefined = [];

  constructor(key: string, host: string, pool: SocketPool) {
    this.key = key;
    this.#host = host;
    this.#pool = pool;
  }

  use(socket: Socket): this {
    this.#socket = socket;
    return this;
  }

  async ask(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse | Lost> {
    const socket = this.#socket;
    const early = this.#early ?? [];
    this.#early = undefined;
    if (socket === undefined || (this.#loss !== undefined && early.length === 0))
      return this.#loss ?? { lost: undefined };
    socket.hold('busy');
    const exchange = new SocketExchange({
      socket,
      terms: request.socket ?? { ends: [] },
      signal,
      host: this.#host,
      over: (last) => this.#over(last),
    });
    this.#exchange = exchange;
    if (signal.aborted) {
      exchange.close();
      throw abortedError(signal, 'headers');
    }
    socket.send(textOf(request.body));
    for (const text of early) exchange.message(text);
    if (this.#loss !== undefined) exchange.lost(this.#loss.lost);
    const beginning = await exchange.begin(request.headersMs);
    if (beginning !== 'begun') return beginning;
    return { status: 200, headers: replyHeaders(socket.headers), body: exchange };
  }

  message(text: string): void {
    if (this.#exchange !== undefined) this.#exchange.message(text);
    else if (this.#early !== undefined && this.#early.length < 16) this.#early.push(text);
    // Nobody asked: it would be taken for the beginning of the next answer.
    else this.cut();
  }

  closed(error: ReqLLMError | undefined): void {
    this.#loss ??= { lost: error };
    this.#pool.forget(this);
    this.#exchange?.lost(error);
  }

  cut(): void {
    this.#loss ??= { lost: undefined };
    this.#pool.forget(this);
    this.#socket?.cut();
  }

  #over(last: string | undefined): void {
    this.#exchange = undefined;
    if (last === undefined || this.#loss !== undefined) return this.cut();
    this.last = last.slice(0, 65_536);
    this.#socket?.hold('idle');
    this.#pool.put(this);
  }
}

class SocketPool {
  readonly #options: Required<SocketTransportOptions>;
  // In the order of their last use.
  readonly #free = new Map<Connection, ReturnType<typeof setTimeout>>();
  #isOpen = true;

  constructor({ idleMs = 60_000, maxAgeMs = 50 * 60_000, maxIdle = 16 }: SocketTransportOptions) {
    this.#options = { idleMs, maxAgeMs, maxIdle };
  }

  /** A free connection: the one that `follows` came over, else the one used last. */
  take(key: string, follows: string | undefined): Connection | undefined {
    const fitting = [...this.#free.keys()].filter((connection) => connection.key === key);
    for (const old of fitting.filter((each) => this.#isOld(each))) old.cut();
    const young = fitting.filter((each) => this.#free.has(each));
    const known = follows === undefined ? undefined : young.findLast(({ last }) => last.includes(follows));
    const taken = known ?? young.at(-1);
    if (taken !== undefined) this.forget(taken);
    return taken;
  }

  put(connection: Connection): void {
    const { idleMs, maxIdle } = this.#options;
    if (!this.#isOpen || idleMs <= 0 || this.#isOld(connection)) return connection.cut();
    const timer = setTimeout(() => connection.cut(), idleMs);
    // Not there in browsers, where a timer is a number.
    (timer as { unref?: () => void }).unref?.();
    this.#free.set(connection, timer);
    if (this.#free.size > maxIdle) [...this.#free.keys()][0]?.cut();
  }

  forget(connection: Connection): void {
    clearTimeout(this.#free.get(connection));
    this.#free.delete(connection);
  }

  close(): void {
    this.#isOpen = false;
    for (const connection of this.#free.keys()) connection.cut();
  }

  #isOld({ openedAt }: Connection): boolean {
    return Date.now() - openedAt > this.#options.maxAgeMs;
  }
}

/** Connections are shared by requests to the same address with the same headers, the key among them. */
function keyOf({ url, headers }: HttpRequest): string {
  return JSON.stringify([url, Object.entries(headers).sort(([left], [right]) => (left < right ? -1 : 1))]);
}

function isReply<Other extends object>(outcome: HttpResponse | Other): outcome is HttpResponse {
  return 'status' in outcome;
}

// These speak of bodies; a handshake has none, and messages are what they are.
function handshakeHeaders(headers: HttpRequest['headers']): HttpRequest['headers'] {
  const { accept: _accept, 'accept-encoding': _encoding, 'content-type': _type, ...own } = headers;
  return own;
}

const ofTheHandshake =
  /^(?:connection|upgrade|content-.*|transfer-encoding|sec-websocket-.*|keep-alive|date)$/;

function replyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !ofTheHandshake.test(name));
  return { ...Object.fromEntries(kept), 'content-type': 'application/x-ndjson' };
}

function textOf(body: HttpRequest['body']): string {
  return body === undefined ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body);
}
