import type { CallReport, Observer } from '../../core/observation.ts';
import type { Usage } from '../../core/usage.ts';

/** Sums over calls. Counters hold what is known; `uncounted` and `unpriced` say how much is not. */
export interface UsageTotals {
  /** Calls that ended, well or not. */
  readonly calls: number;
  /** Those that failed; calls that were aborted or left are not among them. */
  readonly failed: number;
  /** Requests that were made for them, the repeated ones too. */
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly reasoningTokens: number;
  /** In US dollars. */
  readonly cost: number;
  /** Requests of which no final count is known. */
  readonly uncounted: number;
  /** Requests of which no whole price is known. */
  readonly unpriced: number;
}

/** What a client has used since it was made, by model (spec) and by tag. A call with two tags counts under both. */
export interface ClientUsage {
  readonly total: UsageTotals;
  readonly byModel: Readonly<Record<string, UsageTotals>>;
  readonly byTag: Readonly<Record<string, UsageTotals>>;
  /** Lines that the journal could not take. */
  readonly unwritten: number;
}

export interface Ledger extends Observer {
  usage(unwritten: number): ClientUsage;
}

// Tags may be users: a memory that grows with them would be a leak.
const mostNames = 1_000;
const others = '(others)';

type Sum = { -readonly [Name in keyof UsageTotals]: number };

/** Creates the sums of one client. */
export function createLedger(): Ledger {
  const total = zero();
  const byModel = new Map<string, Sum>();
  const byTag = new Map<string, Sum>();
  const add = (report: CallReport): void => {
    addCall(total, report);
    addRequests(total, report);
    addCall(sumOf(byModel, report.model), report);
    for (const { model, usage } of report.attempts) addRequest(sumOf(byModel, model), usage);
    for (const tag of report.tags.length === 0 ? [] : new Set(report.tags)) {
      addCall(sumOf(byTag, tag), report);
      addRequests(sumOf(byTag, tag), report);
    }
  };
  const watcher = { end: add };
  return {
    begin: () => watcher,
    usage: (unwritten) => ({
      total: { ...total },
      byModel: plain(byModel),
      byTag: plain(byTag),
      unwritten,
    }),
  };
}

function addCall(sum: Sum, { outcome }: CallReport): void {
  sum.calls += 1;
  if (outcome === 'error' || outcome === 'truncated') sum.failed += 1;
}

function addRequests(sum: Sum, { attempts }: CallReport): void {
  for (const { usage } of attempts) addRequest(sum, usage);
}

function addRequest(sum: Sum, usage: Usage): void {
  sum.requests += 1;
  sum.inputTokens += usage.inputTokens ?? 0;
  sum.outputTokens += usage.outputTokens ?? 0;
  sum.cacheReadTokens += usage.cacheReadTokens ?? 0;
  sum.reasoningTokens += usage.reasoningTokens ?? 0;
  // To the picodollar, as prices are: 0.1 + 0.2 is not 0.30000000000000004 dollars.
  sum.cost = Math.round((sum.cost + (usage.cost?.total ?? 0)) * 1e12) / 1e12;
  if (usage.status !== 'final') sum.uncounted += 1;
  // What was refused used nothing and needs no price.
  if (usage.cost?.complete !== true && usage.totalTokens !== 0) sum.unpriced += 1;
}

function sumOf(sums: Map<string, Sum>, name: string): Sum {
  const key = sums.has(name) || sums.size < mostNames ? name : others;
  let sum = sums.get(key);
  if (sum === undefined) sums.set(key, (sum = zero()));
  return sum;
}

function zero(): Sum {
  return {
    calls: 0,
    failed: 0,
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    reasoningTokens: 0,
    cost: 0,
    uncounted: 0,
    unpriced: 0,
  };
}

function plain(sums: ReadonlyMap<string, Sum>): Record<string, UsageTotals> {
  return Object.fromEntries([...sums].map(([name, sum]) => [name, { ...sum }]));
}
