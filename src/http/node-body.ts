import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import type { ReqLLMError } from '../core/error.ts';
import { connectionError, encodingError, errorCode } from './connection-error.ts';
import type { ByteStream } from './transport.ts';

/** What a body reads from and whom it tells. */
export interface BodySource {
  readonly response: IncomingMessage;
  readonly host: string;
  /** Undoes the reply's content encoding, where it has one. */
  readonly decoder?: Transform | undefined;
  /** The error of a read after the caller aborted; undefined while he did not. */
  aborted(): ReqLLMError | undefined;
  /** Cuts the connection. */
  destroy(): void;
  /** Called once: nothing more happens on the connection because of this body. */
  over(): void;
}

// One network read of Node is at most 64 KB; the socket is stopped as soon as that much waits for the reader.
const maxQueuedBytes = 65_536;

interface Reader {
  resolve(bytes: Uint8Array | undefined): void;
  reject(error: ReqLLMError): void;
}

/** The body of a node:http reply, pulled. */
export class NodeBody implements ByteStream {
  readonly #source: BodySource;
  readonly #output: Readable;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #isPaused = false;
  #isOver = false;
  #failure: ReqLLMError | undefined;
  #reader: Reader | undefined;

  constructor(source: BodySource) {
    this.#source = source;
    const { response, decoder, host } = source;
    this.#output = decoder ?? response;
    this.#output.on('data', (bytes: Buffer) => this.#push(bytes));
    this.#output.on('end', () => this.#end());
    response.on('error', (error) => this.fail(connectionError(error, host, 'stream')));
    response.on('close', () => this.#closed());
    if (decoder === undefined) return;
    decoder.on('error', (error) => this.fail(decodingError(error, host)));
    response.pipe(decoder);
  }

  read(): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      if (this.#queue.length > 0 || this.#isOver) this.#answer(reader);
      else this.#reader = reader;
    });
  }

  close(): void {
    if (this.#isOver && this.#queue.length === 0) return;
    const { response, decoder } = this.#source;
    this.#drop();
    if (this.#isOver) return;
    this.#finish();
    // Everything has been received: reading on to the end costs no waiting and saves the connection.
    if (response.complete && decoder === undefined) response.resume();
    else this.#cut();
  }

  /** Ends the body with a failure. What arrived before it is still read first, unless the caller aborted. */
  fail(error: ReqLLMError): void {
    if (this.#isOver) return;
    if (error.code === 'aborted') this.#drop();
    this.#failure = error;
    this.#finish();
    this.#cut();
  }

  #answer({ resolve, reject }: Reader): void {
    const aborted = this.#source.aborted();
    if (aborted !== undefined && (this.#queue.length > 0 || this.#failure !== undefined)) reject(aborted);
    else if (this.#queue.length > 0) resolve(this.#take());
    else if (this.#failure !== undefined) reject(this.#failure);
    else resolve(undefined);
  }

  #take(): Uint8Array {
    const queue = this.#queue;
    const bytes = queue.length === 1 ? (queue[0] as Buffer) : Buffer.concat(queue, this.#queuedBytes);
    this.#queue = [];
    this.#queuedBytes = 0;
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#output.resume();
    }
    return bytes;
  }

  #push(bytes: Buffer): void {
    if (this.#isOver || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes >= maxQueuedBytes) {
      this.#isPaused = true;
      this.#output.pause();
    }
    this.#wakeReader();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#finish();
    // Bytes after the end of the compressed data: the connection cannot be used again.
    if (!this.#source.response.readableEnded) this.#cut();
  }

  // A reply that closes after its last byte but before 'end' is still being read from Node's buffer.
  #closed(): void {
    const { response, host } = this.#source;
    if (!response.complete) this.fail(connectionError(undefined, host, 'stream'));
  }

  #finish(): void {
    this.#isOver = true;
    this.#wakeReader();
    this.#source.over();
  }

  #cut(): void {
    this.#source.destroy();
    this.#source.decoder?.destroy();
  }

  #drop(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  // A microtask later, so that the reader gets all HTTP chunks of one network read at once.
  #wakeReader(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    void settled.then(() => this.#answer(reader));
  }
}

// `queueMicrotask` would lose the reader's async context, and makes a resource for each.
const settled = Promise.resolve();

function decodingError(error: unknown, host: string): ReqLLMError {
  // zlib's "unexpected end of file": the bytes so far were right, the rest never came.
  if (errorCode(error) === 'Z_BUF_ERROR') return connectionError(error, host, 'stream');
  return encodingError(`The compressed reply of ${host} is corrupt. Try again.`, error);
}
