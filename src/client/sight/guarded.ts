import type { CallWatcher, Observer } from '../../core/observation.ts';

/** An observer whose failures are its own: the work is done once and gives what it gives, whatever the observer throws. */
export function guarded(observer: Observer): Observer {
  const { begin, tool, run } = observer;
  return {
    ...(begin === undefined
      ? {}
      : {
          begin: (start, call) => {
            const watcher = tried(() => observer.begin?.(start, call));
            return watcher === undefined ? undefined : guardedWatcher(watcher);
          },
        }),
    ...(tool === undefined
      ? {}
      : { tool: (start, work) => onceAround(work, async (once) => observer.tool?.(start, once)) }),
    ...(run === undefined
      ? {}
      : { run: (start, work) => onceAround(work, async (once) => observer.run?.(start, once)) }),
  };
}

function guardedWatcher(watcher: CallWatcher): CallWatcher {
  return {
    ...(watcher.within === undefined
      ? {}
      : {
          within: (work) => {
            let done: { readonly value: ReturnType<typeof work> } | undefined;
            const once = (): ReturnType<typeof work> => (done ??= { value: work() }).value;
            tried(() => watcher.within?.(once));
            return once();
          },
        }),
    ...(watcher.firstChunk === undefined
      ? {}
      : { firstChunk: (ms, attempts) => tried(() => watcher.firstChunk?.(ms, attempts)) }),
    ...(watcher.chunk === undefined ? {} : { chunk: (chunk) => tried(() => watcher.chunk?.(chunk)) }),
    end: (report, error) => tried(() => watcher.end(report, error)),
  };
}

async function onceAround<T>(
  work: () => Promise<T>,
  watch: (once: () => Promise<T>) => Promise<unknown>,
): Promise<T> {
  let done: Promise<T> | undefined;
  const once = (): Promise<T> => (done ??= work());
  try {
    await watch(once);
  } catch {
    // The observer's failure, or the work's own, which is told below.
  }
  return once();
}

function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
