import { openTexts, readPackaged } from '#catalog-data';
import { type Catalog, createCatalog, refusal } from './catalog.ts';
import { checkLayer } from './layers/check-layer.ts';
import { layersInUse } from './layers/in-use.ts';
import type { PlacedLayer } from './layers/layer.ts';
import { isCatalog, type ModelsInput, type ModelsOptions } from './layers/own-models.ts';
import { withLayers } from './layers/with-layers.ts';
import { pinned } from './lock.ts';
import { cacheFolder } from './node-cache-folder.ts';
import { readOverlays } from './node-documents.ts';
import { type CatalogStore, openStore } from './node-store.ts';
import type { ReadText } from './shelf.ts';
import { type AutoSync, createAutoSync, intervalMs } from './sync/auto-sync.ts';
import type { Download } from './sync/download.ts';
import { newerOf } from './sync/sync-store.ts';

/** What a client's catalogue needs of the client. */
export interface ClientPlace {
  readonly env: (name: string) => string | undefined;
  readonly send: Download;
  readonly now: () => number;
}

/** A client's catalogue, and when it became another one. */
export interface ClientCatalog {
  /** The catalogue as it is now, with what is known of this provider at hand. Throws `config` for a wrong layer or pin. */
  open(provider: string): Promise<Catalog>;
  /** Another number means that facts may have changed. */
  revision(): number;
}

/** The catalogue that a client asks: one that it was given, or the packaged one with its layers. */
export function createClientCatalog(input: ModelsInput | undefined, place: ClientPlace): ClientCatalog {
  if (input !== undefined && isCatalog(input))
    return { open: async () => withFiles(input), revision: () => 0 };
  if (input?.autoSync !== undefined && input.pin !== undefined)
    throw refusal(
      '`models.pin` and `models.autoSync` contradict each other: a pinned catalogue is never replaced.',
    );
  const layers = input === undefined ? undefined : placedLayers(input);
  const synced = input?.autoSync === undefined ? undefined : createSynced(input.autoSync, place);
  const known = new Map<ReadText, { readonly revision: number; readonly catalog: Catalog }>();
  const revision = (): number =>
    (synced?.revision() ?? 0) + (layers === undefined ? layersInUse().revision : 0);
  return {
    // Asked by each call, which is when a sync may be due.
    revision() {
      synced?.tick();
      return revision();
    },
    async open(provider) {
      const read = synced?.read() ?? (await openTexts(provider));
      const ready = known.get(read);
      if (ready?.revision === revision()) return ready.catalog;
      const base = withFiles(createCatalog({ read }));
      const trusted = input?.pin === undefined ? base : pinned(base, input.pin);
      const catalog = withLayers(trusted, layers ?? processLayers());
      // One catalogue is in use at a time, but for a provider each where texts are loaded one by one.
      if (known.size >= 256) known.clear();
      known.set(read, { revision: revision(), catalog });
      return catalog;
    },
  };
}

// A catalogue without files knows nothing, which is not the same as a model that is not listed.
function withFiles(catalog: Catalog): Catalog {
  if (catalog.meta === undefined) throw new Error('its files are missing.');
  return catalog;
}

function placedLayers({
  project,
  live = [],
  autoSync: _auto,
  pin: _pin,
  ...own
}: ModelsOptions): PlacedLayer[] {
  return [
    ...live.map((layer): PlacedLayer => ({ kind: 'live', layer: checkLayer(layer, '`models.live`') })),
    ...(project === undefined
      ? []
      : [{ kind: 'project' as const, layer: checkLayer(project, '`models.project`') }]),
    { kind: 'runtime', layer: checkLayer(own, '`models`') },
  ];
}

function processLayers(): PlacedLayer[] {
  return layersInUse().layers.map((layer) => ({ kind: 'runtime', layer }));
}

interface Synced extends Pick<AutoSync, 'tick'> {
  read(): ReadText | undefined;
  revision(): number;
}

// Where there is no disk there is nothing to keep a catalogue in: the packaged one serves.
function createSynced(every: string | number, { env, send, now }: ClientPlace): Synced | undefined {
  const everyMs = intervalMs(every);
  const folder = typeof process === 'undefined' ? undefined : cacheFolder(env);
  if (folder === undefined) return undefined;
  const store: CatalogStore = openStore(folder, now);
  let current = newerOf(store.read(), readPackaged);
  let count = 0;
  const url = env('REQLLM_MODELS_URL')?.trim() || undefined;
  const auto = createAutoSync({
    store,
    packaged: readPackaged,
    source: url === undefined ? { send } : { send, url },
    overlays: readOverlays(),
    everyMs,
    now,
    since: store.checkedAt(),
    onUpdate() {
      current = newerOf(store.read(), readPackaged);
      count += 1;
    },
  });
  return { tick: auto.tick, read: () => current, revision: () => count };
}
