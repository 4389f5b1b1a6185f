import { joinBytes } from '../core/bytes.ts';
import { ReqLLMError } from '../core/error.ts';
import { endsAnswer, lineOfMessage, type SocketTerms } from '../wire/socket.ts';
import { onAbort } from '../core/abort.ts';
import { longestTimerMs } from '../core/longest-timer.ts';
import { abortedError, timeoutError } from './connection-error.ts';
import { maxBodyBytes } from './limits.ts';
import type { Socket } from './socket.ts';
import type { ByteStream } from './transport.ts';

export interface ExchangeOptions {
  readonly socket: Socket;
  readonly terms: SocketTerms;
  readonly signal: AbortSignal;
  readonly host: string;
  /** Called once, when the exchange needs the socket no more: with the last message if the answer is whole. */
  over(last: string | undefined): void;
}

/** What came of waiting for the first message. */
export type Beginning = 'begun' | { readonly lost: ReqLLMError | undefined };

// The socket is stopped as soon as this much waits for the reader; one network read of Node is as much.
const maxQueuedBytes = 65_536;
const encoder = new TextEncoder();

/** One request and its answer on a socket: messages come in, lines are pulled out. */
export class SocketExchange implements ByteStream {
  readonly #options: ExchangeOptions;
  readonly #stopWatching: () => void;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #hasBegun = false;
  #isPaused = false;
  #isOver = false;
  #failure: ReqLLMError | undefined;
  #wake: (() => void) | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { signal } = options;
    this.#stopWatching = onAbort(signal, () => {
      this.#drop();
      this.#finish(abortedError(signal, this.#hasBegun ? 'stream' : 'headers'));
    });
  }

  /** Waits for the first message, `limitMs` at most (0 is no limit). Rejects with `timeout` or `aborted`. */
  async begin(limitMs: number): Promise<Beginning> {
    const late = (): void => this.#finish(timeoutError('headers', limitMs, this.#options.host));
    const timer = limitMs > 0 ? setTimeout(late, Math.min(limitMs, longestTimerMs)) : undefined;
    await this.#wait();
    clearTimeout(timer);
    if (this.#hasBegun) return 'begun';
    const failure = this.#failure;
    if (failure?.code === 'timeout' || failure?.code === 'aborted') throw failure;
    return { lost: failure };
  }

  /** The socket brought a message. */
  message(text: string): void {
    if (this.#isOver) return;
    this.#hasBegun = true;
    const line = encoder.encode(lineOfMessage(text));
    this.#queue.push(line);
    this.#queuedBytes += line.length;
    if (endsAnswer(text, this.#options.terms)) return this.#finish(undefined, text);
    if (this.#queuedBytes > maxBodyBytes) return this.#finish(tooMuch(this.#options.host));
    if (this.#queuedBytes >= maxQueuedBytes && !this.#isPaused) {
      this.#isPaused = true;
      this.#options.socket.pause();
    }
    this.#wakeReader();
  }

  /** The socket is gone; without an error the bytes end where they are, which the protocol will call cut short. */
  lost(error: ReqLLMError | undefined): void {
    this.#finish(error);
  }

  async read(): Promise<Uint8Array | undefined> {
    await this.#wait();
    if (this.#queue.length > 0) return this.#take();
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  close(): void {
    this.#drop();
    this.#failure = undefined;
    this.#finish();
  }

  async #wait(): Promise<void> {
    while (this.#queue.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(): Uint8Array {
    const lines = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    if (this.#isPaused && !this.#isOver) {
      this.#isPaused = false;
      this.#options.socket.resume();
    }
    return joinBytes(lines);
  }

  #drop(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #finish(error?: ReqLLMError, last?: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = error;
    this.#stopWatching();
    if (this.#isPaused) this.#options.socket.resume();
    this.#options.over(last);
    this.#wakeReader();
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function tooMuch(host: string): ReqLLMError {
  const message = `${host} sent ${maxBodyBytes} bytes faster than they were read, on a connection that cannot be slowed down.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'stream' });
}
