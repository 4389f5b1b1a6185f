import { type Attempt, attemptOf } from '../core/attempt.ts';
import type { Middleware, Reply } from '../core/call.ts';
import type { Chunk, FinishReason } from '../core/chunk.ts';
import { ChunkStream, type StreamOutcome } from '../core/chunk-stream.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import type { ModelLookup, ModelPrice } from '../core/lookup.ts';
import type { CallReport, CallStart, CallWatcher, Observer } from '../core/observation.ts';
import { type AnyCall, countedByCall } from '../core/operation.ts';
import { Tries } from '../core/tries.ts';
import { addUsage, unknownUsage, type Usage, zeroUsage } from '../core/usage.ts';

let made = 0;

/**
 * Tells observers of each call: when it begins, its first spoken chunk, and exactly once how it ended, also when it is
 * aborted, left in the middle, or never read. Belongs outside of all other layers.
 */
export function observe(observers: readonly Observer[], now: () => number = Date.now): Middleware {
  return async (call, next, lookup) => {
    const start = startOf(call);
    const watchers: CallWatcher[] = [];
    for (const observer of observers) {
      const watcher = observer.begin?.(start, call);
      if (watcher !== undefined) watchers.push(watcher);
    }
    if (watchers.length === 0) return next(call);
    const within = watchers.some((watcher) => watcher.within !== undefined) ? nested(watchers) : undefined;
    let reply: Reply;
    try {
      reply = await (within === undefined ? next(call) : within(() => next(call)));
    } catch (error) {
      end(watchers, refusedReport(start, call, error, now()), error);
      throw error;
    }
    const firstChunkMs = now() - call.control.startedAt;
    for (const watcher of watchers) watcher.firstChunk?.(firstChunkMs, reply.attempts);
    const price =
      reply.cached === undefined && lookup !== undefined ? await priceIn(lookup, reply) : undefined;
    return follow({ start, call, reply, watchers, price, firstChunkMs, within, now });
  };
}

function startOf(call: AnyCall): CallStart {
  const { model, control, operation, stream } = call;
  return {
    id: `call-${(made += 1)}`,
    operation,
    model: model.spec,
    provider: model.provider,
    stream,
    tags: control.tags ?? [],
    startedAt: control.startedAt,
  };
}

interface Followed {
  readonly start: CallStart;
  readonly call: AnyCall;
  readonly reply: Reply;
  readonly watchers: readonly CallWatcher[];
  readonly price: ModelPrice | undefined;
  readonly firstChunkMs: number;
  /** Undefined: nobody wants to be around the work. */
  readonly within: Within | undefined;
  readonly now: () => number;
}

function follow(followed: Followed): Reply {
  const { reply, watchers, within, now } = followed;
  const seen: Seen = { usage: unknownUsage, tries: new Tries(reply) };
  const curious = watchers.filter((watcher) => watcher.chunk !== undefined);
  const chunks = within === undefined ? reply.chunks : carried(reply.chunks, within);
  chunks.tap({
    chunk: (chunk) => {
      note(seen, chunk);
      for (const watcher of curious) watcher.chunk?.(chunk);
    },
    done: (outcome) =>
      end(watchers, reportOf(followed, seen, outcome, now()), outcome.type === 'failed' && outcome.error),
  });
  return chunks === reply.chunks ? reply : { ...reply, chunks };
}

/** What a report needs of the chunks: no words. */
interface Seen {
  id?: string;
  served?: string;
  finishReason?: FinishReason;
  usage: Usage;
  /** The requests; a stream that broke off may go on with another one. */
  readonly tries: Tries;
}

function note(seen: Seen, chunk: Chunk): void {
  switch (chunk.type) {
    case 'start':
      if (chunk.id !== undefined) seen.id = chunk.id;
      if (chunk.model !== undefined) seen.served = chunk.model;
      return;
    case 'usage':
      seen.usage = chunk.usage;
      return;
    case 'finish':
      seen.finishReason = chunk.reason;
      return;
    case 'recovery':
      seen.tries.add(chunk.event);
      if (chunk.event.phase === 'ok') seen.usage = unknownUsage;
      return;
    default:
  }
}

function reportOf(followed: Followed, seen: Seen, outcome: StreamOutcome, endedAt: number): CallReport {
  const { start, call, reply, firstChunkMs } = followed;
  const attempts = attemptsOf(followed, seen, outcome, endedAt);
  const { spec, provider } = seen.tries.model;
  // No spreads: every call comes by here, and those were half of what the observers cost.
  const report: Writable<CallReport> = {
    id: start.id,
    operation: start.operation,
    model: spec,
    provider,
    stream: start.stream,
    tags: start.tags,
    startedAt: start.startedAt,
    outcome: attempts.at(-1)?.outcome ?? 'ok',
    usage: addUsage(attempts.map(({ usage }) => usage)),
    attempts,
    firstChunkMs,
    totalMs: endedAt - call.control.startedAt,
  };
  if (seen.served !== undefined) report.served = seen.served;
  if (seen.id !== undefined) report.responseId = seen.id;
  if (reply.protocol !== undefined) report.protocol = reply.protocol;
  if (outcome.type === 'failed') report.error = errorFacts(outcome.error);
  if (seen.finishReason !== undefined) report.finishReason = seen.finishReason;
  if (reply.requestId !== undefined) report.requestId = reply.requestId;
  if (reply.cached !== undefined) report.cached = true;
  return report;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

function attemptsOf(followed: Followed, seen: Seen, outcome: StreamOutcome, endedAt: number): Attempt[] {
  const { call, reply, price } = followed;
  const error = outcome.type === 'failed' ? outcome.error : undefined;
  const isWhole = outcome.type === 'end' || seen.finishReason !== undefined;
  const counted: Usage = isWhole
    ? countedByCall(call, seen.usage)
    : seen.usage.status === 'final'
      ? { ...seen.usage, status: 'partial' }
      : seen.usage;
  const { serviceTier } = call as { serviceTier?: string };
  const facts = { at: call.control.startedAt, ...(serviceTier === undefined ? {} : { serviceTier }) };
  const usage =
    reply.cached === undefined
      ? ((seen.tries.isSameModel ? price?.(counted, facts) : undefined) ?? counted)
      : zeroUsage;
  const { over, current, model } = seen.tries;
  if (current === undefined) return [...over];
  const ms = endedAt - current.startedAt;
  const ended = outcome.type === 'end' ? 'ok' : outcome.type === 'left' ? 'aborted' : 'error';
  const attempt: Writable<Attempt> = isReqLLMError(error)
    ? { ...attemptOf(model.spec, current.startedAt, ms, error as ReqLLMError), usage }
    : { model: model.spec, startedAt: current.startedAt, ms, outcome: ended, usage };
  if (!isReqLLMError(error) && reply.requestId !== undefined) attempt.requestId = reply.requestId;
  return over.length === 0 ? [attempt] : [...over, attempt];
}

/** The report of a call that nobody answered. */
function refusedReport(start: CallStart, call: AnyCall, error: unknown, endedAt: number): CallReport {
  const attempts = isReqLLMError(error) ? error.attempts : [];
  const isAborted = isReqLLMError(error) && error.code === 'aborted';
  return {
    ...start,
    ...(isReqLLMError(error) && error.model !== undefined ? { model: error.model } : {}),
    outcome: isAborted ? 'aborted' : 'error',
    error: errorFacts(error),
    usage: attempts.length === 0 ? zeroUsage : addUsage(attempts.map(({ usage }) => usage)),
    attempts,
    totalMs: endedAt - call.control.startedAt,
    ...(isReqLLMError(error) && error.requestId !== undefined ? { requestId: error.requestId } : {}),
  };
}

function errorFacts(error: unknown): NonNullable<CallReport['error']> {
  if (!isReqLLMError(error)) return { code: 'unknown' };
  return { code: error.code, ...(error.status === undefined ? {} : { status: error.status }) };
}

function end(watchers: readonly CallWatcher[], report: CallReport, error: unknown): void {
  for (const watcher of watchers) watcher.end(report, error === false ? undefined : error);
}

type Within = <T>(work: () => T) => T;

function nested(watchers: readonly CallWatcher[]): Within {
  return (work) =>
    watchers.reduceRight<typeof work>(
      (inner, watcher) => (watcher.within === undefined ? inner : () => watcher.within?.(inner) as never),
      work,
    )();
}

/** The same chunks, but all the work behind them is done where the watchers say: one more promise a read. */
function carried(chunks: ChunkStream, within: Within): ChunkStream {
  return new ChunkStream({
    pull: (push) =>
      within(async () => {
        const batch = await chunks.batch();
        for (const chunk of batch ?? []) push(chunk);
        return batch !== undefined;
      }),
    close: () =>
      within(async () => {
        await chunks.return();
      }),
  });
}

// What may be known of a model when no price is: without one, the counts are all there is to tell.
async function priceIn(lookup: ModelLookup, { model }: Reply): Promise<ModelPrice | undefined> {
  try {
    return await lookup.price(model);
  } catch {
    return undefined;
  }
}
