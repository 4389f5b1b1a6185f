import { fitsGlobs } from '../core/glob.ts';
import { isRecord } from '../core/json.ts';
import { byText } from './order.ts';
import type { CatalogModel, Kind, Lifecycle, Meter, Modality, Operation, Support } from './schema.ts';

/** An ability by its place in the capabilities, or a short name for one. */
export type CapabilityPath =
  | 'tools'
  | 'tools.parallel'
  | 'tools.strict'
  | 'tools.forced'
  | 'output.jsonSchema'
  | 'output.strict'
  | 'reasoning'
  | 'reasoning.canDisable'
  | 'streaming.text'
  | 'streaming.toolCalls'
  | 'caching'
  | 'sampling.temperature'
  | 'vision'
  | 'audio'
  | 'pdf'
  | (string & {});

/** What models must be like; every member given must hold. */
export interface ModelQuery {
  readonly provider?: string | readonly string[];
  readonly kind?: Kind;
  readonly operation?: Operation;
  readonly require?: readonly CapabilityPath[];
  readonly forbid?: readonly CapabilityPath[];
  /** Whether an unknown ability counts as there, for `require` and `forbid` alike. Default false. */
  readonly unknownCounts?: boolean;
  readonly input?: readonly Modality[];
  readonly output?: readonly Modality[];
  readonly minContext?: number;
  readonly minOutput?: number;
  /** Dollars per million tokens; `blended` counts three tokens in for one out. Unpriced models do not fit. */
  readonly maxPrice?: { readonly input?: number; readonly output?: number; readonly blended?: number };
  /** Default: active and beta. */
  readonly status?: readonly Lifecycle['status'][];
  readonly family?: string;
  readonly openWeights?: boolean;
  /** Only providers whose variables are set. */
  readonly configuredOnly?: boolean;
  /** Default `id`; models without the fact come last. */
  readonly sort?: 'price' | '-price' | 'context' | '-context' | 'released' | '-released' | 'id';
  /** Globs of specs that come first, in this order. */
  readonly prefer?: readonly string[];
  readonly limit?: number;
}

/** What a query looks at. */
export interface Queried extends Pick<
  CatalogModel,
  'id' | 'spec' | 'kind' | 'openWeights' | 'limits' | 'capabilities' | 'lifecycle' | 'wires'
> {
  readonly family?: string | undefined;
  readonly pricing?: CatalogModel['pricing'];
  /** The same facts without the entry that they stand in; undefined where only the entry tells. */
  readonly glance?: Glance;
}

/** Facts that queries ask of thousands of models, most of which do not fit. */
export interface Glance {
  readonly status: Lifecycle['status'];
  ability(path: string): Support | undefined;
  /** As {@link listPrice}. */
  rate(meter: Meter): number | undefined;
}

const usual: readonly Lifecycle['status'][] = ['active', 'beta'];

/** Whether a model is what a query asks for, but for its provider. */
export function fitsQuery(model: Queried, query: ModelQuery): boolean {
  const { unknownCounts = false, status = usual } = query;
  const has = (path: string): boolean =>
    isThere(model.glance?.ability(path) ?? abilityOf(model, path), unknownCounts);
  return (
    // The cheapest to tell comes first: facts are worked out when they are asked for.
    (query.kind === undefined || model.kind === query.kind) &&
    status.includes(model.glance?.status ?? model.lifecycle.status) &&
    (query.operation === undefined || model.wires[query.operation] !== undefined) &&
    (query.family === undefined || model.family === query.family) &&
    (query.openWeights === undefined || model.openWeights === query.openWeights) &&
    (query.minContext === undefined || (model.limits.context ?? 0) >= query.minContext) &&
    (query.minOutput === undefined || (model.limits.output ?? 0) >= query.minOutput) &&
    fitsPrice(model, query.maxPrice) &&
    (query.input ?? []).every((each) => model.capabilities.input.includes(each)) &&
    (query.output ?? []).every((each) => model.capabilities.outputModalities.includes(each)) &&
    (query.require ?? []).every(has) &&
    !(query.forbid ?? []).some(has)
  );
}

/** Puts models into the order of a query and cuts the list. */
export function arrange<Model extends Queried>(models: readonly Model[], query: ModelQuery): Model[] {
  const { sort = 'id', prefer = [], limit } = query;
  const isDown = sort.startsWith('-');
  const rankOf = ({ spec }: Queried): number => {
    const index = prefer.findIndex((glob) => fitsGlobs(spec, [glob]));
    return index < 0 ? prefer.length : index;
  };
  const keyed = models.map((model) => ({
    model,
    rank: prefer.length === 0 ? 0 : rankOf(model),
    value: sortValue(model, sort.replace('-', '')),
  }));
  keyed.sort(
    (left, right) =>
      left.rank - right.rank ||
      compare(left.value, right.value, isDown) ||
      byText(left.model.spec, right.model.spec),
  );
  return keyed.slice(0, limit).map(({ model }) => model);
}

/** The rate of a meter in dollars per million tokens, under no condition; undefined for an unpriced or unmetered model. */
export function listPrice(model: Pick<Queried, 'pricing' | 'glance'>, meter: Meter): number | undefined {
  if (model.glance !== undefined) return model.glance.rate(meter);
  const { pricing } = model;
  if (pricing === undefined || (pricing.basis !== 'metered' && pricing.basis !== 'free')) return undefined;
  const rates = pricing.periods.at(-1)?.cards.find(({ when }) => when === undefined)?.rates;
  const usd = rates?.find((rate) => rate.meter === meter)?.usd;
  return usd === undefined ? undefined : Number(usd);
}

/** What is known of an ability; `unknown` for a path that leads nowhere. */
export function abilityOf({ capabilities }: Pick<Queried, 'capabilities'>, path: string): Support {
  const modality = modalities[path];
  if (modality !== undefined) return capabilities.input.includes(modality);
  let found: unknown = capabilities;
  for (const step of path.split('.'))
    found = isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  if (isRecord(found) && 'supported' in found) found = found['supported'];
  if (typeof found === 'boolean') return found;
  return isRecord(found) && typeof found['when'] === 'string' ? { when: found['when'] } : 'unknown';
}

const modalities: Readonly<Record<string, Modality | undefined>> = {
  vision: 'image',
  audio: 'audio',
  pdf: 'pdf',
  video: 'video',
};

function isThere(ability: Support, unknownCounts: boolean): boolean {
  return ability === 'unknown' ? unknownCounts : ability !== false;
}

function fitsPrice(model: Queried, most: ModelQuery['maxPrice']): boolean {
  if (most === undefined) return true;
  const within = (price: number | undefined, limit: number | undefined): boolean =>
    limit === undefined || (price !== undefined && price <= limit);
  return (
    within(listPrice(model, 'input'), most.input) &&
    within(listPrice(model, 'output'), most.output) &&
    within(blendedPrice(model), most.blended)
  );
}

/** Three tokens in for one out, in dollars per million tokens. */
export function blendedPrice(model: Pick<Queried, 'pricing' | 'glance'>): number | undefined {
  const [read, written] = [listPrice(model, 'input'), listPrice(model, 'output')];
  return read === undefined || written === undefined ? undefined : (3 * read + written) / 4;
}

function compare(
  left: number | string | undefined,
  right: number | string | undefined,
  isDown: boolean,
): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  const order = left < right ? -1 : left > right ? 1 : 0;
  return isDown ? -order : order;
}

function sortValue(model: Queried, fact: string): number | string | undefined {
  if (fact === 'price') return blendedPrice(model);
  if (fact === 'context') return model.limits.context;
  return fact === 'released' ? model.lifecycle.releasedAt : model.id;
}
