// The catalogue of models, for programs: what each can do, what it costs, and how to bring it up to date.
export {
  type Catalog,
  type CatalogOptions,
  type CatalogSpec,
  createCatalog,
  type Lookup,
} from './catalog/catalog.ts';
export { models } from './catalog/models.ts';
export { readDocuments, readOverlays } from './catalog/node-documents.ts';
export { readPackaged } from './catalog/node-data.ts';
export { type CatalogStore, openStore } from './catalog/node-store.ts';
export { type CostFacts, costOf } from './catalog/price/cost-of.ts';
export { type PricedCost, price } from './catalog/price/price.ts';
export type { CapabilityPath, ModelQuery } from './catalog/query.ts';
export type { CatalogMeta, CatalogModel, CatalogProvider, Meter, Pricing } from './catalog/schema.ts';
export type { ReadText } from './catalog/shelf.ts';
export { type CatalogDiff, renderDiff } from './catalog/sync/diff.ts';
export {
  newerOf,
  type StoreSync,
  type SyncReport,
  type SyncSource,
  syncStore,
} from './catalog/sync/sync-store.ts';
