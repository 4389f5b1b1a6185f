import { createAbort, onAbort } from '../core/abort.ts';
import type { Middleware, Reply } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import { isReqLLMError, ReqLLMError, type TimeoutKind } from '../core/error.ts';
import { longestTimerMs } from '../core/longest-timer.ts';

/**
 * Ends a try that takes too long: no first spoken chunk, no chunk for a while in the middle, or too long in all. Comments
 * and keep-alive frames do not count as chunks: a stream that sends only these is given twice the idle time, once, and
 * then ended. While nobody is reading, the idle clock stands still: a slow reader is no dead server. Connecting and waiting for headers are timed by the transport.
 */
export function timeout(): Middleware {
  return async (call, next) => {
    const watch = createWatch(call);
    try {
      const reply = await next({ ...call, control: { ...call.control, signal: watch.signal } });
      watch.begin();
      return watched(reply, watch, call.stream);
    } catch (error) {
      watch.clear();
      throw watch.explain(error);
    }
  };
}

// A stream that its reader forgot ends without a word; what still waits for it must not stay on the caller's signal. Weakly
// held, as the way from a signal over the stack of its reason may lead back to the stream.
const forgotten = new FinalizationRegistry<WeakRef<() => void>>((clear) => clear.deref()?.());

function watched(reply: Reply, watch: Watch, isStream: boolean): Reply {
  if (isStream) forgotten.register(reply.chunks, new WeakRef(watch.clear));
  reply.chunks.tap({
    waiting: () => watch.wait(),
    alive: () => watch.alive(),
    arrived: () => watch.arrive(),
    failed: (error) => watch.explain(error),
    done: () => watch.clear(),
  });
  return reply;
}

interface Watch {
  readonly signal: AbortSignal;
  /** The first spoken chunk is there. */
  begin(): void;
  /** The reader waits for the next chunk. */
  wait(): void;
  /** Something came that is no chunk. */
  alive(): void;
  arrive(): void;
  clear(): void;
  /** The timeout, when it is what ended the call; else the error as it is. */
  explain(error: unknown): unknown;
}

type Timer = ReturnType<typeof setTimeout>;

function createWatch(call: AnyCall): Watch {
  const { signal: outer, timeout: limits, startedAt } = call.control;
  const { signal, abort } = createAbort();
  let expired: TimeoutKind | undefined;
  let isWaiting = false;
  let isAlive = false;
  let isExtended = false;
  let idle: Timer | undefined;

  const expire = (kind: TimeoutKind): void => {
    expired ??= kind;
    abort();
  };
  // Holds `clear` for as long as the signal may fire.
  const forward = (): void => {
    clear();
    abort(outer?.reason);
  };
  const isIdle = (): void => {
    idle = undefined;
    if (!isWaiting) return;
    if (!isAlive) return expire('idle');
    // A server that still talks may be thinking: the same time again, whatever else it sends meanwhile.
    isAlive = false;
    isExtended = true;
    idle = timer(() => isWaiting && expire('idle'), limits.idleMs);
  };
  // A body is one chunk: only the total limits it. The total spans all tries, so each gets what is left of it.
  const first = call.stream ? timer(() => expire('first-chunk'), limits.firstChunkMs) : undefined;
  const total = timer(
    () => expire('total'),
    limits.totalMs === 0 ? 0 : Math.max(1, limits.totalMs - (Date.now() - startedAt)),
  );

  const leave = outer === undefined ? undefined : onAbort(outer, forward);
  const clear = (): void => {
    for (const each of [first, total, idle]) clearTimeout(each);
    leave?.();
  };
  if (outer?.aborted === true) forward();

  return {
    signal,
    begin: () => clearTimeout(first),
    wait: () => {
      isWaiting = true;
      isAlive = false;
      // The timer of a wait that was extended ends the stream without a second look.
      if (isExtended) {
        isExtended = false;
        clearTimeout(idle);
        idle = undefined;
      }
      // One timer a stream, set back at each wait: creating one per chunk costs more than reading the chunk.
      if (idle === undefined) idle = timer(isIdle, limits.idleMs);
      else idle = setBack(idle, isIdle, limits.idleMs);
    },
    alive: () => {
      isAlive = true;
    },
    arrive: () => {
      isWaiting = false;
    },
    clear,
    explain: (error) =>
      expired !== undefined && isReqLLMError(error) && error.code === 'aborted'
        ? timeoutError(expired, call, error)
        : error,
  };
}

function timer(run: () => void, ms: number): Timer | undefined {
  return ms > 0 ? setTimeout(run, Math.min(ms, longestTimerMs)) : undefined;
}

// `refresh` is Node's; elsewhere timers are numbers.
function setBack(old: Timer, run: () => void, ms: number): Timer | undefined {
  if (typeof old === 'object' && 'refresh' in old) return old.refresh();
  clearTimeout(old);
  return timer(run, ms);
}

function timeoutError(kind: TimeoutKind, call: AnyCall, cause: ReqLLMError): ReqLLMError {
  const { firstChunkMs, idleMs, totalMs } = call.control.timeout;
  const said: Record<string, string> = {
    'first-chunk': `No answer from ${call.model.spec} within ${firstChunkMs} ms; raise timeout.firstChunkMs for slow models.`,
    idle: `The stream from ${call.model.spec} stood still for ${idleMs} ms; raise timeout.idleMs for slow models.`,
    total: `The call to ${call.model.spec} took longer than ${totalMs} ms in all; raise timeout.totalMs.`,
  };
  return new ReqLLMError(said[kind] ?? `The call to ${call.model.spec} timed out.`, {
    code: 'timeout',
    phase: cause.phase,
    timeout: kind,
    // A stalled start may be tried again; a generation that ran out of time would be billed twice.
    retryable: kind === 'first-chunk',
    model: call.model.spec,
    provider: call.model.provider,
    ...(cause.requestId === undefined ? {} : { requestId: cause.requestId }),
  });
}
