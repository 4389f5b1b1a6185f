import { ReqLLMError } from '../core/error.ts';
import { fitsGlobs } from '../core/glob.ts';
import { deepFreeze } from '../core/json.ts';
import { EntryFacts } from './entry-facts.ts';
import { pricingOf } from './lines/expand.ts';
import { isInline, locate, locateIn, type Nowhere, type Place } from './lookup.ts';
import { arrange, fitsQuery, type ModelQuery } from './query.ts';
import type { CatalogMeta, CatalogModel, CatalogProvider, Pricing } from './schema.ts';
import { createShelf, type ReadText, type Shelf } from './shelf.ts';
import { providerIdOf } from './spec.ts';
import { suggestFrom, type Suggestion } from './suggest.ts';

/** A model by name, or one written out that the catalogue need not know. */
export type CatalogSpec = string | CatalogModel | { readonly provider: string; readonly id: string };

/** What a lookup found, and how; or why it found nothing, with what was probably meant. */
export type Lookup =
  | { readonly ok: true; readonly model: CatalogModel; readonly via: 'id' | 'alias' | 'canonical' | 'inline' }
  | {
      readonly ok: false;
      readonly reason: 'unknown-provider' | 'unknown-model' | 'ambiguous' | 'denied';
      readonly suggestions: readonly Suggestion[];
      /** Which rule denies it. */
      readonly rule?: string;
    };

/** The catalogue as programs ask it. Entries are frozen, made when they are first asked for, and kept. */
export interface Catalog {
  /** Which catalogue this is; undefined when its files are not there. */
  readonly meta: CatalogMeta | undefined;
  /** What a name of the project's own stands for; the text itself when it is none. */
  meaning(text: string): string;
  /** Throws `config` with suggestions for what it does not know. */
  get(spec: CatalogSpec): CatalogModel;
  find(spec: CatalogSpec): Lookup;
  has(spec: CatalogSpec): boolean;
  /** Ids of the providers that serve models now, sorted. */
  providers(): readonly string[];
  provider(id: string): CatalogProvider | undefined;
  /** The models that a provider serves now, by id; of all providers when none is named. Empty for an unknown one. */
  list(provider?: string): readonly CatalogModel[];
  query(query: ModelQuery): readonly CatalogModel[];
  /** The first that fits. Throws `config` when none does. */
  select(query: ModelQuery): CatalogModel;
  suggest(text: string, count?: number): readonly Suggestion[];
  /** The prices of a model over time; `pricing` of its entry holds only the current ones. */
  history(model: CatalogModel): Pricing | undefined;
}

export interface CatalogOptions {
  readonly read: ReadText;
  /** Globs of specs; a denied model is reported as denied, not as unknown. Deny counts before allow. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** Whether a provider's variables are set, for bare ids and `configuredOnly`. Default: every provider counts. */
  readonly isConfigured?: (provider: CatalogProvider) => boolean;
}

/** Opens a catalogue. Nothing is read until it is asked. */
export function createCatalog(options: CatalogOptions): Catalog {
  const shelf = createShelf(options.read);
  const live = (): string[] =>
    [...shelf.providers()].filter(([, count]) => count.models > 0).map(([id]) => id);
  const configured = (): string[] => live().filter((id) => isConfigured(shelf, id, options));
  const known = new Map<string, EntryFacts>();
  const shelves = new Map<string, readonly EntryFacts[]>();
  const facts = (place: Place): EntryFacts => {
    const name = `${place.provider}:${place.id}`;
    const found = known.get(name) ?? factsAt(shelf, place);
    known.set(name, found);
    return found;
  };
  const elsewhere = new Map<string, CatalogModel>();
  const entry = (place: Place): CatalogModel => {
    const { entry: model } = facts(place);
    if (place.via !== 'canonical') return model;
    const name = `${place.provider}:${place.asked}`;
    const found = elsewhere.get(name) ?? placedElsewhere(model, place);
    elsewhere.set(name, found);
    return found;
  };
  const served = (name: string): readonly EntryFacts[] => {
    const id = providerIdOf(name, shelf.has);
    const drawer = id === undefined ? undefined : shelf.open(id);
    if (id === undefined || drawer === undefined) return [];
    const ready = shelves.get(id) ?? drawer.ids().map((each) => facts(current(id, each)));
    shelves.set(id, ready);
    return ready.filter((model) => !isDenied(model, options));
  };
  const catalog: Catalog = {
    get meta() {
      return shelf.meta();
    },
    meaning: (text) => text,
    find: (spec) => find(spec, { shelf, options, configured, entry, suggest: catalog.suggest }),
    get(spec) {
      const found = catalog.find(spec);
      if (!found.ok) throw notFound(spec, found);
      return found.model;
    },
    has: (spec) => catalog.find(spec).ok,
    providers: live,
    provider(name) {
      const id = providerIdOf(name, shelf.has);
      return id === undefined ? undefined : (shelf.open(id) ?? shelf.open(id, 'retired'))?.provider;
    },
    list: (name) =>
      (name === undefined ? live() : [name]).flatMap((each) => served(each).map((model) => model.entry)),
    query(query) {
      const { provider, configuredOnly = false } = query;
      const wanted = provider === undefined ? (configuredOnly ? configured() : live()) : [provider].flat();
      const fitting = wanted.flatMap(served).filter((model) => fitsQuery(model, query));
      return arrange(fitting, query).map((model) => model.entry);
    },
    select(query) {
      const [first] = catalog.query({ ...query, limit: 1 });
      if (first === undefined) throw refusal('No model in the catalogue is what the query asks for.');
      return first;
    },
    suggest: (text, count) => suggest(shelf, text, count),
    history: (model) => historyOf(shelf, model),
  };
  return catalog;
}

interface Search {
  readonly shelf: Shelf;
  readonly options: CatalogOptions;
  readonly configured: () => readonly string[];
  readonly entry: (place: Place) => CatalogModel;
  readonly suggest: Catalog['suggest'];
}

function find(spec: CatalogSpec, { shelf, options, configured, entry, suggest: nearest }: Search): Lookup {
  if (isEntry(spec)) return { ok: true, model: spec, via: 'inline' };
  const found: Place | Nowhere =
    typeof spec === 'string'
      ? locate(shelf, spec, configured)
      : isInline(spec)
        ? (locateIn(shelf, spec.provider, spec.id) ?? { reason: 'unknown-model', ...spec })
        : { reason: 'unknown-model', id: '' };
  if ('reason' in found) {
    const { choices } = found;
    const suggestions =
      choices?.map((provider) => ({ spec: `${provider}:${found.id}`, score: 1 })) ??
      nearest(found.provider === undefined ? found.id : `${found.provider}:${found.id}`);
    return { ok: false, reason: found.reason, suggestions };
  }
  const model = entry(found);
  if (isDenied(model, options)) return { ok: false, reason: 'denied', suggestions: [] };
  return { ok: true, model, via: found.via };
}

function isEntry(spec: CatalogSpec): spec is CatalogModel {
  return typeof spec === 'object' && spec !== null && 'capabilities' in spec && 'lifecycle' in spec;
}

function current(provider: string, id: string): Place {
  return { provider, id, asked: id, isRetired: false, via: 'id' };
}

function factsAt(shelf: Shelf, { provider, id, isRetired }: Place): EntryFacts {
  const drawer = shelf.open(provider, isRetired ? 'retired' : 'current');
  const line = drawer?.line(id);
  if (drawer === undefined || line === undefined)
    throw new TypeError(`The catalogue lost ${provider}:${id}.`);
  return new EntryFacts(drawer.provider, line, isRetired);
}

// Another region or service is another price.
function placedElsewhere(model: CatalogModel, { provider, id, asked }: Place): CatalogModel {
  const { pricing: _pricing, ...rest } = model;
  return Object.freeze({ ...rest, id: asked, spec: `${provider}:${asked}`, canonical: `${provider}/${id}` });
}

function isConfigured(shelf: Shelf, id: string, { isConfigured: isSet }: CatalogOptions): boolean {
  const provider = shelf.open(id)?.provider;
  return provider !== undefined && (isSet === undefined || isSet(provider));
}

// An alias must not be a way around: every name of the model is looked at.
function isDenied(
  model: Pick<CatalogModel, 'provider' | 'spec' | 'aliases'>,
  { allow, deny = [] }: CatalogOptions,
): boolean {
  if (allow === undefined && deny.length === 0) return false;
  const names = [model.spec, ...model.aliases.map((alias) => `${model.provider}:${alias}`)];
  if (names.some((name) => fitsGlobs(name, deny))) return true;
  return allow !== undefined && !names.some((name) => fitsGlobs(name, allow));
}

function suggest(shelf: Shelf, text: string, count?: number): Suggestion[] {
  const colon = text.indexOf(':');
  const provider = colon > 0 ? providerIdOf(text.slice(0, colon), shelf.has) : undefined;
  const wanted = provider === undefined ? { id: text } : { provider, id: text.slice(colon + 1) };
  return suggestFrom(wanted, everyId(shelf, provider), count);
}

function* everyId(shelf: Shelf, provider: string | undefined): Iterable<readonly [string, string]> {
  for (const each of provider === undefined ? shelf.providers().keys() : [provider]) {
    for (const part of ['current', 'retired'] as const)
      for (const id of shelf.open(each, part)?.ids() ?? []) yield [each, id];
  }
}

function historyOf(shelf: Shelf, model: CatalogModel): Pricing | undefined {
  const { provider, id, lifecycle } = model;
  const older = shelf.open(provider, 'history')?.history(id) ?? [];
  const part = lifecycle.status === 'retired' ? 'retired' : 'current';
  return deepFreeze(pricingOf([...older, ...(shelf.open(provider, part)?.model(id)?.periods ?? [])]));
}

/** The error for a spec that leads to no model. */
export function notFound(
  spec: CatalogSpec,
  { reason, suggestions, rule }: Extract<Lookup, { ok: false }>,
): ReqLLMError {
  const name = typeof spec === 'string' ? spec : `${spec.provider}:${spec.id}`;
  const meant = suggestions.map((each) => each.spec).join(', ');
  const why = {
    'unknown-provider': 'names no provider that the catalogue knows',
    'unknown-model': 'is not in the catalogue',
    ambiguous: 'is served by several providers; say which',
    denied: rule === undefined ? 'is denied by this catalogue' : `is denied by the rule ${rule}`,
  }[reason];
  return refusal(`"${name.slice(0, 120)}" ${why}.${meant === '' ? '' : ` Did you mean ${meant}?`}`);
}

/** A question to the catalogue that has no answer. */
export function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
