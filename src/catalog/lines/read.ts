import type { JsonObject } from '../../core/json.ts';
import { effortLetters, kinds, modalityLetters, nameOfId, rateOrder, reversed } from './codes.ts';
import type { AgedModel, CardRecord, ModelRecord, PricePeriodRecord, PriceRecord } from '../record.ts';
import type { IsoDate, Kind, LayerName, Meter, Modality, PriceCondition } from '../schema.ts';

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

/** A line that is parsed but not yet understood: most of what it says nobody may ask. */
export interface ModelLine {
  readonly id: string;
  readonly fields: Fields;
  readonly days: readonly IsoDate[];
}

/** Parses a line; {@link readModelLine} says what it means. */
export function parseModelLine(id: string, json: string, days: readonly IsoDate[]): ModelLine {
  return { id, fields: JSON.parse(json) as Fields, days };
}

/** The facts of an entry that not every model has, and whether this line has them, at no more cost than a look. */
export function presenceIn({ fields }: ModelLine): Readonly<Record<RareFact, boolean>> {
  const [, , , , , prices, rare = {}] = fields;
  return {
    family: rare.f !== undefined,
    canonical: rare.o !== undefined,
    pointsTo: rare.l !== undefined,
    pricing: prices !== '' || rare.r !== undefined,
    modes: rare.m !== undefined,
    extra: rare.x !== undefined,
  };
}

/** What the model of a line is mainly for. */
export function kindIn({ fields }: ModelLine): Kind {
  return kinds[Math.floor(fields[0] / 243)] ?? 'other';
}

/** Members of an entry that may be absent. */
export type RareFact = 'family' | 'canonical' | 'pointsTo' | 'pricing' | 'modes' | 'extra';

/** The model of one line, with its current price as its only period; {@link readHistory} has the older ones. */
export function readModelLine({ id, fields, days }: ModelLine): AgedModel {
  const [flags, modalities, context, output, dates, prices, rare = {}] = fields;
  const [input = '', written = ''] = modalities.split('>');
  const [seen = '', released, updated, knowledge] = dates.split('/');
  const day = (index: number): IsoDate => days[Number.parseInt(seen[index] ?? '', 36)] ?? '';
  const price = prices === '' && rare.r === undefined ? undefined : priceOf(prices, rare);
  const from = rare.p === undefined ? null : (days[rare.p] ?? null);
  const model: Writable = {
    id,
    name: rare.n ?? nameOfId(id),
    kind: kinds[Math.floor(flags / 243)] ?? 'other',
    input: modalitiesOf(input),
    output: modalitiesOf(written),
  };
  const say = <M extends keyof ModelRecord>(member: M, value: ModelRecord[M] | undefined): void => {
    if (value !== undefined) model[member] = value;
  };
  say('family', rare.f);
  addFlags(model, flags);
  if (context > 0) model.context = context;
  if (output > 0) model.maxOutput = output;
  say('released', dateOf(released));
  say('updated', dateOf(updated));
  say('knowledge', dateOf(knowledge));
  say('price', price);
  for (const letter in rare) rareMembers[letter]?.(model, rare);
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

type Writable = { -readonly [M in keyof ModelRecord]: ModelRecord[M] };

// One small step for each letter that is there: most lines have few of them.
const rareMembers: Readonly<Record<string, (model: Writable, rare: Rare) => void>> = {
  s: copy('s', 'status'),
  i: copy('i', 'maxInput'),
  v: copy('v', 'dimensions'),
  m: copy('m', 'modes'),
  w: copy('w', 'wire'),
  c: copy('c', 'capabilities'),
  o: copy('o', 'canonical'),
  l: copy('l', 'pointsTo'),
  a: copy('a', 'aliases'),
  d: copy('d', 'deprecatedAt'),
  z: copy('z', 'retiresAt'),
  g: copy('g', 'replacement'),
  h: copy('h', 'layer'),
  j: copy('j', 'patched'),
  x: copy('x', 'extra'),
  t: (model) => (model.toggle = true),
  y: (model) => (model.alwaysThinks = true),
  k: (model, { k: field = '' }) => (model.field = field === 1 ? 'reasoning_content' : field),
  e: (model, { e: efforts = '' }) => (model.efforts = effortsOf(efforts)),
  b: (model, { b: [min, max] = [0, 0] }) =>
    (model.budget = { ...(min === 0 ? {} : { min }), ...(max === 0 ? {} : { max }) }),
};

function copy(letter: keyof Rare, member: keyof ModelRecord): (model: Writable, rare: Rare) => void {
  return (model, rare) => Object.assign(model, { [member]: rare[letter] });
}

function effortsOf(efforts: string | readonly string[]): readonly string[] {
  if (typeof efforts !== 'string') return efforts;
  return efforts.split('').flatMap((letter) => effortWords.get(letter) ?? []);
}

const modalityWords: ReadonlyMap<string, Modality> = reversed(modalityLetters);
const effortWords: ReadonlyMap<string, string> = reversed(effortLetters);
const bases = { s: 'subscription', f: 'free', u: 'unknown' } as const;

function addFlags(model: Writable, flags: number): void {
  let rest = flags;
  for (const member of flagMembers) {
    const flag = flagWords[rest % 3];
    if (flag !== undefined) model[member] = flag;
    rest = Math.floor(rest / 3);
  }
}

const flagMembers = ['reasoning', 'tools', 'temperature', 'schema', 'weights'] as const;
const flagWords = [undefined, true, false] as const;

function modalitiesOf(letters: string): Modality[] {
  const found: Modality[] = [];
  for (const letter of letters) {
    const word = modalityWords.get(letter);
    if (word !== undefined) found.push(word);
  }
  return found;
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
