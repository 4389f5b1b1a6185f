/** What a gauge measures: see {@link Gauge}. */
export type GaugeKind = 'rate' | 'held' | 'window';

/**
 * One number that must not pass a limit. `rate`: a bucket of `limit` that refills within `perMs`; what is claimed flows out
 * with time. `held`: what is claimed is given back when it is settled. `window`: a sum that begins anew every `perMs`,
 * counted from 1970; 0 for never.
 */
export interface Gauge {
  readonly key: string;
  readonly kind: GaugeKind;
  readonly limit: number;
  readonly perMs: number;
}

/** A gauge, and what a claim takes of it until it is settled. */
export interface Claimed extends Gauge {
  readonly amount: number;
}

/** A claimed gauge, and what was really used. */
export interface Settled extends Claimed {
  readonly actual: number;
}

/** What became of a claim: all of it, or nothing and why. */
export type ClaimAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Index of the first gauge that has too little left. */
      readonly gauge: number;
      readonly left: number;
      /** When it may have enough, in milliseconds; undefined where only others can tell. */
      readonly waitMs?: number;
    };

/**
 * Where limits and budgets are counted, in one process or between many. A claim is one step: it takes of all its gauges or
 * of none. What is never settled, as its process is gone, is given back after `leaseMs`.
 */
export interface LimitStore {
  claim(id: string, gauges: readonly Claimed[], leaseMs: number): Promise<ClaimAnswer>;
  settle(id: string, gauges: readonly Settled[]): Promise<void>;
  /**
   * Keeps what is still claimed for `leaseMs` from now; what was settled or given back stays so. A store without it must be
   * given leases that are longer than the longest call.
   */
  renew?(id: string, gauges: readonly Claimed[], leaseMs: number): Promise<void>;
  /** What is left of each gauge. */
  left(gauges: readonly Gauge[]): Promise<readonly number[]>;
}
