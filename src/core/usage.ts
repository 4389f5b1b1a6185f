import type { Json } from './json.ts';

/** What a call cost. Amounts are in units of `currency`; `null` is a component that is not known. */
export interface Cost {
  readonly total: number;
  readonly currency: 'USD';
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  readonly tools: number | null;
  /** Who computed it: the provider in its reply, or the price list of the catalogue. */
  readonly source: 'provider' | 'registry';
  /** Whether every counted unit had a price. */
  readonly complete: boolean;
  /** What the price list says, where `total` is what the provider reported. */
  readonly computed?: number;
  /** Bounds of the total, where facts that decide the price are not known (the service tier, the hour). */
  readonly range?: { readonly low: number; readonly high: number };
  /** The catalogue that priced the call, and the service tier it was priced at, where one was named. */
  readonly pricing?: { readonly version: string; readonly tier?: string };
  /** Counted units whose price is not known, by name. */
  readonly missing?: readonly string[];
}

/** Units that are no tokens: images made, characters spoken, seconds heard or filmed, searches by a reranker, pages read. */
export interface UsageUnits {
  readonly images?: number;
  readonly characters?: number;
  readonly audioSeconds?: number;
  readonly videoSeconds?: number;
  readonly searches?: number;
  readonly pages?: number;
}

/**
 * Token counters. `inputTokens` includes cache reads and writes, `outputTokens` includes reasoning, whatever the
 * provider's own habit is. `null` means unknown and `0` means known to be zero.
 */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly inputAudioTokens: number | null;
  readonly outputAudioTokens: number | null;
  /** How often each of the provider's own tools ran, by tool name. */
  readonly tools?: Readonly<Record<string, number>>;
  /** What is counted in other units than tokens. */
  readonly units?: UsageUnits;
  /** `final`: the provider's last word. `partial`: counted before the stream ended. `unknown`: no count was given. */
  readonly status: 'final' | 'partial' | 'unknown';
  readonly cost: Cost | null;
  /** Why `cost` is null, where an operation other than text is not priced. */
  readonly costUnknown?: string;
  /** The provider's own numbers, untouched. */
  readonly raw?: Json;
}

export const unknownUsage: Usage = {
  inputTokens: null,
  outputTokens: null,
  totalTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  inputAudioTokens: null,
  outputAudioTokens: null,
  status: 'unknown',
  cost: null,
};

/** Known to be nothing: the request was never accepted. */
export const zeroUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  totalTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  inputAudioTokens: 0,
  outputAudioTokens: 0,
  status: 'final',
  cost: null,
};

/** Fills what is not said with `null`; the total is the sum of input and output unless given. */
export function usage(counts: Partial<Usage>): Usage {
  const inputTokens = counts.inputTokens ?? null;
  const outputTokens = counts.outputTokens ?? null;
  const sum = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens;
  return {
    ...unknownUsage,
    status: 'final',
    ...counts,
    inputTokens,
    outputTokens,
    totalTokens: counts.totalTokens ?? sum,
  };
}

/** A cost that the provider named. Components that it does not name are unknown; the cost is whole unless said otherwise. */
export function reportedCost(total: number, said: Partial<Cost> = {}): Cost {
  return {
    total,
    currency: 'USD',
    input: null,
    output: null,
    cacheRead: null,
    cacheWrite: null,
    reasoning: null,
    tools: null,
    source: 'provider',
    complete: true,
    ...said,
  };
}

/** Adds up what several attempts used. A counter that is unknown in any of them makes the sum partial, never zero. */
export function addUsage(all: readonly Usage[]): Usage {
  if (all.length === 1) return all[0] as Usage;
  // Tries that were refused used nothing; they must not make the cost of the others look incomplete.
  const counted = all.filter(
    (each) => each.totalTokens !== 0 || each.cost !== null || each.status !== 'final',
  );
  const [first, ...rest] = counted.length === 0 ? all : counted;
  if (first === undefined) return unknownUsage;
  return rest.reduce(addTwo, first);
}

/** A token count from a provider: a non-negative finite number, or unknown. */
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function addTwo(left: Usage, right: Usage): Usage {
  const add = (a: number | null, b: number | null): number | null =>
    a === null ? b : b === null ? a : a + b;
  const isWhole = left.status === 'final' && right.status === 'final';
  const isUnknown = left.status === 'unknown' && right.status === 'unknown';
  const tools = addTools(left.tools, right.tools);
  const units = addTools<keyof UsageUnits>(left.units, right.units);
  const cost = addCost(left.cost, right.cost);
  const why = cost === null ? (left.costUnknown ?? right.costUnknown) : undefined;
  return {
    inputTokens: add(left.inputTokens, right.inputTokens),
    outputTokens: add(left.outputTokens, right.outputTokens),
    totalTokens: add(left.totalTokens, right.totalTokens),
    cacheReadTokens: add(left.cacheReadTokens, right.cacheReadTokens),
    cacheWriteTokens: add(left.cacheWriteTokens, right.cacheWriteTokens),
    reasoningTokens: add(left.reasoningTokens, right.reasoningTokens),
    inputAudioTokens: add(left.inputAudioTokens, right.inputAudioTokens),
    outputAudioTokens: add(left.outputAudioTokens, right.outputAudioTokens),
    ...(tools === undefined ? {} : { tools }),
    ...(units === undefined ? {} : { units }),
    status: isWhole ? 'final' : isUnknown ? 'unknown' : 'partial',
    cost,
    ...(why === undefined ? {} : { costUnknown: why }),
  };
}

type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

function addTools<Name extends string = string>(
  left: Counts<Name> | undefined,
  right: Counts<Name> | undefined,
): Record<Name, number> | undefined {
  if (left === undefined || right === undefined) return (left ?? right) as Record<Name, number> | undefined;
  const sum: Record<string, number> = { ...(left as Record<string, number>) };
  for (const [name, times] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + (times as number);
  return sum as Record<Name, number>;
}

function addCost(left: Cost | null, right: Cost | null): Cost | null {
  if (left === null || right === null) {
    const known = left ?? right;
    return known === null ? null : { ...known, complete: false };
  }
  const add = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : addDollars(a, b);
  const missing = [...new Set([...(left.missing ?? []), ...(right.missing ?? [])])];
  const isPriced = left.pricing !== undefined && right.pricing?.version === left.pricing.version;
  const isRange = left.range !== undefined || right.range !== undefined;
  const bound = (name: 'low' | 'high'): number =>
    addDollars(left.range?.[name] ?? left.total, right.range?.[name] ?? right.total);
  return {
    total: addDollars(left.total, right.total),
    currency: 'USD',
    input: add(left.input, right.input),
    output: add(left.output, right.output),
    cacheRead: add(left.cacheRead, right.cacheRead),
    cacheWrite: add(left.cacheWrite, right.cacheWrite),
    reasoning: add(left.reasoning, right.reasoning),
    tools: add(left.tools, right.tools),
    source: left.source === right.source ? left.source : 'registry',
    complete: left.complete && right.complete,
    ...(left.computed === undefined || right.computed === undefined
      ? {}
      : { computed: addDollars(left.computed, right.computed) }),
    ...(isRange ? { range: { low: bound('low'), high: bound('high') } } : {}),
    ...(isPriced && left.pricing !== undefined ? { pricing: samePricing(left.pricing, right.pricing) } : {}),
    ...(missing.length === 0 ? {} : { missing }),
  };
}

function samePricing(
  left: NonNullable<Cost['pricing']>,
  right: Cost['pricing'],
): NonNullable<Cost['pricing']> {
  return left.tier === right?.tier ? left : { version: left.version };
}

// Prices are exact to the picodollar; 0.1 + 0.2 is not 0.30000000000000004 dollars.
function addDollars(left: number, right: number): number {
  return Math.round((left + right) * 1e12) / 1e12;
}
