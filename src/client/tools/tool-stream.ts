import type { ModelInput } from '../../core/model.ts';
import type { ModelResponse } from '../../core/response.ts';
import { onAbort } from '../../core/abort.ts';
import type { Input } from '../input.ts';
import { textWith } from '../text-stream.ts';
import type { Turns } from '../turns.ts';
import { Handoff } from './handoff.ts';
import { runLoop, type Speak } from './run-loop.ts';
import { splitOptions } from './run-options.ts';
import type { ToolEvent } from './tool-event.ts';
import type { PendingRun, RunToolsOptions, ToolRun } from './tool-run.ts';

/**
 * A run that is read while it goes on. Single pass: iterate it, or its text, or wait for the run. Nothing is sent before
 * the first read. Leaving early (`break`, `cancel()`, `await using`, the signal) aborts the tools that run and closes the
 * connection.
 */
export interface ToolStream extends AsyncIterable<ToolEvent>, AsyncDisposable {
  /** The text of all turns, in pieces as they arrive. Throws where the run fails. */
  textStream(): AsyncIterableIterator<string>;
  /** The whole run. Reads the rest unless somebody is reading; rejects with the error that the reader got, or `aborted`. */
  run(): Promise<ToolRun>;
  /** Stops. Resolves when nothing of the run goes on but tools that do not heed their signal. */
  cancel(): Promise<void>;
}

/** Lets a model call tools until it answers, and shows it on the way; see `Client.streamTools`. */
export function streamTools(
  turns: Turns,
  model: ModelInput,
  input: Input | PendingRun,
  options: RunToolsOptions,
): ToolStream {
  splitOptions(options);
  return new RunStream(turns, model, input, options);
}

class RunStream implements ToolStream {
  readonly #events = new Handoff<readonly ToolEvent[]>();
  readonly #abort = new AbortController();
  readonly #begin: () => Promise<ToolRun>;
  #running: Promise<ToolRun> | undefined;
  /** Whether the text of a turn is shown only when the turn is whole, as another answer may take its place. */
  #holdsText = false;
  #isRead = false;
  #isLeft = false;

  constructor(turns: Turns, model: ModelInput, input: Input | PendingRun, options: RunToolsOptions) {
    const give = (events: readonly ToolEvent[]): Promise<void> => this.#events.give(events);
    const speak: Speak = (to, messages, turn, step) =>
      speakAloud(turns.streamText(to, messages, turn), give, step, (holds) => (this.#holdsText = holds));
    const { signal } = options;
    this.#begin = async () => {
      const leave =
        signal === undefined ? undefined : onAbort(signal, () => this.#abort.abort(signal.reason));
      if (signal?.aborted === true) this.#abort.abort(signal.reason);
      const own = { ...options, signal: this.#abort.signal };
      try {
        const emit = (event: ToolEvent): Promise<void> => give([event]);
        return await runLoop({ turns, model, input, options: own, speak, isStream: true, emit });
      } finally {
        leave?.();
        this.#events.end();
      }
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<ToolEvent> {
    return this.#reader((event) => event);
  }

  textStream(): AsyncIterableIterator<string> {
    let text = '';
    return this.#reader((event) => {
      if (event.type !== 'chunk') return undefined;
      text = textWith(text, event.chunk);
      if (text === '' || (this.#holdsText && event.chunk.type !== 'finish')) return undefined;
      const piece = text;
      text = '';
      return piece;
    });
  }

  async run(): Promise<ToolRun> {
    const running = this.#start();
    if (!this.#isRead) {
      this.#isRead = true;
      while ((await this.#events.take()) !== undefined);
    }
    return running;
  }

  async cancel(): Promise<void> {
    this.#isLeft = true;
    this.#abort.abort(new DOMException('The reader left.', 'AbortError'));
    this.#events.leave();
    // How it ended is for those who ask for the run.
    await this.#running?.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  #start(): Promise<ToolRun> {
    if (this.#running === undefined) {
      this.#running = this.#begin();
      this.#running.catch(() => {});
    }
    return this.#running;
  }

  // Hand-written: a generator that is left before its first `next()` would not stop the run.
  #reader<Shown>(show: (event: ToolEvent) => Shown | undefined): AsyncIterableIterator<Shown> {
    this.#isRead = true;
    let ready: readonly ToolEvent[] = [];
    let at = 0;
    const next = async (): Promise<IteratorResult<Shown>> => {
      const running = this.#isLeft ? undefined : this.#start();
      for (;;) {
        for (let event = ready[at++]; event !== undefined; event = ready[at++]) {
          const value = show(event);
          if (value !== undefined) return { done: false, value };
        }
        const taken = await this.#events.take();
        if (taken !== undefined) [ready, at] = [taken.item, 0];
        else if (this.#isLeft) return { done: true, value: undefined };
        else {
          await running;
          return { done: true, value: undefined };
        }
      }
    };
    // Reads wait for one another: two at once would each take events, and one would go through those of the other.
    let last: Promise<unknown> = Promise.resolve();
    const reader: AsyncIterableIterator<Shown> = {
      next: () => {
        const now = last.then(next);
        last = now.catch(() => {});
        return now;
      },
      return: async () => {
        await this.cancel();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => reader,
    };
    return reader;
  }
}

/** One turn, its chunks shown as they come. The calls in it are run when it is whole. */
async function speakAloud(
  asked: ReturnType<Turns['streamText']>,
  give: (events: readonly ToolEvent[]) => Promise<void>,
  step: number,
  begun: (holdsText: boolean) => void,
): Promise<ModelResponse> {
  await using stream = await asked;
  begun(stream.holdsText);
  for await (const chunks of stream.batches())
    await give(chunks.map((chunk) => ({ type: 'chunk', step, chunk })));
  return stream.response();
}
