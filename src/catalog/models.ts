import { type Catalog, type CatalogSpec, createCatalog } from './catalog.ts';
import { evidenceOf, type SupportEvidence, supportsIn, type SurfaceEvidence } from './evidence/supports.ts';
import { checkLayer } from './layers/check-layer.ts';
import { layersInUse, useLayer } from './layers/in-use.ts';
import type { ModelLayer } from './layers/layer.ts';
import { withLayers } from './layers/with-layers.ts';
import type { CapabilityPath } from './query.ts';
import { openTexts, readPackaged } from '#catalog-data';

/** The packaged catalogue, with what this process laid over it. */
export interface ProcessCatalog extends Catalog {
  /**
   * Lays facts over the catalogue for all clients of this process that have no `models` of their own; the later one counts
   * more. Returns a function that takes them off. Throws `config` for a layer that is none.
   */
  use(layer: ModelLayer): () => void;
  /**
   * What the catalogue says of an ability (`declared`) and what recorded exchanges show of it (`verified`: `true` when all
   * that was recorded passes, `undefined` when nothing was), with the recordings that show it. The evidence is read from
   * disk when it is first asked for; where there is none, nothing is verified.
   */
  supports(spec: CatalogSpec, ability: CapabilityPath): SupportEvidence;
  /** What was seen of a model on each protocol, with the tier that it has there. */
  evidence(spec: string): readonly SurfaceEvidence[];
}

/** The packaged catalogue alone; files are read one by one, when they are first needed. */
export const packaged: Catalog = createCatalog({ read: readPackaged });

/**
 * The packaged catalogue of these providers, where there is no disk: in browsers and workers each provider is a module of
 * its own, and only those that are named are loaded. Elsewhere it is the whole packaged catalogue.
 */
export async function loadModels(...providers: readonly string[]): Promise<Catalog> {
  const read = await openTexts(...providers);
  return read === readPackaged ? packaged : createCatalog({ read });
}

/** The packaged catalogue of models. Its files are read one by one, when they are first needed. */
export const models: ProcessCatalog = {
  get meta() {
    return packaged.meta;
  },
  use: (layer) => useLayer(checkLayer(layer, 'The layer')),
  supports: (spec, ability) => supportsIn(current(), spec, ability),
  evidence: (spec) => evidenceOf(current(), spec),
  meaning: (text) => current().meaning(text),
  get: (spec) => current().get(spec),
  find: (spec) => current().find(spec),
  has: (spec) => current().has(spec),
  providers: () => current().providers(),
  provider: (id) => current().provider(id),
  list: (provider) => current().list(provider),
  query: (query) => current().query(query),
  select: (query) => current().select(query),
  suggest: (text, count) => current().suggest(text, count),
  history: (model) => current().history(model),
};

let built: { readonly revision: number; readonly catalog: Catalog } | undefined;

function current(): Catalog {
  const { layers, revision } = layersInUse();
  if (layers.length === 0) return packaged;
  if (built?.revision !== revision) {
    const placed = layers.map((layer) => ({ kind: 'runtime' as const, layer }));
    built = { revision, catalog: withLayers(packaged, placed) };
  }
  return built.catalog;
}
