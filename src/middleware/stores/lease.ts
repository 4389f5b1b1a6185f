import type { Claimed, LimitStore } from './limit-store.ts';

/**
 * Keeps a claim while its work is under way, however long that is: its lease is renewed three times in its length. Gives
 * back how to stop. A store without `renew` is left alone.
 */
export function keepLease(
  store: LimitStore,
  id: string,
  gauges: readonly Claimed[],
  leaseMs: number,
): () => void {
  const held = gauges.filter(({ kind }) => kind !== 'rate');
  if (store.renew === undefined || held.length === 0) return () => {};
  const timer: unknown = setInterval(() => {
    // What cannot be renewed now is tried again before its lease ends.
    store.renew?.(id, held, leaseMs).catch(() => {});
  }, leaseMs / 3);
  // A process that has nothing else to do must not be kept alive by a reply that nobody reads.
  if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
  return () => clearInterval(timer as number);
}

/** How long a claim is kept whose process is gone, in milliseconds, unless said otherwise. */
export function leaseFor({ renew }: LimitStore): number {
  return renew === undefined ? 900_000 : 60_000;
}
