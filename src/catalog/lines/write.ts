import { effortLetters, kinds, modalityLetters, nameOfId, rateOrder } from './codes.ts';
import type { AgedModel, ModelRecord, PricePeriodRecord, PriceRecord, RateTable } from '../record.ts';
import type { IsoDate, Meter, Modality } from '../schema.ts';

/**
 * One line of a catalogue file: the id, a tab, and a JSON list: flags, modalities, context, output, dates, prices, what is
 * rare. Zeroes stand for what is unknown, and the end is left out where nothing is known. `days` is the file's own table.
 */
export function modelLine(aged: AgedModel, days: readonly IsoDate[]): string {
  const { model } = aged;
  const rare = rareOf(aged, days);
  const fields: unknown[] = [
    flagsOf(model),
    `${letters(model.input)}>${letters(model.output)}`,
    model.context ?? 0,
    model.maxOutput ?? 0,
    datesOf(aged, days),
    model.price === undefined ? '' : rateList(model.price.rates),
    ...(Object.keys(rare).length === 0 ? [] : [rare]),
  ];
  return `${model.id}\t${JSON.stringify(fields)}`;
}

/** The older prices of a model as one line; its current price stands in its own line. */
export function historyLine({ model, periods }: AgedModel, days: readonly IsoDate[]): string {
  const older = periods.slice(0, model.price === undefined ? undefined : -1);
  return `${model.id}\t${JSON.stringify(older.map((period) => periodOf(period, days)))}`;
}

/** Whether a model ever had another price than the one in its own line. */
export function hasHistory({ model, periods }: AgedModel): boolean {
  return periods.length > (model.price === undefined ? 0 : 1);
}

/** The days that lines of these models refer to, in order. */
export function daysOf(models: readonly AgedModel[]): IsoDate[] {
  const days = models.flatMap(({ firstSeen, lastSeen, periods }) => [
    firstSeen,
    lastSeen,
    ...periods.flatMap(({ from }) => from ?? []),
  ]);
  return [...new Set(days)].sort();
}

function flagsOf({ reasoning, tools, temperature, schema, weights, kind }: ModelRecord): number {
  const code = (flag: boolean | undefined): number => (flag === undefined ? 0 : flag ? 1 : 2);
  const flags = [reasoning, tools, temperature, schema, weights].map(code);
  return flags.reduce((sum, flag, index) => sum + flag * 3 ** index, kinds.indexOf(kind) * 243);
}

function letters(modalities: readonly Modality[]): string {
  return modalities.map((each) => modalityLetters[each]).join('');
}

// "first/last/released/updated/knowledge": days of the table, then dates without dashes and century.
function datesOf({ model, firstSeen, lastSeen }: AgedModel, days: readonly IsoDate[]): string {
  const short = (date: IsoDate | undefined): string =>
    date === undefined ? '' : date.replaceAll('-', '').slice(2);
  const seen = [firstSeen, lastSeen].map((day) => days.indexOf(day).toString(36)).join('');
  return [seen, short(model.released), short(model.updated), short(model.knowledge)]
    .join('/')
    .replace(/\/+$/, '');
}

function rateList(rates: RateTable): string {
  return rateOrder
    .map((meter) => rates[meter] ?? '')
    .join('/')
    .replace(/\/+$/, '');
}

function otherRates(rates: RateTable): [Meter, string][] {
  return (Object.entries(rates) as [Meter, string][]).filter(([meter]) => !rateOrder.includes(meter));
}

function periodOf({ from, price }: PricePeriodRecord, days: readonly IsoDate[]): unknown[] {
  const rest = priceRest(price);
  return [
    from === null ? -1 : days.indexOf(from),
    rateList(price.rates),
    ...(Object.keys(rest).length === 0 ? [] : [rest]),
  ];
}

function priceRest(price: PriceRecord): Record<string, unknown> {
  const others = otherRates(price.rates);
  return {
    ...(others.length === 0 ? {} : { r: Object.fromEntries(others) }),
    ...(price.cards.length === 0
      ? {}
      : {
          q: price.cards.map(({ when, rates }) => {
            const { promptOver, ...other } = when;
            const isTier = promptOver !== undefined && Object.keys(other).length === 0;
            const extra = otherRates(rates);
            return [
              isTier ? promptOver : when,
              rateList(rates),
              ...(extra.length === 0 ? [] : [Object.fromEntries(extra)]),
            ];
          }),
        }),
    ...(price.basis === 'metered' ? {} : { u: price.basis.slice(0, 1) }),
  };
}

function rareOf(aged: AgedModel, days: readonly IsoDate[]): Record<string, unknown> {
  const { model, periods } = aged;
  const { name, family, status, maxInput, dimensions, efforts, budget, toggle, alwaysThinks, field } = model;
  const from = model.price === undefined ? null : (periods.at(-1)?.from ?? null);
  const rare = {
    n: name === nameOfId(model.id) ? undefined : name,
    f: family,
    s: status,
    i: maxInput,
    v: dimensions,
    e: efforts === undefined ? undefined : effortsOf(efforts),
    b: budget === undefined ? undefined : [budget.min ?? 0, budget.max ?? 0],
    t: toggle === true ? 1 : undefined,
    y: alwaysThinks === true ? 1 : undefined,
    k: field === 'reasoning_content' ? 1 : field,
    ...(model.price === undefined ? {} : priceRest(model.price)),
    p: from === null ? undefined : days.indexOf(from),
    m: model.modes,
    w: model.wire,
    c: model.capabilities,
    o: model.canonical,
    l: model.pointsTo,
    a: model.aliases,
    d: model.deprecatedAt,
    z: model.retiresAt,
    g: model.replacement,
    h: model.layer,
    j: model.patched,
    x: model.extra,
  };
  return Object.fromEntries(Object.entries(rare).filter(([, value]) => value !== undefined));
}

function effortsOf(efforts: readonly string[]): string | readonly string[] {
  const codes = efforts.map((effort) => effortLetters[effort]);
  return codes.every((code) => code !== undefined) ? codes.join('') : efforts;
}
