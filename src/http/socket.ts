import { ReqLLMError } from '../core/error.ts';
import { onAbort } from '../core/abort.ts';
import { longestTimerMs } from '../core/longest-timer.ts';
import { abortedError, connectionError, timeoutError } from './connection-error.ts';
import type { HttpRequest, HttpResponse } from './transport.ts';

/** An open WebSocket of whatever runtime. */
export interface Socket {
  /** The headers of the reply to the handshake; empty where the runtime hides them. */
  readonly headers: Readonly<Record<string, string>>;
  send(text: string): void;
  /** Takes no more from the network until `resume`. Does nothing where the runtime cannot. */
  pause(): void;
  resume(): void;
  /** Whether the connection alone keeps the program running, where the runtime lets us say. */
  hold(state: 'busy' | 'idle'): void;
  /** Ends the connection at once. */
  cut(): void;
}

/** Whom a socket tells what happens. */
export interface SocketEvents {
  /** A whole message. */
  message(text: string): void;
  /** The connection is gone; undefined when the server closed it in good order. */
  closed(error: ReqLLMError | undefined): void;
}

/** Opens a socket to a request's address. Settles with the reply when the server would not upgrade the connection. */
export type OpenSocket = (
  request: HttpRequest,
  events: SocketEvents,
  signal: AbortSignal,
) => Promise<Socket | HttpResponse>;

/** The outcome of a handshake; the first word counts. */
export interface Handshake {
  resolve(outcome: Socket | HttpResponse): void;
  reject(error: ReqLLMError): void;
}

/** Runs a handshake within the request's `connectMs` and signal. `begin` starts it and returns what gives it up. */
export function shakeHands(
  request: HttpRequest,
  signal: AbortSignal,
  begin: (handshake: Handshake) => () => void,
): Promise<Socket | HttpResponse> {
  const { connectMs, url } = request;
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      stopWatching();
      return true;
    };
    const handshake: Handshake = {
      resolve: (outcome) => settle() && resolve(outcome),
      reject: (error) => settle() && reject(error),
    };
    let giveUp = (): void => {};
    const fail = (error: ReqLLMError): void => {
      handshake.reject(error);
      giveUp();
    };
    const timer =
      connectMs > 0
        ? setTimeout(
            () => fail(timeoutError('connect', connectMs, new URL(url).host)),
            Math.min(connectMs, longestTimerMs),
          )
        : undefined;
    const stopWatching = onAbort(signal, () => fail(abortedError(signal, 'connect')));
    try {
      giveUp = begin(handshake);
    } catch (error) {
      if (settle()) reject(error);
    }
  });
}

/** The ws(s) form of an http(s) address. */
export function socketUrl(url: string): string {
  return url.replace(/^http/i, 'ws');
}

/** What the end of a connection means, from its close code (RFC 6455 §7.4); undefined for an orderly one. */
export function closeError(code: number, reason: string, host: string): ReqLLMError | undefined {
  if (code === 1000 || code === 1001 || code === 1005) return undefined;
  if (code === 1006) return connectionError(undefined, host, 'stream');
  if (code === 1009)
    return new ReqLLMError(
      `${host} takes no WebSocket message as long as this request. Send it over HTTP, without the model's \`protocol\`.`,
      { code: 'invalid-request', phase: 'stream', providerCode: '1009' },
    );
  const said = reason.trim() === '' ? '' : `: ${reason.trim()}`;
  return new ReqLLMError(`${host} closed the WebSocket before the reply was complete (${code}${said}).`, {
    code: 'network',
    phase: 'stream',
    providerCode: String(code),
    retryable: !ourFault.has(code),
  });
}

// Protocol error, unacceptable data, inconsistent data, policy, missing extension.
const ourFault: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1010]);
