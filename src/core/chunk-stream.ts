import type { Chunk } from './chunk.ts';

/** Where chunks come from. */
export interface ChunkSource {
  /**
   * Waits for news and hands over all chunks in it; resolves false when there will be no more. Chunks pushed before it
   * rejects are still delivered, the failure after them.
   */
  pull(push: (chunk: Chunk) => void): Promise<boolean>;
  /** Releases what the source holds. Called once, also when nobody read. */
  close(): Promise<void>;
}

/** Someone who watches chunks go by. */
export interface Tap {
  /** Sees each chunk as it is handed to the reader. */
  chunk?(chunk: Chunk): void;
  /** Called when nothing is ready and the reader begins to wait. */
  waiting?(): void;
  /** Called when something came that holds no chunk: a comment, a keep-alive, half a frame. */
  alive?(): void;
  /** Called when the waiting ended with news; after a failure `done` is called instead. */
  arrived?(): void;
  /** May replace the failure that the reader gets. */
  failed?(error: unknown): unknown;
  /** Called exactly once: at the end, at the failure, or when the reader left early or never began. */
  done?(outcome: StreamOutcome): void;
}

export type StreamOutcome =
  | { readonly type: 'end' }
  | { readonly type: 'left' }
  | { readonly type: 'failed'; readonly error: unknown };

const ended: IteratorResult<Chunk> = { done: true, value: undefined };

/**
 * The one iterator that chunks travel in: pulled, single pass, with no promise chain per layer. A hand-written iterator
 * and not a generator, because a generator that is closed before its first `next()` never runs its `finally`.
 */
export class ChunkStream implements AsyncIterableIterator<Chunk, undefined>, AsyncDisposable {
  readonly #source: ChunkSource;
  readonly #taps: Tap[] = [];
  readonly #watchers: ((chunk: Chunk) => void)[] = [];
  #ready: Chunk[] = [];
  #at = 0;
  #failure: { error: unknown } | undefined;
  #isOver = false;
  #isDone = false;
  #pulling: Promise<void> | undefined;
  readonly #push = (chunk: Chunk): void => {
    this.#ready.push(chunk);
  };

  readonly #pulled = (hasMore: boolean): void => {
    if (!hasMore) this.#isOver = true;
    this.#pulling = undefined;
    if (this.#isDone) this.#ready = [];
  };
  // A reader that left is told nothing; the source was closed under it on purpose.
  readonly #broken = (error: unknown): void => {
    if (!this.#isDone) this.#failure ??= { error };
    this.#pulled(true);
  };

  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** A stream of chunks that are there already. */
  static of(chunks: readonly Chunk[]): ChunkStream {
    return new ChunkStream({
      pull: (push) => {
        for (const chunk of chunks) push(chunk);
        return Promise.resolve(false);
      },
      close: () => Promise.resolve(),
    });
  }

  /** Lets someone watch. Costs no promise; add it before the reading begins. */
  tap(tap: Tap): void {
    this.#taps.push(tap);
    if (tap.chunk !== undefined) this.#watchers.push((chunk) => tap.chunk?.(chunk));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    const chunk = this.#take();
    if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    return this.#nextSlowly();
  }

  /** All chunks that are ready, at least one; undefined at the end. Far cheaper than one promise a chunk. */
  async batch(): Promise<readonly Chunk[] | undefined> {
    if (this.#at >= this.#ready.length && !(await this.#hasNews())) return undefined;
    const batch = this.#at === 0 ? this.#ready : this.#ready.slice(this.#at);
    this.#ready = [];
    this.#at = 0;
    for (const show of this.#watchers) for (const chunk of batch) show(chunk);
    return batch;
  }

  /** Waits until a chunk is there that fits, without handing anything over. Rejects if the source fails before. */
  async until(fits: (chunk: Chunk) => boolean): Promise<void> {
    let seen = this.#at;
    for (;;) {
      for (; seen < this.#ready.length; seen += 1) if (fits(this.#ready[seen] as Chunk)) return;
      if (this.#failure !== undefined) throw await this.#fail(this.#failure.error);
      if (this.#isOver || this.#isDone) return;
      await this.#pull();
    }
  }

  /** Stops: the source is closed and the connection released. Safe to call at any time and more than once. */
  async return(): Promise<IteratorResult<Chunk, undefined>> {
    this.#ready = [];
    this.#at = 0;
    this.#isOver = true;
    await this.#finish({ type: 'left' });
    return ended as IteratorResult<Chunk, undefined>;
  }

  async #nextSlowly(): Promise<IteratorResult<Chunk, undefined>> {
    if (!(await this.#hasNews())) return ended as IteratorResult<Chunk, undefined>;
    return { done: false, value: this.#take() as Chunk };
  }

  #take(): Chunk | undefined {
    if (this.#at >= this.#ready.length) return undefined;
    const chunk = this.#ready[this.#at] as Chunk;
    this.#at += 1;
    if (this.#at === this.#ready.length) {
      this.#ready = [];
      this.#at = 0;
    }
    for (const show of this.#watchers) show(chunk);
    return chunk;
  }

  // Reads that bring no chunk (comments, keep-alives, halves of frames) are no news to those who wait.
  async #hasNews(): Promise<boolean> {
    for (const tap of this.#taps) tap.waiting?.();
    while (this.#at >= this.#ready.length) {
      if (this.#failure !== undefined) throw await this.#fail(this.#failure.error);
      if (this.#isOver) {
        await this.#finish({ type: 'end' });
        return false;
      }
      await this.#pull();
      if (this.#at >= this.#ready.length) for (const tap of this.#taps) tap.alive?.();
    }
    for (const tap of this.#taps) tap.arrived?.();
    return true;
  }

  // Two readers at once share one pull, so that no chunk is read twice or lost.
  #pull(): Promise<void> {
    try {
      return (this.#pulling ??= this.#source.pull(this.#push).then(this.#pulled, this.#broken));
    } catch (error) {
      this.#broken(error);
      return Promise.resolve();
    }
  }

  async #fail(error: unknown): Promise<unknown> {
    if (this.#isDone) return error;
    let shown = error;
    for (const tap of this.#taps) shown = tap.failed === undefined ? shown : tap.failed(shown);
    this.#failure = { error: shown };
    this.#isOver = true;
    await this.#finish({ type: 'failed', error: shown });
    return shown;
  }

  async #finish(outcome: StreamOutcome): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    try {
      await this.#source.close();
    } finally {
      for (const tap of this.#taps) tap.done?.(outcome);
    }
  }
}
