import type { ReqLLMError } from '../core/error.ts';
import { onAbort } from '../core/abort.ts';
import { longestTimerMs } from '../core/longest-timer.ts';
import { abortedError, connectionError, errorCode, timeoutError } from './connection-error.ts';
import { checkHeaders } from './headers.ts';
import type { ByteStream, ClosableTransport, HttpRequest, HttpResponse } from './transport.ts';
import { parseUrl } from './url.ts';

/** Settings of the transport on fetch. */
export interface FetchTransportOptions {
  /** The fetch to use; the runtime's own by default, looked up at each request. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * The transport on fetch, for runtimes without node:http. Fetch cannot tell connecting from waiting, so one `headers`
 * limit covers both; connections are the runtime's, so `close` has nothing to do.
 */
export function createFetchTransport(options: FetchTransportOptions = {}): ClosableTransport {
  const transport = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    if (signal.aborted) throw abortedError(signal, 'connect');
    checkHeaders(request.headers);
    const { host } = parseUrl(request.url, 'The address of the request');
    return new FetchExchange(request, signal, host).run(options.fetch ?? globalThis.fetch);
  };
  return Object.assign(transport, { close: () => Promise.resolve() });
}

class FetchExchange {
  readonly #request: HttpRequest;
  readonly #signal: AbortSignal;
  readonly #host: string;
  readonly #controller = new AbortController();
  #body: FetchBody | undefined;
  #timedOut: ReqLLMError | undefined;
  #release: () => void = ignore;

  constructor(request: HttpRequest, signal: AbortSignal, host: string) {
    this.#request = request;
    this.#signal = signal;
    this.#host = host;
  }

  async run(fetch: typeof globalThis.fetch): Promise<HttpResponse> {
    const { connectMs, headersMs } = this.#request;
    this.#release = onAbort(this.#signal, () => this.#abort());
    const limitMs = headersMs > 0 ? connectMs + headersMs : 0;
    const timer =
      limitMs > 0 ? setTimeout(() => this.#timeOut(limitMs), Math.min(limitMs, longestTimerMs)) : undefined;
    try {
      return this.#answer(await fetch(this.#request.url, this.#init()));
    } catch (error) {
      this.#release();
      if (this.#signal.aborted) throw abortedError(this.#signal, 'headers');
      throw this.#timedOut ?? this.#failure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #init(): RequestInit {
    const { method, headers, body } = this.#request;
    const init: RequestInit = {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      redirect: 'manual',
      signal: this.#controller.signal,
    };
    // The bytes are not copied; a Uint8Array over shared memory is no request body.
    if (body !== undefined) init.body = body as string | Uint8Array<ArrayBuffer>;
    return init;
  }

  #answer(response: Response): HttpResponse {
    this.#body = new FetchBody(response.body, {
      release: this.#release,
      failure: (error) =>
        this.#signal.aborted
          ? abortedError(this.#signal, 'stream')
          : connectionError(safeCause(error, this.#request.url), this.#host, 'stream'),
    });
    if (this.#signal.aborted) this.#abort();
    // Browsers hide all about a redirect but that it is one.
    const status = response.type === 'opaqueredirect' ? 302 : response.status;
    return { status, headers: plainHeaders(response.headers), body: this.#body };
  }

  #timeOut(limitMs: number): void {
    this.#timedOut = timeoutError('headers', limitMs, this.#host);
    this.#controller.abort();
  }

  // Fetch does not say how far it came, other than by the code of a failed connection.
  #failure(error: unknown): ReqLLMError {
    const isLost = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ConnectionClosed'].includes(errorCode(error));
    return connectionError(safeCause(error, this.#request.url), this.#host, isLost ? 'headers' : 'connect');
  }

  #abort(): void {
    this.#controller.abort();
    this.#body?.fail(abortedError(this.#signal, 'stream'));
  }
}

interface FetchBodySource {
  /** Called once: the body needs the signal no more. */
  release(): void;
  failure(error: unknown): ReqLLMError;
}

class FetchBody implements ByteStream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #source: FetchBodySource;
  #failure: ReqLLMError | undefined;
  #isOver = false;

  constructor(stream: ReadableStream<Uint8Array> | null, source: FetchBodySource) {
    this.#source = source;
    this.#reader = stream?.getReader();
    if (this.#reader === undefined) this.#finish();
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isOver || this.#reader === undefined) return undefined;
      const bytes = await this.#next(this.#reader);
      if (bytes !== undefined && bytes.length > 0 && !this.#isOver) return bytes;
    }
  }

  /** Cancels the rest. Does not wait: some runtimes settle a cancellation only when the server answers. */
  close(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#reader?.cancel().catch(ignore);
  }

  fail(error: ReqLLMError): void {
    if (this.#isOver) return;
    this.#failure = error;
    this.close();
  }

  async #next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await reader.read();
      if (done) this.#finish();
      return value;
    } catch (error) {
      this.fail(this.#source.failure(error));
      return undefined;
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source.release();
  }
}

function plainHeaders(headers: Headers): Record<string, string> {
  const plain: Record<string, string> = {};
  // Set-Cookie comes once for each cookie, everything else joined already.
  for (const [name, value] of headers)
    plain[name] = plain[name] === undefined ? value : `${plain[name]}, ${value}`;
  if (plain['content-encoding'] === undefined) return plain;
  // Fetch has decoded the body: they describe bytes that the reader does not get to see.
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = plain;
  return rest;
}

// Deno's messages hold the whole address, query and all.
function safeCause(error: unknown, url: string): Error {
  const { name, message } = error instanceof Error ? error : new Error('');
  const code = errorCode(error);
  const copy = new Error(message.split(url).join(new URL(url).origin));
  return Object.assign(copy, { name }, code === '' ? {} : { code });
}

function ignore(): void {}
