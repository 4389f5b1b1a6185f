import type { JsonObject } from '../core/json.ts';
import { compact } from './compact.ts';
import { effortLetters, kinds, modalityLetters, nameOfId, rateOrder, reversed } from './line-codes.ts';
import type { AgedModel, CardRecord, ModelRecord, PricePeriodRecord, PriceRecord } from './record.ts';
import type { IsoDate, LayerName, Meter, Modality, PriceCondition } from './schema.ts';

type Fields = readonly [
  flags: number,
  modalities: string,
  context: number,
  output: number,
  dates: string,
  prices: string,
  rare?: Rare,
];

interface PriceRest {
  readonly r?: Partial<Record<Meter, string>>;
  readonly q?: readonly [number | PriceCondition, string, Partial<Record<Meter, string>>?][];
  readonly u?: 's' | 'f' | 'u';
}

interface Rare extends PriceRest {
  readonly n?: string;
  readonly f?: string;
  readonly s?: string;
  readonly i?: number;
  readonly v?: number;
  readonly e?: string | readonly string[];
  readonly b?: readonly [number, number];
  readonly t?: 1;
  readonly y?: 1;
  readonly k?: 1 | string;
  readonly p?: number;
  readonly m?: JsonObject;
  readonly w?: { readonly api?: string; readonly baseUrl?: string };
  readonly c?: JsonObject;
  readonly o?: string;
  readonly l?: string;
  readonly a?: readonly string[];
  readonly d?: IsoDate;
  readonly z?: IsoDate;
  readonly g?: string;
  readonly h?: LayerName;
  readonly j?: readonly string[];
  readonly x?: NonNullable<ModelRecord['extra']>;
}

/** The model of one line, with its current price as its only period; {@link readHistory} has the older ones. */
export function readModelLine(id: string, json: string, days: readonly IsoDate[]): AgedModel {
  const fields = JSON.parse(json) as Fields;
  const [flags, modalities, context, output, dates, prices, rare = {}] = fields;
  const [input = '', written = ''] = modalities.split('>');
  const [seen = '', released, updated, knowledge] = dates.split('/');
  const day = (index: number): IsoDate => days[Number.parseInt(seen[index] ?? '', 36)] ?? '';
  const price = prices === '' && rare.r === undefined ? undefined : priceOf(prices, rare);
  const from = rare.p === undefined ? null : (days[rare.p] ?? null);
  const model = compact({
    id,
    name: rare.n ?? nameOfId(id),
    family: rare.f,
    ...flagsOf(flags),
    input: modalitiesOf(input),
    output: modalitiesOf(written),
    context: context || undefined,
    maxOutput: output || undefined,
    released: dateOf(released),
    updated: dateOf(updated),
    knowledge: dateOf(knowledge),
    price,
    ...rareOf(rare),
  }) as unknown as ModelRecord;
  return {
    model,
    firstSeen: day(0),
    lastSeen: day(1),
    periods: price === undefined ? [] : [{ from, price }],
  };
}

/** The older prices of a model, oldest first. */
export function readHistory(json: string, days: readonly IsoDate[]): PricePeriodRecord[] {
  const periods = JSON.parse(json) as [number, string, PriceRest?][];
  return periods.map(([from, prices, rest = {}]) => ({
    from: from < 0 ? null : (days[from] ?? null),
    price: priceOf(prices, rest),
  }));
}

function rareOf(rare: Rare): Record<string, unknown> {
  const { e: efforts, b: budget, k: field } = rare;
  return {
    status: rare.s,
    maxInput: rare.i,
    dimensions: rare.v,
    efforts:
      typeof efforts === 'string' ? efforts.split('').map((letter) => effortWords.get(letter)) : efforts,
    budget:
      budget === undefined
        ? undefined
        : compact({ min: budget[0] || undefined, max: budget[1] || undefined }),
    toggle: rare.t === 1 ? true : undefined,
    alwaysThinks: rare.y === 1 ? true : undefined,
    field: field === 1 ? 'reasoning_content' : field,
    modes: rare.m,
    wire: rare.w,
    capabilities: rare.c,
    canonical: rare.o,
    pointsTo: rare.l,
    aliases: rare.a,
    deprecatedAt: rare.d,
    retiresAt: rare.z,
    replacement: rare.g,
    layer: rare.h,
    patched: rare.j,
    extra: rare.x,
  };
}

const modalityWords: ReadonlyMap<string, Modality> = reversed(modalityLetters);
const effortWords: ReadonlyMap<string, string> = reversed(effortLetters);
const bases = { s: 'subscription', f: 'free', u: 'unknown' } as const;

function flagsOf(flags: number): Record<string, unknown> {
  const flag = (unit: number): boolean | undefined => flagWords[Math.floor(flags / unit) % 3];
  return {
    kind: kinds[Math.floor(flags / 243)] ?? 'other',
    reasoning: flag(1),
    tools: flag(3),
    temperature: flag(9),
    schema: flag(27),
    weights: flag(81),
  };
}

const flagWords = [undefined, true, false] as const;

function modalitiesOf(letters: string): Modality[] {
  return letters.split('').flatMap((letter) => modalityWords.get(letter) ?? []);
}

function dateOf(short: string | undefined): IsoDate | undefined {
  if (short === undefined || short === '') return undefined;
  const month = `20${short.slice(0, 2)}-${short.slice(2, 4)}`;
  return short.length > 4 ? `${month}-${short.slice(4, 6)}` : month;
}

function priceOf(prices: string, rest: PriceRest): PriceRecord {
  const cards = (rest.q ?? []).map(([when, list, others]): CardRecord => ({
    when: typeof when === 'number' ? { promptOver: when } : when,
    rates: { ...ratesOf(list), ...others },
  }));
  return {
    rates: { ...ratesOf(prices), ...rest.r },
    cards,
    basis: rest.u === undefined ? 'metered' : bases[rest.u],
  };
}

function ratesOf(list: string): Partial<Record<Meter, string>> {
  const rates: Partial<Record<Meter, string>> = {};
  if (list === '') return rates;
  const parts = list.split('/');
  for (let index = 0; index < parts.length; index += 1) {
    const [usd, meter] = [parts[index], rateOrder[index]];
    if (usd !== '' && usd !== undefined && meter !== undefined) rates[meter] = usd;
  }
  return rates;
}
