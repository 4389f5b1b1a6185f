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

const usual: readonly Lifecycle['status'][] = ['active', 'beta'];

/** Whether a model is what a query asks for, but for its provider. */
export function fitsQuery(model: CatalogModel, query: ModelQuery): boolean {
  const { capabilities, limits, lifecycle } = model;
  const { unknownCounts = false, status = usual } = query;
  const has = (path: string): boolean => isThere(abilityOf(model, path), unknownCounts);
  return (
    status.includes(lifecycle.status) &&
    (query.kind === undefined || model.kind === query.kind) &&
    (query.operation === undefined || model.wires[query.operation] !== undefined) &&
    (query.family === undefined || model.family === query.family) &&
    (query.openWeights === undefined || model.openWeights === query.openWeights) &&
    (query.minContext === undefined || (limits.context ?? 0) >= query.minContext) &&
    (query.minOutput === undefined || (limits.output ?? 0) >= query.minOutput) &&
    (query.input ?? []).every((each) => capabilities.input.includes(each)) &&
    (query.output ?? []).every((each) => capabilities.outputModalities.includes(each)) &&
    (query.require ?? []).every(has) &&
    !(query.forbid ?? []).some(has) &&
    fitsPrice(model, query.maxPrice)
  );
}

/** Puts models into the order of a query and cuts the list. */
export function arrange(models: readonly CatalogModel[], query: ModelQuery): CatalogModel[] {
  const { sort = 'id', prefer = [], limit } = query;
  const rank = ({ spec }: CatalogModel): number => {
    const index = prefer.findIndex((glob) => fitsGlobs(spec, [glob]));
    return index < 0 ? prefer.length : index;
  };
  const sorted = models.toSorted(
    (left, right) => rank(left) - rank(right) || compare(left, right, sort) || byText(left.spec, right.spec),
  );
  return sorted.slice(0, limit);
}

/** The rate of a meter in dollars per million tokens, under no condition; undefined for an unpriced or unmetered model. */
export function listPrice({ pricing }: CatalogModel, meter: Meter): number | undefined {
  if (pricing === undefined || (pricing.basis !== 'metered' && pricing.basis !== 'free')) return undefined;
  const rates = pricing.periods.at(-1)?.cards.find(({ when }) => when === undefined)?.rates;
  const usd = rates?.find((rate) => rate.meter === meter)?.usd;
  return usd === undefined ? undefined : Number(usd);
}

/** What is known of an ability; `unknown` for a path that leads nowhere. */
export function abilityOf({ capabilities }: CatalogModel, path: string): Support {
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

function fitsPrice(model: CatalogModel, most: ModelQuery['maxPrice']): boolean {
  if (most === undefined) return true;
  const within = (price: number | undefined, limit: number | undefined): boolean =>
    limit === undefined || (price !== undefined && price <= limit);
  return (
    within(listPrice(model, 'input'), most.input) &&
    within(listPrice(model, 'output'), most.output) &&
    within(blended(model), most.blended)
  );
}

function blended(model: CatalogModel): number | undefined {
  const [read, written] = [listPrice(model, 'input'), listPrice(model, 'output')];
  return read === undefined || written === undefined ? undefined : (3 * read + written) / 4;
}

function compare(left: CatalogModel, right: CatalogModel, sort: NonNullable<ModelQuery['sort']>): number {
  const fact = sort.replace('-', '');
  const [a, b] = [left, right].map((model) => sortValue(model, fact));
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return sort.startsWith('-') ? -order : order;
}

function sortValue(model: CatalogModel, fact: string): number | string | undefined {
  if (fact === 'price') return blended(model);
  if (fact === 'context') return model.limits.context;
  return fact === 'released' ? model.lifecycle.releasedAt : model.id;
}
