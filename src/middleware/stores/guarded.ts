import { ReqLLMError } from '../../core/error.ts';
import type { LimitStore } from './limit-store.ts';

/** A store whose failures are errors of this library: a limit that cannot be counted is not passed. */
export function guarded(store: LimitStore, name: string): LimitStore {
  const told = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (cause) {
      const message = `The store of "${name}" cannot be asked, so the call was not sent.`;
      throw new ReqLLMError(message, { code: 'config', phase: 'config', cause });
    }
  };
  return {
    claim: (id, gauges, leaseMs) => told(() => store.claim(id, gauges, leaseMs)),
    settle: (id, gauges) => store.settle(id, gauges),
    left: (gauges) => told(() => store.left(gauges)),
  };
}

/**
 * Waits for a settlement beside the call: what cannot be settled is given back when its lease ends, so its failure needs
 * nobody.
 */
export function settleLater(settling: Promise<void>, then: () => void = () => {}): Promise<void> {
  return settling.then(then, then);
}
