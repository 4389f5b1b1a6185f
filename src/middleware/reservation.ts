import { keepLease } from './stores/lease.ts';
import type { ClaimAnswer, Claimed, Gauge, LimitStore } from './stores/limit-store.ts';

/** What one call has reserved of its budgets, for each model that it asks. */
export interface Reservation {
  /** Reserves more, or nothing and why. */
  add(amount: number): Promise<ClaimAnswer>;
  /** Counts what was spent until now, and gives back what was reserved for it. */
  pay(spent: number): Promise<void>;
}

export interface ReservationOptions {
  readonly store: LimitStore;
  readonly gauges: readonly Gauge[];
  readonly leaseMs: number;
  readonly id: string;
}

interface Claim {
  readonly id: string;
  readonly gauges: readonly Claimed[];
  readonly release: () => void;
}

export function createReservation({ store, gauges, leaseMs, id }: ReservationOptions): Reservation {
  let open: Claim[] = [];
  let made = 0;
  let counted = 0;
  return {
    async add(amount) {
      const claimed = gauges.map((gauge) => ({ ...gauge, amount }));
      const name = `${id}-${(made += 1)}`;
      const answer = await store.claim(name, claimed, leaseMs);
      if (answer.ok)
        open.push({ id: name, gauges: claimed, release: keepLease(store, name, claimed, leaseMs) });
      return answer;
    },
    async pay(spent) {
      const paid = open;
      open = [];
      // What a call cost is counted once, with the first of its claims.
      const sums = paid.map((_claim, index) => (index === 0 ? spent - counted : 0));
      if (paid.length > 0) counted = spent;
      for (const { release } of paid) release();
      await Promise.all(
        paid.map((claim, index) =>
          store.settle(
            claim.id,
            claim.gauges.map((gauge) => ({ ...gauge, actual: sums[index] ?? 0 })),
          ),
        ),
      );
    },
  };
}
