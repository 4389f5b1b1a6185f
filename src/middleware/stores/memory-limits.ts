import type { ClaimAnswer, Claimed, Gauge, LimitStore } from './limit-store.ts';

interface State {
  /** `rate`: what has not flowed out. `window`: what was settled in this one. */
  sum: number;
  /** `rate`: when it was worked out. `window`: which one it is. */
  mark: number;
  /** Claims that are open, and when they are given back. */
  readonly claims: Map<string, { readonly amount: number; readonly until: number }>;
}

/** Counts limits and budgets in this process. Gauges that nobody asked about for long are forgotten. */
export function memoryLimits({ now = Date.now }: { readonly now?: () => number } = {}): LimitStore {
  const states = new Map<string, State>();

  const stateOf = (gauge: Gauge): State => {
    const known = states.get(gauge.key);
    if (known === undefined && states.size >= mostGauges) dropIdle(states, now());
    const state = known ?? { sum: 0, mark: markOf(gauge, now()), claims: new Map() };
    states.set(gauge.key, state);
    bringUp(state, gauge, now());
    return state;
  };

  return {
    claim(id, gauges, leaseMs) {
      const found = gauges.map((gauge) => ({ gauge, state: stateOf(gauge) }));
      for (const [index, { gauge, state }] of found.entries()) {
        const left = gauge.limit - usedOf(state, gauge);
        if (gauge.amount > left) return Promise.resolve(refusal(index, gauge, left, now()));
      }
      for (const { gauge, state } of found) {
        if (gauge.kind === 'rate') state.sum += gauge.amount;
        else state.claims.set(id, { amount: gauge.amount, until: now() + leaseMs });
      }
      return Promise.resolve({ ok: true });
    },
    settle(id, gauges) {
      for (const gauge of gauges) {
        const state = stateOf(gauge);
        state.claims.delete(id);
        if (gauge.kind === 'rate') state.sum = Math.max(0, state.sum + gauge.actual - gauge.amount);
        if (gauge.kind === 'window') state.sum += gauge.actual;
      }
      return Promise.resolve();
    },
    renew(id, gauges, leaseMs) {
      for (const gauge of gauges) {
        const { claims } = stateOf(gauge);
        const claim = claims.get(id);
        if (claim !== undefined) claims.set(id, { amount: claim.amount, until: now() + leaseMs });
      }
      return Promise.resolve();
    },
    left: (gauges) => Promise.resolve(gauges.map((gauge) => gauge.limit - usedOf(stateOf(gauge), gauge))),
  };
}

const mostGauges = 10_000;

// A gauge that has nothing in it is as good as a new one.
function dropIdle(states: Map<string, State>, now: number): void {
  for (const [key, { sum, claims }] of states) {
    const isOpen = [...claims.values()].some(({ until }) => until > now);
    if (sum === 0 && !isOpen) states.delete(key);
  }
}

function markOf({ kind, perMs }: Gauge, now: number): number {
  if (kind === 'rate') return now;
  return kind === 'window' && perMs > 0 ? Math.floor(now / perMs) : 0;
}

function bringUp(state: State, gauge: Gauge, now: number): void {
  const mark = markOf(gauge, now);
  if (gauge.kind === 'rate') {
    const passed = Math.max(0, mark - state.mark);
    state.sum = Math.max(0, state.sum - (passed * gauge.limit) / gauge.perMs);
  } else if (mark !== state.mark) state.sum = 0;
  state.mark = gauge.kind === 'rate' ? Math.max(mark, state.mark) : mark;
  for (const [id, { until }] of state.claims) if (until <= now) state.claims.delete(id);
}

function usedOf({ sum, claims }: State, { kind }: Gauge): number {
  let used = kind === 'held' ? 0 : sum;
  for (const { amount } of claims.values()) used += amount;
  return used;
}

function refusal(index: number, gauge: Claimed, left: number, now: number): ClaimAnswer {
  const waitMs = waitFor(gauge, left, now);
  return { ok: false, gauge: index, left, ...(waitMs === undefined ? {} : { waitMs }) };
}

function waitFor({ kind, amount, limit, perMs }: Claimed, left: number, now: number): number | undefined {
  if (kind === 'held' || perMs <= 0) return undefined;
  if (kind === 'window') return perMs - (now % perMs);
  return Math.ceil(((amount - left) * perMs) / limit);
}
