import { onAbort } from '../core/abort.ts';
import type { Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import type { ChunkSource } from '../core/chunk-stream.ts';
import { ReqLLMError } from '../core/error.ts';

/** One request for several readers. Each gets all chunks from the first on; the request ends when all of them left. */
export interface Flight {
  /** The reply, once its first spoken chunk is there; rejects at once when the signal fires. Call it once for each reader. */
  board(signal: AbortSignal | undefined): Promise<Reply>;
  /** The chunks for a reader that boarded. */
  reader(signal: AbortSignal | undefined): ChunkSource;
}

export interface FlightPlan {
  /** Makes the request; the signal fires when nobody wants it any more. */
  readonly start: (signal: AbortSignal) => Promise<Reply>;
  /** All chunks of an answer that was read to its end. */
  readonly landed: (reply: Reply, chunks: readonly Chunk[]) => void;
  /** It came to nothing: a failure, or everybody left. */
  readonly lost: () => void;
}

export function createFlight({ start, landed, lost }: FlightPlan): Flight {
  const controller = new AbortController();
  const chunks: Chunk[] = [];
  let readers = 0;
  let state: 'open' | 'landed' | 'lost' = 'open';
  let failure: { readonly error: unknown } | undefined;
  let pulling: Promise<void> | undefined;

  const fail = (error: unknown): void => {
    if (state !== 'open') return;
    state = 'lost';
    failure = { error };
    lost();
  };
  const begun = start(controller.signal);
  begun.catch(fail);

  // Whoever waits first reads for all; the others wait for the same read.
  const read = async (): Promise<void> => {
    try {
      const reply = await begun;
      const batch = await reply.chunks.batch();
      if (batch !== undefined) return void chunks.push(...batch);
      if (state !== 'open') return;
      state = 'landed';
      landed(reply, chunks);
    } catch (error) {
      fail(error);
    } finally {
      pulling = undefined;
    }
  };
  const leave = async (): Promise<void> => {
    readers -= 1;
    if (readers > 0 || state !== 'open') return;
    fail(new ReqLLMError('Everybody who waited for this answer left.', { code: 'aborted', phase: 'stream' }));
    controller.abort();
    await begun.then((reply) => reply.chunks.return()).catch(() => {});
  };

  return {
    async board(signal) {
      readers += 1;
      try {
        return await unless(signal, begun);
      } catch (error) {
        await leave();
        throw error;
      }
    },
    reader(signal) {
      let at = 0;
      return {
        async pull(push) {
          if (at >= chunks.length && state === 'open') await unless(signal, (pulling ??= read()));
          while (at < chunks.length) {
            push(chunks[at] as Chunk);
            at += 1;
          }
          if (failure !== undefined) throw failure.error;
          return state === 'open';
        },
        close: leave,
      };
    },
  };
}

/** Waits for something that others wait for too; only this waiting ends with the signal. */
async function unless<T>(signal: AbortSignal | undefined, wanted: Promise<T>): Promise<T> {
  if (signal === undefined) return wanted;
  let leave: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void =>
      reject(new ReqLLMError('The call was aborted.', { code: 'aborted', phase: 'stream' }));
    if (signal.aborted) stop();
    else leave = onAbort(signal, stop);
  });
  try {
    return await Promise.race([wanted, aborted]);
  } finally {
    leave?.();
  }
}
