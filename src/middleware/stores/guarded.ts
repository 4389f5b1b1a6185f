import { ReqLLMError } from '../../core/error.ts';
import type { Claimed, LimitStore, Settled } from './limit-store.ts';

/** What becomes of calls while a store cannot be asked. */
export interface StorePolicy {
  /** `refuse` sends nothing (code `config`); `allow` sends, and counts what can be counted once the store is back. Default `refuse`. */
  readonly onStoreFailure?: 'refuse' | 'allow';
  /** After how long a store that does not answer has failed, in milliseconds; 0 for never. Default 2 seconds. */
  readonly storeTimeoutMs?: number;
}

/**
 * A store whose failures are errors of this library, and whose silence is a failure: clients of Redis hold what they are
 * asked until they are connected again.
 */
export function guarded(store: LimitStore, name: string, policy: StorePolicy = {}): LimitStore {
  const { onStoreFailure = 'refuse', storeTimeoutMs = 2_000 } = policy;
  const limited = <T>(work: Promise<T>): Promise<T> => inTime(work, storeTimeoutMs);
  // Claims that were let through without being counted; what is said of them later must not give back what they never took.
  const uncounted = new Set<string>();
  const settle = (id: string, gauges: readonly Settled[]): Promise<void> => {
    const isCounted = !uncounted.delete(id);
    const settled = isCounted ? gauges : gauges.map((gauge) => ({ ...gauge, amount: 0 }));
    return limited(invoked(() => store.settle(id, settled)));
  };
  const { renew } = store;
  return {
    async claim(id, gauges, leaseMs) {
      const claiming = invoked(() => store.claim(id, gauges, leaseMs));
      try {
        return await limited(claiming);
      } catch (cause) {
        undoLater(claiming, () => store.settle(id, gauges.map(unused)));
        if (onStoreFailure === 'refuse') throw failure(name, cause);
        uncounted.add(id);
        return { ok: true };
      }
    },
    settle,
    ...(renew === undefined
      ? {}
      : { renew: (id, gauges, leaseMs) => limited(invoked(() => renew.call(store, id, gauges, leaseMs))) }),
    left: (gauges) =>
      limited(invoked(() => store.left(gauges))).catch((cause: unknown) => {
        throw failure(name, cause);
      }),
  };
}

/**
 * Waits for a settlement beside the call: what cannot be settled is given back when its lease ends, so its failure needs
 * nobody.
 */
export function settleLater(settling: Promise<void>, then: () => void = () => {}): Promise<void> {
  return settling.then(then, then);
}

function invoked<T>(run: () => Promise<T>): Promise<T> {
  try {
    return run();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

// A claim that is answered after nobody waited any more took something that nobody will use.
function undoLater(claiming: Promise<{ readonly ok: boolean }>, undo: () => Promise<void>): void {
  claiming.then(({ ok }) => (ok ? undo() : undefined)).catch(() => {});
}

function unused(gauge: Claimed): Settled {
  return { ...gauge, actual: 0 };
}

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  if (ms <= 0) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not answer within ${ms} ms.`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function failure(name: string, cause: unknown): ReqLLMError {
  const message = `The store of "${name}" cannot be asked, so the call was not sent.`;
  return new ReqLLMError(message, { code: 'config', phase: 'config', cause });
}
