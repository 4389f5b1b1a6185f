import { decimalOf } from '../import/decimal.ts';
import { byText } from '../order.ts';
import { unitOf } from '../record.ts';
import type { IsoDate, Meter, PricePeriod, Pricing, Rate, RateCard } from '../schema.ts';
import type { LayerKind, ModelPatch, PeriodPatch, PricePatch, PriceTier } from './layer.ts';

/** Prices with those of a layer over them: periods are merged by their first day, then named rates are laid over. */
export function patchPricing(
  pricing: Pricing | undefined,
  patch: ModelPatch,
  kind: LayerKind,
): Pricing | undefined {
  const { pricing: periods, price } = patch;
  const merged =
    periods === null ? undefined : periods === undefined ? pricing : withPeriods(pricing, periods, kind);
  return price === undefined || price === null ? merged : withRates(merged, price, kind);
}

function withPeriods(
  pricing: Pricing | undefined,
  { periods = [], ...facts }: NonNullable<ModelPatch['pricing']>,
  kind: LayerKind,
): Pricing {
  const own = new Set(periods.map(({ from }) => from));
  const all = [
    ...(pricing?.periods ?? []).filter(({ from }) => !own.has(from)),
    ...periods.map((each: PeriodPatch): PricePeriod => ({ source: kind, ...each })),
  ];
  return { currency: 'USD', basis: 'metered', ...pricing, ...facts, periods: all.sort(byDay) };
}

function withRates(pricing: Pricing | undefined, { from, ...rates }: PricePatch, kind: LayerKind): Pricing {
  const known = pricing?.periods ?? [];
  const base: Pricing = { currency: 'USD', ...pricing, basis: 'metered', periods: known };
  const lay = (period: PricePeriod): PricePeriod => ({
    ...period,
    cards: laid(period.cards, rates),
    source: kind,
  });
  if (from === undefined) {
    const periods = known.length > 0 ? known : [{ from: null, cards: [], source: kind }];
    return { ...base, periods: periods.map(lay) };
  }
  const isBefore = (period: PricePeriod): boolean => period.from === null || period.from < from;
  const before = known.findLast((period) => period.from === null || period.from <= from);
  const { observed: _seen, ...first } = before ?? { cards: [], source: kind };
  const opened: PricePeriod = { ...first, from };
  const later = known.filter((period) => !isBefore(period) && period.from !== from);
  return { ...base, periods: [...known.filter(isBefore), lay(opened), ...later.map(lay)].sort(byDay) };
}

// The rates under no condition; those of long prompts and other tiers stay as they are.
function laid(cards: readonly RateCard[], { tiers, ...rates }: Omit<PricePatch, 'from'>): RateCard[] {
  const plain = cards.find(({ when }) => when === undefined);
  const table = new Map<Meter, Rate>((plain?.rates ?? []).map((rate) => [rate.meter, rate]));
  for (const [name, value] of Object.entries(rates)) {
    const meter = name as Meter;
    const usd = typeof value === 'number' ? decimalOf(value) : (value ?? undefined);
    if (usd === undefined) table.delete(meter);
    else table.set(meter, { meter, usd, per: unitOf(meter) });
  }
  const base: RateCard = { ...plain, scope: plain?.scope ?? 'full', rates: [...table.values()] };
  const others = cards.filter((card) => card !== plain);
  if (tiers === undefined) return [base, ...others];
  return [base, ...tiers.map(tierCard), ...others.filter(({ when }) => when?.promptOver === undefined)];
}

function tierCard({ over, ...rates }: PriceTier): RateCard {
  const list = Object.entries(rates as Record<string, number | string>).flatMap(([name, value]): Rate[] => {
    const usd = typeof value === 'number' ? decimalOf(value) : value;
    return usd === undefined ? [] : [{ meter: name as Meter, usd, per: unitOf(name as Meter) }];
  });
  return { when: { promptOver: over }, scope: 'full', rates: list };
}

function byDay(left: { from: IsoDate | null }, right: { from: IsoDate | null }): number {
  return byText(left.from ?? '', right.from ?? '');
}
