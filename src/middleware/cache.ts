import type { Middleware, Reply } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { type ChunkSource, ChunkStream } from '../core/chunk-stream.ts';
import type { AnyCall } from '../core/operation.ts';
import { zeroUsage } from '../core/usage.ts';
import type { Warning } from '../core/warning.ts';
import { type CacheEntry, entryOf, readEntry, usageIn, writeEntry } from './cache-entry.ts';
import { hashOf, patience, sameness } from './cache-key.ts';
import { createFlight, type Flight } from './flight.ts';
import { callable, checkSettings, having, positive } from './settings.ts';
import { type CacheStore, memoryCache } from './stores/cache-store.ts';

/** Settings of {@link cache}. */
export interface CacheOptions {
  /** Where answers are kept. Default: 64 million characters in this process. */
  readonly store?: CacheStore;
  /** How long an answer is good, in milliseconds. Default one hour. */
  readonly ttlMs?: number;
  /** What makes two calls the same, as any JSON. Default: the model, everything that is asked of it, extra headers. */
  readonly key?: (call: AnyCall) => unknown;
  /** Which calls may be answered from the cache. Default: all. */
  readonly only?: (call: AnyCall) => boolean;
  /** Told when an answer could not be kept. */
  readonly onError?: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Answers a call that was answered before, and lets equal calls at the same time share one request. Chunks are replayed as
 * they came, for streams and bodies and for every operation; a hit uses nothing and costs nothing, and `response.cached`
 * says what it did cost. Failures and answers cut short are never kept.
 */
export function cache(options: CacheOptions = {}): Middleware {
  checkSettings('cache', options, checks);
  const { ttlMs = 3_600_000, key = sameness, only = () => true, now = Date.now } = options;
  const store = options.store ?? memoryCache({ now });
  const flights = new Map<string, Flight>();

  const keep = async (name: string, entry: CacheEntry | undefined): Promise<void> => {
    try {
      if (entry !== undefined) await store.set(name, writeEntry(entry), ttlMs);
    } catch (error) {
      options.onError?.(error);
    }
  };

  return async (call, next) => {
    // What was sent word for word is not kept, so such calls are made; and an answer that is read on is no new one.
    const { include, resume } = call.control;
    if (!only(call) || include.length > 0 || resume !== undefined) return next(call);
    const name = `reqllm:${await hashOf(key(call))}`;
    const lane = `${name} ${patience(call)}`;
    const shared = flights.get(lane);
    if (shared !== undefined) return joined(shared, call, now());
    const warnings: Warning[] = [];
    const entry = await found(store, name, warnings);
    if (entry !== undefined) return replayed(entry, call, now());
    // Somebody else may have begun while the store was asked.
    const other = flights.get(lane);
    if (other !== undefined) return joined(other, call, now());
    const flight = createFlight({
      start: (signal) => next({ ...call, control: { ...call.control, signal } }),
      landed: (reply, chunks) => {
        const forget = (): boolean => flights.delete(lane);
        void keep(name, entryOf(reply, chunks, now())).then(forget, forget);
      },
      lost: () => flights.delete(lane),
    });
    flights.set(lane, flight);
    const reply = await flight.board(call.control.signal);
    const chunks = new ChunkStream(flight.reader(call.control.signal));
    return { ...reply, chunks, warnings: [...(reply.warnings ?? []), ...warnings] };
  };
}

const checks = {
  store: having('get', 'set'),
  ttlMs: positive,
  key: callable,
  only: callable,
  onError: callable,
  now: callable,
};

async function found(store: CacheStore, name: string, warnings: Warning[]): Promise<CacheEntry | undefined> {
  try {
    return readEntry(await store.get(name));
  } catch {
    const message = 'The cache could not be asked, so the model was.';
    warnings.push({ code: 'advice', message, setting: 'cache' });
    return undefined;
  }
}

/** The reply for one who follows another's request. */
async function joined(flight: Flight, call: AnyCall, at: number): Promise<Reply> {
  const { signal } = call.control;
  const reply = await flight.board(signal);
  const seen: Chunk[] = [];
  const chunks = new ChunkStream(free(flight.reader(signal), seen));
  const cached = {
    at,
    // Known once it was read.
    get usage() {
      return usageIn(seen);
    },
  };
  return { ...reply, chunks, attempts: [], startedAt: at, cached };
}

/** The reply that was kept. */
function replayed(entry: CacheEntry, call: AnyCall, now: number): Reply {
  const { at, protocol, requestId, chunks } = entry;
  const isSame = entry.model.spec === call.model.spec;
  return {
    chunks: ChunkStream.of(chunks.map(unpaid)),
    model: isSame ? call.model : { ...entry.model, facts: {} },
    attempts: [],
    startedAt: now,
    cached: { at, usage: usageIn(chunks) },
    ...(protocol === undefined ? {} : { protocol }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The chunks of a source, with no usage: another call has paid for them. */
function free(source: ChunkSource, seen: Chunk[]): ChunkSource {
  return {
    pull: (push) =>
      source.pull((chunk) => {
        if (chunk.type === 'usage') seen.push(chunk);
        push(unpaid(chunk));
      }),
    close: () => source.close(),
  };
}

function unpaid(chunk: Chunk): Chunk {
  return chunk.type === 'usage' ? { type: 'usage', usage: zeroUsage } : chunk;
}
