// The catalogue of models, for programs: what each can do, what it costs, and how to bring it up to date.
export {
  type Catalog,
  type CatalogOptions,
  type CatalogSpec,
  createCatalog,
  type Lookup,
} from './catalog/catalog.ts';
export { type CatalogProblem, checkCatalog } from './catalog/check.ts';
export { diffMarkdown } from './catalog/diff-markdown.ts';
export {
  defineModels,
  loadProjectModels,
  projectFileName,
  readLock,
  writeLock,
} from './catalog/node-project.ts';
export type { Cell, Ledger, LedgerModels, LedgerScenario } from './catalog/evidence/ledger.ts';
export { readLedger, type SupportEvidence, type SurfaceEvidence } from './catalog/evidence/supports.ts';
export type { Tier, Verified } from './catalog/evidence/tiers.ts';
export { checkLayer } from './catalog/layers/check-layer.ts';
export type {
  LayerKind,
  ModelLayer,
  ModelPatch,
  PlacedLayer,
  PricePatch,
  PriceTier,
} from './catalog/layers/layer.ts';
export type { ModelsInput, ModelsOptions } from './catalog/layers/own-models.ts';
export { withLayers } from './catalog/layers/with-layers.ts';
export type { LiveSend } from './catalog/live/fetch-list.ts';
export { liveProviders } from './catalog/live/sources.ts';
export type { LiveStore } from './catalog/live/store.ts';
export { type LiveReport, type LiveSync, syncLive } from './catalog/live/sync-live.ts';
export { checkLock, lockFileName, lockOf, type ModelsLock, parseLock, renderLock } from './catalog/lock.ts';
export { loadModels, models, type ProcessCatalog } from './catalog/models.ts';
export { openLiveStore } from './catalog/node-live-store.ts';
export { replacementFor } from './catalog/retirement.ts';
export { cacheFolder } from './catalog/node-cache-folder.ts';
export { readDocuments, readOverlays } from './catalog/node-documents.ts';
export { readPackaged } from '#catalog-data';
export { diffCatalogs, openFolderStore, readFolder, staleCorrections } from './catalog/node-folder.ts';
export { type CatalogStore, openStore } from './catalog/node-store.ts';
export { type Correction, correctionsOf } from './catalog/overlay.ts';
export { type CostFacts, costOf } from './catalog/price/cost-of.ts';
export { type PricedCost, price } from './catalog/price/price.ts';
export type { PriceFacts } from './catalog/price/cards.ts';
export { abilityOf, blendedPrice, type CapabilityPath, listPrice, type ModelQuery } from './catalog/query.ts';
export { learnRule, type Refused } from './catalog/quirks/learn.ts';
export { type ModelQuirk, type QuirkStep, quirksOf } from './catalog/quirks/quirks-of.ts';
export type {
  CatalogMeta,
  CatalogModel,
  CatalogProvider,
  Kind,
  LayerName,
  Meter,
  Modality,
  Pricing,
  RateCard,
  Support,
} from './catalog/schema.ts';
export { type FoundModel, searchModels } from './catalog/search.ts';
export type { ReadText } from './catalog/shelf.ts';
export { type CatalogDiff, isEmptyDiff, renderDiff } from './catalog/sync/diff.ts';
export {
  newerOf,
  type StoreSync,
  type SyncReport,
  type SyncSource,
  syncStore,
} from './catalog/sync/sync-store.ts';
export { availableModels } from './client/default-client.ts';
