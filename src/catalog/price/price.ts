import type { IsoDate, Meter, Pricing, Rate } from '../schema.ts';
import { periodAt, type PriceFacts, scenariosOf, tierName } from './cards.ts';
import { amountOf, dollars } from './money.ts';
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
  const counted = (Object.entries(meters) as CountedMeter[]).filter(([, count]) => count !== 0);
  const period = periodAt(pricing.periods, facts.at);
  if (period === undefined) return nothing(counted.map(([meter]) => meter));
  const promptTokens = facts.promptTokens ?? promptOf(meters);
  const scenarios = scenariosOf(period.cards, withThought(facts, meters), promptTokens);
  const context = { pricing, meters, facts };
  const bills = scenarios.map((scenario) =>
    billOf(rateTable(period.cards, facts.toolPrices ?? noRates, scenario), counted, context),
  );
  const [plainest] = bills as [Bill, ...Bill[]];
  const missing = new Set(plainest.missing);
  let { low, high } = plainest;
  for (const bill of bills) {
    for (const name of bill.missing) missing.add(name);
    if (bill.low < low) ({ low } = bill);
    if (bill.high > high) ({ high } = bill);
  }
  const tier = facts.serviceTier === undefined ? 'standard' : tierName(facts.serviceTier);
  const isPlain = tier === 'standard' || tier === 'auto';
  if (!isPlain && !period.cards.some(({ when }) => when?.serviceTier === tier))
    missing.add(`service tier ${tier}`);
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

type CountedMeter = readonly [Meter, number];

interface Bill {
  readonly total: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly lines: readonly BillLine[];
  readonly cards: number;
  /** Each may be named more than once. */
  readonly missing: readonly string[];
}

interface Context {
  readonly pricing: Pricing;
  readonly meters: Meters;
  readonly facts: PriceFacts;
}

function billOf(table: RateTable, counted: readonly CountedMeter[], context: Context): Bill {
  const lines: BillLine[] = [];
  const missing: string[] = [];
  let [total, low, high] = [0n, 0n, 0n];
  for (const [meter, count] of counted) {
    const { rates, isStandIn } = ratesFor(table, meter, context.pricing);
    if (rates.length === 0 && oftenFree.has(meter)) continue;
    if (rates.length === 0 || isStandIn) missing.push(meter);
    if (rates.length === 0) continue;
    const conflict = table.conflicts.get(meter);
    if (conflict !== undefined) missing.push(conflict);
    const amounts = amountsOf(rates, meter, count, context);
    const [first = 0n] = amounts;
    lines.push({ meter, count, amount: first });
    total += first;
    let [least, most] = [first, first];
    for (const each of amounts) {
      if (each < least) least = each;
      if (each > most) most = each;
    }
    low += least;
    high += most;
  }
  return { total, low, high, lines, cards: table.cards, missing };
}

function ratesFor(
  table: RateTable,
  meter: Meter,
  pricing: Pricing,
): { rates: readonly ChosenRate[]; isStandIn: boolean } {
  const own = pricesIn(table, meter, pricing);
  if (own.length > 0) return { rates: own, isStandIn: false };
  const same = billedAs[meter];
  const shared = same === undefined ? own : pricesIn(table, same, pricing);
  if (shared.length > 0) return { rates: shared, isStandIn: false };
  for (const name of standIns[meter] ?? []) {
    const near = pricesIn(table, name, pricing);
    if (near.length > 0) return { rates: near, isStandIn: true };
  }
  return { rates: none, isStandIn: false };
}

const none: readonly ChosenRate[] = [];

// "0" in the list of a subscription says that tokens are not what is paid for.
function pricesIn({ rates }: RateTable, meter: Meter, { basis }: Pricing): readonly ChosenRate[] {
  const all = rates.get(meter) ?? none;
  const areAll = basis === 'metered' || basis === 'free';
  return areAll ? all : all.filter(({ rate }) => Number(rate.usd) > 0);
}

/** What the line may come to: one amount, or one for each variant that the facts leave open. */
function amountsOf(rates: readonly ChosenRate[], meter: Meter, count: number, context: Context): bigint[] {
  const [only] = rates;
  if (rates.length === 1 && only !== undefined && only.past === undefined)
    return [amountOf(only.price, count)];
  const wanted = context.facts.variants?.[meter];
  const full = rates.filter(({ past }) => past === undefined);
  const plain = full.filter(({ rate }) => rate.variant === undefined);
  const named = full.filter(({ rate }) => wanted !== undefined && rate.variant === wanted);
  const chosen = named.length > 0 ? named : plain.length > 0 ? plain : full;
  const over = rates.find(({ past }) => past !== undefined);
  const beyond = over === undefined ? 0 : unitsPast(over.past ?? 0, meter, context.meters);
  const extra = over === undefined ? 0n : amountOf(over.price, beyond);
  if (chosen.length === 0) return [extra];
  return chosen.map(({ price: each }) => amountOf(each, count - beyond) + extra);
}

// Cached tokens are the beginning of a prompt, so fresh ones are the first to lie past a threshold.
function unitsPast(threshold: number, meter: Meter, meters: Meters): number {
  if (!prompt.includes(meter)) return 0;
  let rest = promptOf(meters) - threshold;
  for (const each of prompt) {
    const taken = Math.min(Math.max(rest, 0), meters[each] ?? 0);
    if (each === meter) return taken;
    rest -= taken;
  }
  return 0;
}

function promptOf(meters: Meters): number {
  let tokens = 0;
  for (const meter of prompt) tokens += meters[meter] ?? 0;
  return tokens;
}

function withThought(facts: PriceFacts, { reasoning }: Meters): PriceFacts {
  const isKnown = facts.reasoned !== undefined || reasoning === undefined;
  return isKnown ? facts : { ...facts, reasoned: reasoning > 0 };
}

function nothing(missing: readonly string[]): Billed {
  return { total: 0n, low: 0n, high: 0n, basis: 'unknown', lines: [], period: null, cards: 0, missing };
}
