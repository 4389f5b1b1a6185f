import type { Chunk } from '../core/chunk.ts';
import type { ChunkStream } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';
import { mayRetract, type ResumeToken } from '../core/recovery.ts';
import type { ModelResponse } from '../core/response.ts';
import type { Warning } from '../core/warning.ts';
import { type Assembly, assemble, type Begun, type Ending } from './assemble.ts';
import { pipeEvents } from './doors.ts';
import { type EventReplyOptions, type EventSink, toSSE } from './event-reply.ts';
import { teeChunks } from './tee.ts';

/** What a stream hands over: the chunks of the reply. */
export type StreamEvent = Chunk;

/**
 * A reply that is read while it is written. Single pass: iterate it, or its text, or ask for the whole response.
 * Leaving early (`break`, `cancel()`, `await using`, the signal) closes the connection.
 */
export interface StreamResponse extends AsyncIterable<StreamEvent>, AsyncDisposable {
  readonly model: Model;
  /** What was changed or left out on the way to the provider. Grows until the end. */
  readonly warnings: readonly Warning[];
  /** The text alone, in pieces as they arrive. Throws where the stream fails. */
  textStream(): AsyncIterableIterator<string>;
  /** All chunks that are there, in lists: cheaper than one by one. */
  batches(): AsyncIterableIterator<readonly StreamEvent[]>;
  /** The whole response. Reads the rest unless somebody is reading; rejects with the error that the reader got. */
  response(): Promise<ModelResponse>;
  /** Stops. What was used so far is settled as `partial`. */
  cancel(): Promise<void>;
  /** Whether `textStream` gives the text only at the end, as another answer may take its place before (`recovery`). */
  readonly holdsText: boolean;
  /**
   * Where another process can read on with `resumeStream`, as far as this one has read. Undefined unless the provider
   * makes the answer in the background.
   */
  resumeToken(): ResumeToken | undefined;
  /**
   * Two readers for one call; this one cannot be read any more. The connection is closed when both have left. One that
   * falls far behind fails. Throws `config` when the reading has begun.
   */
  tee(): readonly [StreamResponse, StreamResponse];
  /** The chunks as a web stream; cancelling it stops the call. */
  toReadableStream(): ReadableStream<StreamEvent>;
  /** The chunks as a reply of server-sent events, for servers that answer with a `Response`. */
  toSSE(options?: EventReplyOptions): globalThis.Response;
  /** Writes the same to a reply of node:http, no faster than it is taken; settles when that is over. */
  pipeTo(response: EventSink, options?: EventReplyOptions): Promise<void>;
}

/** The reader's side of a reply. */
export function createStreamResponse(begun: Begun): StreamResponse {
  return new TextStream(begun);
}

class TextStream implements StreamResponse {
  model: Model;
  readonly #chunks: ChunkStream;
  readonly #assembly: Assembly;
  readonly #begun: Begun;
  readonly holdsText: boolean;
  #ending: Ending | undefined;
  #response: ModelResponse | undefined;
  #isRead = false;
  #waiting: (() => void)[] = [];

  constructor(begun: Begun) {
    const { reply } = begun;
    this.model = reply.model;
    this.#chunks = reply.chunks;
    this.#assembly = assemble(begun);
    this.#begun = begun;
    const { recovery } = begun.call.control;
    this.holdsText = mayRetract(recovery) && recovery?.onRetract === undefined;
    this.#chunks.tap({
      chunk: (chunk) => {
        this.#assembly.add(chunk);
        if (chunk.type !== 'recovery' || chunk.event.phase !== 'retract') return;
        this.model = { ...this.model, ...this.#assembly.model() };
        recovery?.onRetract?.(chunk.event);
      },
      failed: this.#assembly.failure,
      done: (ending) => {
        this.#ending = ending;
        for (const wake of this.#waiting.splice(0)) wake();
      },
    });
  }

  get warnings(): readonly Warning[] {
    return this.#assembly.warnings;
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamEvent> {
    this.#isRead = true;
    return this.#chunks;
  }

  textStream(): AsyncIterableIterator<string> {
    let text = '';
    return readerOf(this.#begin(), async (chunks) => {
      for (;;) {
        const batch = await chunks.batch();
        for (const chunk of batch ?? []) text = textWith(text, chunk);
        if (batch === undefined && text === '') return undefined;
        if (text === '' || (this.holdsText && batch !== undefined)) continue;
        const piece = text;
        text = '';
        return piece;
      }
    });
  }

  batches(): AsyncIterableIterator<readonly StreamEvent[]> {
    return readerOf(this.#begin(), (chunks) => chunks.batch());
  }

  async response(): Promise<ModelResponse> {
    if (this.#ending === undefined && !this.#isRead) while ((await this.#chunks.batch()) !== undefined);
    if (this.#ending === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const ending = this.#ending ?? { type: 'end' };
    if (ending.type === 'failed') throw ending.error;
    return (this.#response ??= this.#assembly.response(ending));
  }

  resumeToken(): ResumeToken | undefined {
    return this.#begun.reply.resumePoint?.()?.token;
  }

  async cancel(): Promise<void> {
    await this.#chunks.return();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  tee(): readonly [StreamResponse, StreamResponse] {
    if (this.#isRead) throw refusal('A stream is split before it is read; call `tee()` first.');
    const [left, right] = teeChunks(this.#begin());
    const { call, reply } = this.#begun;
    const { recovery } = call.control;
    // This reader goes on to tell of what is taken back; once is enough.
    const told = recovery?.onRetract === undefined ? {} : { recovery: { ...recovery, onRetract: () => {} } };
    const branch = (chunks: ChunkStream): StreamResponse =>
      new TextStream({
        ...this.#begun,
        call: { ...call, control: { ...call.control, ...told } },
        reply: { ...reply, chunks },
      });
    return [branch(left), branch(right)];
  }

  toSSE(options?: EventReplyOptions): globalThis.Response {
    return toSSE(this, options);
  }

  pipeTo(response: EventSink, options?: EventReplyOptions): Promise<void> {
    return pipeEvents(this, response, options);
  }

  toReadableStream(): ReadableStream<StreamEvent> {
    const chunks = this.#begin();
    return new ReadableStream<StreamEvent>({
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => this.cancel(),
    });
  }

  #begin(): ChunkStream {
    this.#isRead = true;
    return this.#chunks;
  }
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}

/** The text with what a chunk adds to it; nothing is left of text that is taken back. */
export function textWith(text: string, chunk: Chunk): string {
  if (chunk.type === 'text') return text + chunk.text;
  return chunk.type === 'recovery' && chunk.event.phase === 'retract' ? '' : text;
}

// Hand-written, as a generator that is left before its first `next()` would not close the stream.
function readerOf<T>(
  chunks: ChunkStream,
  read: (chunks: ChunkStream) => Promise<T | undefined>,
): AsyncIterableIterator<T> {
  return {
    async next() {
      const value = await read(chunks);
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
    async return() {
      await chunks.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
