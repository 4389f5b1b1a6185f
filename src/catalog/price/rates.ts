import type { Meter, PriceCondition, Rate, RateCard } from '../schema.ts';
import { holds, type Scenario } from './cards.ts';
import { type UnitPrice, unitPrice } from './money.ts';

/** A rate as it counts in a scenario. */
export interface ChosenRate {
  readonly rate: Rate;
  readonly price: UnitPrice;
  /** Where a marginal card named it: only units of the prompt past this many tokens are billed at it. */
  readonly past?: number;
}

/** The rates of a scenario by meter. A meter has several when its variants cost differently. */
export interface RateTable {
  readonly rates: ReadonlyMap<Meter, readonly ChosenRate[]>;
  /** What two cards say differently and no card says for both; the dearer one stands in. */
  readonly conflicts: ReadonlyMap<Meter, string>;
  readonly cards: number;
}

interface Entry {
  readonly rate: Rate;
  readonly card: RateCard;
}

/** Puts the cards that hold over each other: the more conditions a card has, and the higher its threshold, the later. */
export function rateTable(cards: readonly RateCard[], base: readonly Rate[], scenario: Scenario): RateTable {
  const made = madeOf(cards, base);
  let key = '';
  for (const card of cards) key += holds(card, scenario) ? '1' : '0';
  let table = made.get(key);
  if (table === undefined) {
    const held = cards.filter((card) => holds(card, scenario));
    made.set(key, (table = laidOver(held.sort(byStrength), base)));
  }
  return table;
}

// Each call of a model asks for the same few tables. As many as the cards of a list can be put together in, so few.
const tables = new WeakMap<readonly RateCard[], { base: readonly Rate[]; made: Map<string, RateTable> }>();

function madeOf(cards: readonly RateCard[], base: readonly Rate[]): Map<string, RateTable> {
  let known = tables.get(cards);
  if (known?.base !== base) tables.set(cards, (known = { base, made: new Map() }));
  return known.made;
}

function laidOver(held: readonly RateCard[], base: readonly Rate[]): RateTable {
  const entries = new Map<string, Entry>();
  const marginal: Entry[] = [];
  const conflicts = new Map<Meter, string>();
  const general: RateCard = { scope: 'full', rates: base };
  for (const card of [general, ...held]) {
    for (const rate of card.rates) {
      const key = `${rate.meter} ${rate.variant ?? ''}`;
      const before = entries.get(key);
      const isSettled = before === undefined || isUnder(before.card.when, card.when);
      if (card.scope === 'marginal') marginal.push({ rate, card });
      else if (isSettled || dearer(rate, before.rate)) entries.set(key, { rate, card });
      if (isSettled) conflicts.delete(rate.meter);
      if (card.scope === 'full' && !isSettled)
        conflicts.set(rate.meter, `${rate.meter} (${words(before.card.when)}, ${words(card.when)})`);
    }
  }
  return { rates: byMeter([...entries.values()], marginal), conflicts, cards: held.length };
}

function byMeter(entries: readonly Entry[], marginal: readonly Entry[]): Map<Meter, ChosenRate[]> {
  const table = new Map<Meter, ChosenRate[]>();
  const put = (rate: Rate, past?: number): void => {
    const chosen = { rate, price: unitPrice(rate.usd, rate.per), ...(past === undefined ? {} : { past }) };
    table.set(rate.meter, [...(table.get(rate.meter) ?? []), chosen]);
  };
  for (const { rate } of entries) put(rate);
  for (const { rate, card } of marginal) put(rate, card.when?.promptOver ?? 0);
  return table;
}

function byStrength(left: RateCard, right: RateCard): number {
  return strength(left.when) - strength(right.when) || threshold(left) - threshold(right);
}

function strength(when: PriceCondition | undefined): number {
  return namesOf(when).length;
}

function threshold({ when }: RateCard): number {
  return when?.promptOver ?? 0;
}

function namesOf(when: PriceCondition | undefined): string[] {
  return Object.entries(when ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
}

// A card with all the conditions of another one, and more, knows better than that one.
function isUnder(lower: PriceCondition | undefined, upper: PriceCondition | undefined): boolean {
  const more = new Set(namesOf(upper));
  return namesOf(lower).every((name) => more.has(name));
}

function dearer(left: Rate, right: Rate): boolean {
  return Number(left.usd) / left.per > Number(right.usd) / right.per;
}

function words(when: PriceCondition | undefined): string {
  const { promptOver, serviceTier, region, reasoned, utc } = when ?? {};
  const said = [
    serviceTier,
    promptOver === undefined ? undefined : `over ${promptOver} tokens`,
    region,
    reasoned === undefined ? undefined : reasoned ? 'thinking' : 'not thinking',
    utc === undefined ? undefined : `${utc.from}-${utc.to} UTC`,
  ];
  return said.filter((each) => each !== undefined).join(' and ') || 'always';
}
