import type { IsoDate, Meter, Pricing, Rate } from '../schema.ts';
import { periodAt, type PriceFacts, scenariosOf, tierName } from './cards.ts';
import { dollars, picodollars } from './money.ts';
import { type ChosenRate, rateTable, type RateTable } from './rates.ts';

/** How much of each thing a request used. The meters do not overlap. */
export type Meters = Readonly<Partial<Record<Meter, number>>>;

/** One line of a bill, in dollars. */
export interface PriceLine {
  readonly meter: Meter;
  readonly count: number;
  readonly usd: string;
}

/** What a request costs: decimal strings in US dollars, exact to the picodollar. */
export interface PricedCost {
  /** The sum of the lines. */
  readonly usd: string;
  readonly low: string;
  readonly high: string;
  /**
   * `exact`: every unit has its rate. `range`: facts that decide the price are not known; `usd` is then the plainest
   * case. `unknown`: units in `missing` have no known rate, or one of another meter stands in for it.
   */
  readonly basis: 'exact' | 'range' | 'unknown';
  readonly lines: readonly PriceLine[];
  /** The day since which these prices hold; `null`: since always, as far as is known. */
  readonly period: IsoDate | null;
  /** How many cards of the price list counted. */
  readonly cards: number;
  /** Units without a known rate, by name. Never silently free. */
  readonly missing: readonly string[];
}

const prompt: readonly Meter[] = [
  'input',
  'input_audio',
  'input_image',
  'input_video',
  'cache_write_1h',
  'cache_write',
  'cache_read_audio',
  'cache_read',
];

// Vendors without a rate of their own for these bill them as what stands first, and say so.
const billedAs: Readonly<Partial<Record<Meter, Meter>>> = {
  reasoning: 'output',
  input_image: 'input',
  input_video: 'input',
};

// A rate that is near, so that a budget does not take the units for free; they stay named as missing.
const standIns: Readonly<Partial<Record<Meter, readonly Meter[]>>> = {
  cache_read: ['input'],
  cache_write: ['input'],
  cache_write_1h: ['cache_write', 'input'],
  cache_read_audio: ['cache_read', 'input_audio', 'input'],
  input_audio: ['input'],
  output_audio: ['output'],
  output_image: ['output'],
  output_video: ['output'],
};

// One list for all, as tables are remembered by the lists they are made of.
const noRates: readonly Rate[] = [];

// Counted by every call, but billed by few.
const oftenFree: ReadonlySet<Meter> = new Set(['request', 'tool_call', 'citation']);

/**
 * What these units cost, by the price list and what is known about the request. Throws a TypeError for a negative or
 * endless count.
 */
export function price(pricing: Pricing, meters: Meters, facts: PriceFacts = {}): PricedCost {
  const { total, low, high, lines, ...rest } = billFor(pricing, meters, facts);
  return {
    usd: dollars(total),
    low: dollars(low),
    high: dollars(high),
    ...rest,
    lines: lines.map(({ meter, count, amount }) => ({ meter, count, usd: dollars(amount) })),
  };
}

/** A bill in picodollars: {@link PricedCost} before it is written down. */
export interface Billed extends Pick<PricedCost, 'basis' | 'period' | 'cards' | 'missing'> {
  readonly total: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly lines: readonly BillLine[];
}

/** {@link PriceLine} before it is written down. */
export interface BillLine extends Pick<PriceLine, 'meter' | 'count'> {
  readonly amount: bigint;
}

/** What {@link price} writes down, for those who go on counting. */
export function billFor(pricing: Pricing, meters: Meters, facts: PriceFacts = {}): Billed {
  const counted = (Object.entries(meters) as [Meter, number][]).filter(([, count]) => count !== 0);
  const period = periodAt(pricing.periods, facts.at);
  if (period === undefined) return nothing(counted.map(([meter]) => meter));
  const tokens = prompt.reduce((sum, meter) => sum + (meters[meter] ?? 0), 0);
  const known = { ...facts, ...reasonedOf(meters, facts) };
  const bills = scenariosOf(period.cards, known, facts.promptTokens ?? tokens).map((scenario) =>
    billOf(rateTable(period.cards, facts.toolPrices ?? noRates, scenario), counted, {
      pricing,
      meters,
      facts,
    }),
  );
  const [plainest] = bills as [Bill, ...Bill[]];
  const missing = new Set(bills.flatMap((bill) => [...bill.missing]));
  const tier = facts.serviceTier === undefined ? 'standard' : tierName(facts.serviceTier);
  const hasTier = period.cards.some(({ when }) => when?.serviceTier === tier);
  if (tier !== 'standard' && tier !== 'auto' && !hasTier) missing.add(`service tier ${tier}`);
  const low = bills.reduce((least, bill) => (bill.low < least ? bill.low : least), plainest.low);
  const high = bills.reduce((most, bill) => (bill.high > most ? bill.high : most), plainest.high);
  return {
    total: plainest.total,
    low,
    high,
    basis: missing.size > 0 ? 'unknown' : low === high ? 'exact' : 'range',
    lines: plainest.lines,
    period: period.from,
    cards: plainest.cards,
    missing: [...missing],
  };
}

interface Bill {
  readonly total: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly lines: readonly BillLine[];
  readonly cards: number;
  readonly missing: ReadonlySet<string>;
}

interface Context {
  readonly pricing: Pricing;
  readonly meters: Meters;
  readonly facts: PriceFacts;
}

function billOf(table: RateTable, counted: readonly [Meter, number][], context: Context): Bill {
  const lines: BillLine[] = [];
  const missing = new Set<string>();
  let [total, low, high] = [0n, 0n, 0n];
  for (const [meter, count] of counted) {
    const { rates, isStandIn } = ratesFor(table, meter, context.pricing);
    if (rates.length === 0 && oftenFree.has(meter)) continue;
    if (rates.length === 0 || isStandIn) missing.add(meter);
    if (rates.length === 0) continue;
    const conflict = table.conflicts.get(meter);
    if (conflict !== undefined) missing.add(conflict);
    const amounts = amountsOf(rates, meter, count, context);
    const [first = 0n] = amounts;
    lines.push({ meter, count, amount: first });
    total += first;
    low += amounts.reduce((least, each) => (each < least ? each : least), first);
    high += amounts.reduce((most, each) => (each > most ? each : most), first);
  }
  return { total, low, high, lines, cards: table.cards, missing };
}

function ratesFor(
  table: RateTable,
  meter: Meter,
  pricing: Pricing,
): { rates: readonly ChosenRate[]; isStandIn: boolean } {
  const find = (name: Meter): readonly ChosenRate[] =>
    (table.rates.get(name) ?? []).filter(({ rate }) => isPrice(rate.usd, pricing));
  const own = find(meter);
  const same = billedAs[meter];
  if (own.length > 0 || (same !== undefined && find(same).length > 0))
    return { rates: own.length > 0 || same === undefined ? own : find(same), isStandIn: false };
  const near = (standIns[meter] ?? []).map(find).find((rates) => rates.length > 0);
  return { rates: near ?? [], isStandIn: near !== undefined };
}

// "0" in the list of a subscription says that tokens are not what is paid for.
function isPrice(usd: string, { basis }: Pricing): boolean {
  return basis === 'metered' || basis === 'free' || Number(usd) > 0;
}

/** What the line may come to: one amount, or one for each variant that the facts leave open. */
function amountsOf(rates: readonly ChosenRate[], meter: Meter, count: number, context: Context): bigint[] {
  const wanted = context.facts.variants?.[meter];
  const full = rates.filter(({ past }) => past === undefined);
  const plain = full.filter(({ rate }) => rate.variant === undefined);
  const named = full.filter(({ rate }) => wanted !== undefined && rate.variant === wanted);
  const chosen = named.length > 0 ? named : plain.length > 0 ? plain : full;
  const over = rates.find(({ past }) => past !== undefined);
  const beyond = over === undefined ? 0 : unitsPast(over.past ?? 0, meter, context.meters);
  const extra = over === undefined ? 0n : picodollars(over.rate.usd, beyond, over.rate.per);
  if (chosen.length === 0) return [extra];
  return chosen.map(({ rate }) => picodollars(rate.usd, count - beyond, rate.per) + extra);
}

// Cached tokens are the beginning of a prompt, so fresh ones are the first to lie past a threshold.
function unitsPast(threshold: number, meter: Meter, meters: Meters): number {
  if (!prompt.includes(meter)) return 0;
  let rest = prompt.reduce((sum, each) => sum + (meters[each] ?? 0), 0) - threshold;
  for (const each of prompt) {
    const taken = Math.min(Math.max(rest, 0), meters[each] ?? 0);
    if (each === meter) return taken;
    rest -= taken;
  }
  return 0;
}

function reasonedOf({ reasoning }: Meters, { reasoned }: PriceFacts): { reasoned?: boolean } {
  const known = reasoned ?? (reasoning === undefined ? undefined : reasoning > 0);
  return known === undefined ? {} : { reasoned: known };
}

function nothing(missing: readonly string[]): Billed {
  return { total: 0n, low: 0n, high: 0n, basis: 'unknown', lines: [], period: null, cards: 0, missing };
}
