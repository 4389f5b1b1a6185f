/**
 * Calls back when the signal fires, until the returned function is called. However many wait for one signal, it carries
 * one listener, so that Node does not warn of a leak at the eleventh call, and none when nobody waits any more.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const watch = watches.get(signal) ?? startWatch(signal);
  watch.callbacks.add(callback);
  return () => {
    if (!watch.callbacks.delete(callback) || watch.fire === undefined || watch.callbacks.size > 0) return;
    signal.removeEventListener('abort', watch.fire);
    watches.delete(signal);
  };
}

/** A signal of one's own, and what makes it fire. */
export interface Abort {
  readonly signal: AbortSignal;
  /** `reason` becomes the signal's. */
  abort(reason?: unknown): void;
}

/**
 * Creates a signal that tells those who wait for it with {@link onAbort} by itself, after its event: a listener on it and
 * off it again took a twentieth of a short call.
 */
export function createAbort(): Abort {
  const controller = new AbortController();
  const { signal } = controller;
  const callbacks = new Set<() => void>();
  watches.set(signal, { callbacks, fire: undefined });
  const abort = (reason?: unknown): void => {
    if (signal.aborted) return;
    controller.abort(reason);
    for (const callback of callbacks) callback();
  };
  return { signal, abort };
}

interface Watch {
  readonly callbacks: Set<() => void>;
  /** The listener; undefined for a signal of our own, which needs none. */
  readonly fire: (() => void) | undefined;
}

const watches = new WeakMap<AbortSignal, Watch>();

function startWatch(signal: AbortSignal): Watch {
  const callbacks = new Set<() => void>();
  const fire = (): void => {
    for (const callback of callbacks) callback();
  };
  const watch = { callbacks, fire };
  watches.set(signal, watch);
  signal.addEventListener('abort', fire);
  return watch;
}
