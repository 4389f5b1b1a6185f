import { deepFreeze } from '../../core/json.ts';
import { type Catalog, type CatalogSpec, type Lookup, notFound, refusal } from '../catalog.ts';
import { byText } from '../order.ts';
import { arrange, fitsQuery, type ModelQuery } from '../query.ts';
import type { CatalogModel } from '../schema.ts';
import { cutSpec } from '../spec.ts';
import { suggestFrom } from '../suggest.ts';
import type { PlacedLayer } from './layer.ts';
import { canonical, indexLayer, inOrder, type LayerIndex, namesOf } from './layer-index.ts';
import { addedModel, bareProvider, patchModel } from './patch-model.ts';
import { patchPricing } from './patch-prices.ts';
import { meaningIn } from './rename.ts';

/**
 * A catalogue with layers over it: live lists, the project's facts, those of the running program, in this order whatever
 * the order here. Nothing is read before it is asked. Layers must have been checked.
 */
export function withLayers(base: Catalog, placed: readonly PlacedLayer[]): Catalog {
  if (placed.length === 0) return base;
  const tower = createTower(base, placed);
  const catalog: Catalog = {
    get meta() {
      return base.meta;
    },
    meaning: (text) => tower.meaning(text),
    find: (spec) => tower.find(spec),
    get(spec) {
      const found = tower.find(spec);
      if (!found.ok) throw notFound(spec, found);
      return found.model;
    },
    has: (spec) => tower.find(spec).ok,
    providers: () => [...new Set([...base.providers(), ...tower.ownProviders()])].sort(byText),
    provider: (id) => base.provider(id) ?? (tower.ownProviders().includes(id) ? bareProvider(id) : undefined),
    list: (provider) =>
      (provider === undefined ? catalog.providers() : [provider]).flatMap((each) => tower.list(each)),
    query: (query) => tower.query(query),
    select(query) {
      const [first] = tower.query({ ...query, limit: 1 });
      if (first === undefined) throw refusal('No model in the catalogue is what the query asks for.');
      return first;
    },
    suggest(text, count = 3) {
      const { provider, id } = cutSpec(text, (name) => catalog.provider(name) !== undefined);
      const own = tower
        .ownSpecs()
        .map((spec): [string, string] => [
          spec.slice(0, spec.indexOf(':')),
          spec.slice(spec.indexOf(':') + 1),
        ]);
      const near = suggestFrom(provider === undefined ? { id } : { provider, id }, own, count);
      const isHere = ({ spec }: { spec: string }): boolean => tower.find(spec).ok;
      return [...near, ...base.suggest(text, count).filter(isHere)]
        .sort((left, right) => right.score - left.score)
        .slice(0, count);
    },
    history: (model) => tower.history(model),
  };
  return catalog;
}

interface Tower extends Pick<Catalog, 'meaning' | 'find' | 'query' | 'history'> {
  list(provider: string): readonly CatalogModel[];
  /** Models that only layers know. */
  ownSpecs(): readonly string[];
  ownProviders(): readonly string[];
}

function createTower(base: Catalog, placed: readonly PlacedLayer[]): Tower {
  let indexes: readonly LayerIndex[] | undefined;
  let own: readonly string[] | undefined;
  const made = new Map<string, CatalogModel | undefined>();
  const isKnown = (id: string): boolean => base.provider(id)?.id === id;
  const layers = (): readonly LayerIndex[] =>
    (indexes ??= inOrder(placed).map((each) => indexLayer(each, isKnown)));
  const named = (): string[] => [...new Set(layers().flatMap(({ specs }) => specs))];

  const tower: Tower = {
    meaning: (text) =>
      meaningIn(
        (spec) =>
          layers().reduceRight<string | undefined>((hit, layer) => hit ?? aliasBy(layer, spec), undefined),
        text,
      ),
    find: (spec) => find(spec),
    ownSpecs: () => (own ??= named().filter((spec) => !base.has(spec))),
    ownProviders: () => [...new Set(tower.ownSpecs().map((spec) => spec.slice(0, spec.indexOf(':'))))],
    list(name) {
      const id = base.provider(name)?.id ?? name;
      const known = base.list(id).flatMap((model) => settled(model) ?? []);
      const added = tower.ownSpecs().filter((spec) => spec.startsWith(`${id}:`));
      const models = [...known, ...added.flatMap((spec) => addedBy(spec) ?? [])];
      return models.filter((model) => denial(model) === undefined).sort((a, b) => byText(a.id, b.id));
    },
    query(query) {
      return arrange(
        candidates(query).filter((model) => fitsQuery(model, query)),
        query,
      );
    },
    history(model) {
      let prices = base.history(model);
      for (const { kind, patch } of sayings(namesOf(model)))
        prices = patch === null ? undefined : patchPricing(prices, patch, kind);
      return deepFreeze(prices);
    },
  };

  // A provider's own list names pointers that the catalogue may know better.
  function aliasBy(layer: LayerIndex, spec: string): string | undefined {
    const meant = layer.alias(spec);
    return meant !== undefined && layer.kind === 'live' && base.has(spec) ? undefined : meant;
  }

  function sayings(names: readonly string[]): ReturnType<LayerIndex['sayings']> {
    return layers().flatMap((layer) => layer.sayings(names));
  }

  function settled(model: CatalogModel, asked?: string): CatalogModel | undefined {
    const key = `${model.spec}\n${asked ?? ''}`;
    if (made.has(key)) return made.get(key);
    let result: CatalogModel | undefined = model;
    for (const { kind, patch } of sayings(namesOf(model, asked)))
      result = patch === null || result === undefined ? undefined : patchModel(result, patch, kind);
    // Entries of the catalogue are frozen already, and work out their facts when they are asked.
    made.set(key, result === model ? model : deepFreeze(result));
    return result;
  }

  function addedBy(spec: string): CatalogModel | undefined {
    if (made.has(spec)) return made.get(spec);
    let result: CatalogModel | undefined;
    const colon = spec.indexOf(':');
    const provider = base.provider(spec.slice(0, colon)) ?? bareProvider(spec.slice(0, colon));
    for (const { kind, patch } of sayings([spec])) {
      const add = (): CatalogModel => addedModel(provider, spec.slice(colon + 1), patch ?? {}, kind);
      result = patch === null ? undefined : result === undefined ? add() : patchModel(result, patch, kind);
    }
    made.set(spec, deepFreeze(result));
    return result;
  }

  function denial(model: CatalogModel, asked?: string): string | undefined {
    return denialOf(namesOf(model, asked));
  }

  function denialOf(names: readonly string[]): string | undefined {
    for (const layer of layers()) {
      const rule = layer.denial(names);
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  function find(given: CatalogSpec): Lookup {
    const spec = typeof given === 'string' ? tower.meaning(given) : given;
    const found = base.find(spec);
    const asked = canonical(textOf(spec), isKnown);
    if (found.ok) {
      const rule = denial(found.model, asked);
      if (rule !== undefined) return { ok: false, reason: 'denied', suggestions: [], rule };
      const model = isEntry(spec) ? found.model : settled(found.model, asked);
      const via = spec === given ? found.via : 'alias';
      return model === undefined
        ? { ok: false, reason: 'unknown-model', suggestions: [] }
        : { ok: true, model, via };
    }
    const rule = asked.includes(':') ? denialOf([asked]) : undefined;
    if (rule !== undefined) return { ok: false, reason: 'denied', suggestions: [], rule };
    const model = tower.ownSpecs().includes(asked) ? addedBy(asked) : undefined;
    return model === undefined ? found : { ok: true, model, via: spec === given ? 'id' : 'alias' };
  }

  // A patch may make a model fit that did not before, so all that layers speak of are looked at.
  function candidates(query: ModelQuery): readonly CatalogModel[] {
    const { limit: _limit, sort: _sort, prefer: _prefer, ...wanted } = query;
    const providers = query.provider === undefined ? undefined : [query.provider].flat();
    const isWanted = ({ provider }: CatalogModel): boolean =>
      providers === undefined || providers.some((each) => (base.provider(each)?.id ?? each) === provider);
    const { provider, configuredOnly } = query;
    const place = {
      ...(provider === undefined ? {} : { provider }),
      ...(configuredOnly === undefined ? {} : { configuredOnly }),
    };
    const all = layers().some(({ hasGlobs }) => hasGlobs);
    const anyStatus = ['alpha', 'beta', 'active', 'deprecated', 'retired'] as const;
    const fitting = base.query(all ? { ...place, status: anyStatus } : wanted);
    const models = new Map(fitting.map((model) => [model.spec, settled(model)]));
    for (const spec of named()) {
      const found = find(spec);
      if (found.ok && isWanted(found.model) && isInReach(found.model.provider, query))
        models.set(found.model.spec, found.model);
    }
    return [...models.values()].flatMap((model) =>
      model === undefined || denial(model) !== undefined ? [] : [model],
    );
  }

  // A provider that only layers know has no variables that could be looked at.
  function isInReach(provider: string, { configuredOnly = false }: ModelQuery): boolean {
    if (!configuredOnly || base.provider(provider) === undefined) return true;
    return (
      base.query({ provider, configuredOnly, limit: 1, status: ['active', 'beta', 'alpha', 'deprecated'] })
        .length > 0
    );
  }

  return tower;
}

function isEntry(spec: CatalogSpec): spec is CatalogModel {
  return typeof spec === 'object' && spec !== null && 'capabilities' in spec;
}

function textOf(spec: CatalogSpec): string {
  return typeof spec === 'string' ? spec : `${spec.provider}:${spec.id}`;
}
