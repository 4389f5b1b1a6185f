import { fitsGlobs } from '../core/glob.ts';
import { isRecord, isSameJson, type Json, type JsonObject } from '../core/json.ts';
import type { AliasTable } from './aliases.ts';
import { byText } from './order.ts';
import { multiply } from './import/decimal.ts';
import { mergePatch } from './merge.ts';
import type {
  AgedModel,
  Book,
  CardRecord,
  ModelRecord,
  PriceRecord,
  ProviderBook,
  RateTable,
} from './record.ts';
import type { CatalogProvider, IsoDate, Kind, Meter, PriceCondition } from './schema.ts';

/** Where a correction comes from. */
interface Evidence {
  readonly source: string;
  readonly date: IsoDate;
}

/** Which models a patch is about: globs of provider and model ids, each with `!` for exceptions. */
export interface PatchMatch {
  readonly provider: readonly string[];
  readonly model: readonly string[];
  readonly kind?: Kind;
}

/** Facts laid over those of matching models. */
export interface Patch extends Evidence {
  readonly match: PatchMatch;
  /** Members of {@link ModelRecord}, merged as RFC 7396 says. */
  readonly set?: JsonObject;
  /** Rates that follow from others: `cache_write_1h` as twice `input`. */
  readonly rates?: Readonly<Partial<Record<Meter, readonly [from: Meter, times: string]>>>;
  /** A card of its own: all rates, or `only` these, times a number; and the same for long prompts. */
  readonly card?: {
    readonly when: PriceCondition;
    readonly times: string;
    readonly only?: readonly Meter[];
  };
  /** What upstream must still say for this patch to be needed. */
  readonly expect?: JsonObject;
  /** The last day on which the patch counts. */
  readonly until?: IsoDate;
}

/** A model that no source lists, with the little that is known. */
export interface AddedModel extends Evidence {
  readonly provider: string;
  readonly ids: readonly string[];
  readonly kind: Kind;
}

/** One file of our corrections. */
export interface Overlay {
  readonly patches?: readonly Patch[];
  readonly models?: readonly AddedModel[];
  /** `provider:alias` to id. */
  readonly aliases?: readonly (Evidence & {
    readonly provider: string;
    readonly names: Readonly<Record<string, string>>;
  })[];
  readonly providers?: readonly (Evidence & { readonly id: string; readonly set: JsonObject })[];
}

/** Lays corrections over a book, in order. Says which patches matched nothing, or are no longer needed. */
export function applyOverlay(
  book: Book,
  overlays: readonly Overlay[],
): { readonly book: Book; readonly stale: readonly string[] } {
  const stale: string[] = [];
  const patches = overlays
    .flatMap(({ patches: list = [] }) => list)
    .filter(({ until }) => until === undefined || until >= book.date);
  const used = new Set<Patch>();
  const added = overlays.flatMap(({ models = [] }) => models);
  const settings = overlays.flatMap(({ providers = [] }) => providers);
  const providers = book.providers.map((each): ProviderBook => {
    const own = withAdded(
      each,
      added.filter(({ provider }) => provider === each.provider.id),
    );
    const patch = (aged: AgedModel): AgedModel => patched(each.provider.id, aged, patches, used);
    const set = settings.filter(({ id }) => id === each.provider.id);
    return {
      provider: set.reduce(
        (sum, { set: facts }) => mergePatch(sum, facts),
        each.provider as unknown,
      ) as CatalogProvider,
      models: own.models.map(patch),
      retired: own.retired.map(patch),
    };
  });
  for (const each of patches)
    if (!used.has(each))
      stale.push(
        `${each.match.provider.join()}:${each.match.model.join()} matches nothing that still needs it`,
      );
  return { book: { ...book, providers }, stale };
}

/** A correction that is about a model: where it is from, and which facts it may set. */
export interface Correction extends Evidence {
  readonly facts: readonly string[];
}

/** The corrections about a model of a provider, by name and kind. */
export function correctionsOf(
  overlays: readonly Overlay[],
  { provider, id, kind }: { readonly provider: string; readonly id: string; readonly kind: Kind },
): Correction[] {
  const added = overlays
    .flatMap(({ models = [] }) => models)
    .filter((each) => each.provider === provider && each.ids.includes(id))
    .map(({ source, date }): Correction => ({ facts: ['the model'], source, date }));
  const patches = overlays
    .flatMap(({ patches: list = [] }) => list)
    .filter(({ match }) => isAbout(match, { provider, id, kind }))
    .map(({ set = {}, rates, card, source, date }): Correction => {
      const facts = Object.keys(set).map((member) => factOf[member] ?? member);
      const priced = rates === undefined && card === undefined ? [] : ['pricing'];
      return { facts: [...new Set([...facts, ...priced])].sort(byText), source, date };
    });
  return [...added, ...patches];
}

/** The aliases of all overlays. */
export function overlayAliases(overlays: readonly Overlay[]): AliasTable {
  const listed = overlays.flatMap(({ aliases = [] }) => aliases);
  return new Map(
    listed.flatMap(({ provider, names }) =>
      Object.entries(names).map(([alias, id]): [string, string] => [`${provider}:${alias}`, id]),
    ),
  );
}

function patched(provider: string, aged: AgedModel, patches: readonly Patch[], used: Set<Patch>): AgedModel {
  let { model, periods } = aged;
  for (const patch of patches) {
    if (
      !isAbout(patch.match, { provider, id: model.id, kind: model.kind }) ||
      !isExpected(model, patch.expect)
    )
      continue;
    const before = model;
    model = withFacts(model, patch.set);
    periods = periods.map(({ from, price }) => ({ from, price: withRates(price, patch) }));
    if (model.price !== undefined) model = { ...model, price: withRates(model.price, patch) };
    if (!isSameJson(before, model)) used.add(patch);
  }
  return { ...aged, model, periods };
}

/** Whether a correction speaks of a model. */
export function isAbout(
  match: PatchMatch,
  { provider, id, kind }: { readonly provider: string; readonly id: string; readonly kind: Kind },
): boolean {
  if (match.kind !== undefined && match.kind !== kind) return false;
  return fitsGlobs(provider, match.provider) && fitsGlobs(id, match.model);
}

function isExpected(model: ModelRecord, expect: JsonObject | undefined): boolean {
  const facts = model as unknown as Readonly<Record<string, Json | undefined>>;
  return Object.entries(expect ?? {}).every(([member, value]) =>
    value === null ? facts[member] === undefined : isSameJson(facts[member], value),
  );
}

function withFacts(model: ModelRecord, set: JsonObject | undefined): ModelRecord {
  if (set === undefined) return model;
  const merged = mergePatch(model, set) as ModelRecord;
  const names = Object.keys(set).map((member) => factOf[member] ?? member);
  return { ...merged, patched: [...new Set([...(model.patched ?? []), ...names])].sort(byText) };
}

// The top-level fact of the finished entry that a member ends up in.
const factOf: Readonly<Record<string, string>> = {
  schema: 'capabilities',
  tools: 'capabilities',
  reasoning: 'capabilities',
  temperature: 'capabilities',
  efforts: 'capabilities',
  budget: 'capabilities',
  toggle: 'capabilities',
  alwaysThinks: 'capabilities',
  dimensions: 'capabilities',
  input: 'capabilities',
  output: 'capabilities',
  context: 'limits',
  maxOutput: 'limits',
  maxInput: 'limits',
  price: 'pricing',
  status: 'lifecycle',
  deprecatedAt: 'lifecycle',
  retiresAt: 'lifecycle',
  replacement: 'lifecycle',
  wire: 'wires',
};

function withRates(price: PriceRecord, { rates, card }: Patch): PriceRecord {
  if (price.basis !== 'metered') return price;
  const derived = (table: RateTable): RateTable => {
    const sum: Partial<Record<Meter, string>> = { ...table };
    for (const [meter, [from, times]] of Object.entries(rates ?? {}) as [Meter, [Meter, string]][]) {
      const usd = table[from];
      if (usd !== undefined && sum[meter] === undefined) sum[meter] = multiply(usd, times);
    }
    return sum;
  };
  const isThere =
    card !== undefined && price.cards.some(({ when }) => when.serviceTier === card.when.serviceTier);
  return {
    ...price,
    rates: derived(price.rates),
    cards: [
      ...price.cards.map(({ when, rates: own }) => ({ when, rates: derived(own) })),
      ...(card === undefined || isThere ? [] : cardsOf(price, card)),
    ],
  };
}

// What costs half on a tier costs half for long prompts too: else the two cards would contradict each other.
function cardsOf(
  { rates, cards }: PriceRecord,
  { when, times: factor, only }: NonNullable<Patch['card']>,
): CardRecord[] {
  const cut = (table: RateTable): RateTable =>
    only === undefined
      ? table
      : Object.fromEntries(Object.entries(table).filter(([meter]) => only.includes(meter as Meter)));
  const long = cards.filter(({ when: own }) => own.promptOver !== undefined && Object.keys(own).length === 1);
  return [
    { when, rates: times(cut(rates), factor) },
    ...long.map((card) => ({ when: { ...card.when, ...when }, rates: times(cut(card.rates), factor) })),
  ];
}

function times(rates: RateTable, factor: string): RateTable {
  const pairs = Object.entries(rates) as [Meter, string][];
  return Object.fromEntries(pairs.map(([meter, usd]) => [meter, multiply(usd, factor)]));
}

function withAdded(book: ProviderBook, added: readonly AddedModel[]): ProviderBook {
  const known = new Set([...book.models, ...book.retired].map(({ model }) => model.id));
  const fresh = added.flatMap(({ ids, kind, date }) =>
    ids.filter((id) => !known.has(id)).map((id): AgedModel => bare(id, kind, date)),
  );
  const models = [...book.models, ...fresh].sort((left, right) => byText(left.model.id, right.model.id));
  return { ...book, models };
}

function bare(id: string, kind: Kind, date: IsoDate): AgedModel {
  const output = {
    embedding: 'embedding',
    rerank: 'score',
    image: 'image',
    speech: 'audio',
    video: 'video',
  } as const;
  const model: ModelRecord = {
    id,
    name: id,
    kind,
    input: [kind === 'transcription' ? 'audio' : 'text'],
    output: [kind in output ? output[kind as keyof typeof output] : 'text'],
    layer: 'overlay',
  };
  return { model, firstSeen: date, lastSeen: date, periods: [] };
}

/** Whether a value is shaped like an overlay; its members are checked by the tests of our own files. */
export function isOverlay(value: unknown): value is Overlay {
  return (
    isRecord(value) &&
    ['patches', 'models', 'aliases', 'providers'].some((member) => Array.isArray(value[member]))
  );
}
