import type { SocketTerms } from '../wire/socket.ts';

/** One HTTP request, ready to send: nothing is added to it but `host`, `content-length` and `accept-encoding: identity`. */
export interface HttpRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly url: string;
  /** Names in lower case. Control characters in a value are refused before anything is sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Longest wait for name look-up, TCP and TLS together, in milliseconds; 0 is no limit. */
  readonly connectMs: number;
  /** Longest wait from the connection to the end of the reply's headers, in milliseconds; 0 is no limit. */
  readonly headersMs: number;
  /**
   * Asks over a WebSocket: `url` is opened with ws(s) for http(s), or a free connection with the same address and headers
   * is used; the body is sent as one message, and the messages of the answer are the lines of an
   * `application/x-ndjson` reply. A refused handshake is an answer like any other. `connectMs` then covers the whole
   * handshake, and the first message counts as the headers.
   */
  readonly socket?: SocketTerms;
}

/** The status, the headers and the bytes to come. A redirect is an answer like any other: nothing follows it. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a repeated header is one value joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ByteStream;
}

/** A body that is pulled: no more than about one network read is taken ahead of the reader. */
export interface ByteStream {
  /**
   * The bytes of the next network read; undefined at the end, and once closed. Rejects with a `network` error when the
   * connection breaks and with `aborted` when the signal fires. Ask again only after the answer to the last read.
   */
  read(): Promise<Uint8Array | undefined>;
  /** Lets go of the connection: it is kept for the next request if the whole body has arrived, else cut. May be repeated. */
  close(): Promise<void> | void;
}

/** Carries one request out and the answer back. Every failure is a ReqLLMError; an HTTP error status is not a failure. */
export type Transport = ((request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>) & {
  /** Nothing leaves this machine: no credential is looked for and none is given to it. */
  readonly isOffline?: boolean;
};

/** A transport that holds idle connections. */
export type ClosableTransport = Transport & {
  /** Cuts the idle connections and keeps none from now on. Calls under way are left alone, later ones still work. */
  close(): Promise<void>;
};

/** Looks up an environment variable. */
export type Env = (name: string) => string | undefined;
