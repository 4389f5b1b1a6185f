import type { CatalogStore } from '../node-store.ts';
import type { Overlay } from '../overlay.ts';
import type { CatalogMeta, IsoDate } from '../schema.ts';
import type { ReadText } from '../shelf.ts';
import { type CatalogDiff, isEmptyDiff } from './diff.ts';
import { defaultUrl, download, type Download } from './download.ts';
import { planSync, type SyncResult } from './sync.ts';

/** Where the next catalogue comes from. */
export type SyncSource =
  | { readonly send: Download; readonly url?: string }
  | {
      readonly documents: readonly {
        readonly text: string;
        readonly date?: string | undefined;
        readonly path: string;
      }[];
    };

/** One sync of a store. */
export interface StoreSync {
  readonly store: CatalogStore;
  /** The catalogue that came with the package. */
  readonly packaged: ReadText;
  readonly source: SyncSource;
  readonly overlays: readonly Overlay[];
  /** Today, for a document that names no day. */
  readonly today: IsoDate;
  readonly force?: boolean;
  /** Reports what would change and writes nothing. */
  readonly dryRun?: boolean;
}

/** What a sync did. The current catalogue stays in all cases but `updated`. */
export type SyncReport =
  | {
      readonly status: 'updated';
      readonly version: string;
      readonly diff: CatalogDiff;
      readonly problems: readonly string[];
      readonly stale: readonly string[];
    }
  | { readonly status: 'unchanged' }
  | { readonly status: 'refused'; readonly reason: string; readonly problems: readonly string[] }
  | { readonly status: 'offline'; readonly reason: string };

/** Brings a store up to date, one process at a time. Throws `config` while another one is at it. */
export function syncStore(sync: StoreSync): Promise<SyncReport> {
  return sync.store.locked(() => run(sync));
}

/** The newer of what was synced and what came with the package. */
export function newerOf(stored: ReadText | undefined, packaged: ReadText): ReadText {
  if (stored === undefined) return packaged;
  const [left, right] = [metaOf(stored), metaOf(packaged)];
  return (left?.builtAt ?? '') >= (right?.builtAt ?? '') ? stored : packaged;
}

async function run(sync: StoreSync): Promise<SyncReport> {
  const start = newerOf(sync.store.read(), sync.packaged);
  if ('documents' in sync.source) return runDocuments(sync, start, sync.source.documents);
  const { send, url = defaultUrl } = sync.source;
  const current = metaOf(start);
  const etag = current?.source.url === url ? current.source.etag : undefined;
  const answer = await attempt(() => download(send, url, etag));
  if (!answer.ok) return { status: 'offline', reason: answer.reason };
  const found = answer.value;
  if (!found.isNew) {
    if (sync.dryRun !== true) sync.store.touch();
    return { status: 'unchanged' };
  }
  const result = await planSync({
    ...found,
    read: start,
    date: sync.today,
    url,
    overlays: sync.overlays,
    force: sync.force ?? false,
  });
  return settle(sync, result);
}

// Each document goes on from the catalogue that the one before made.
async function runDocuments(
  sync: StoreSync,
  start: ReadText,
  documents: Extract<SyncSource, { documents: unknown }>['documents'],
): Promise<SyncReport> {
  let read = start;
  let last: SyncResult | undefined;
  for (const { text, date = sync.today, path } of documents) {
    const { overlays, force = false } = sync;
    last = await planSync({
      read,
      text,
      date,
      url: `file:${path.split(/[\\/]/).at(-1) ?? ''}`,
      overlays,
      force,
    });
    if (!last.ok) break;
    const { files } = last.built;
    read = (name) => files.get(name);
  }
  return last === undefined ? { status: 'unchanged' } : settle(sync, last);
}

function settle(sync: StoreSync, result: SyncResult): SyncReport {
  if (!result.ok) return { status: 'refused', reason: result.reason, problems: result.problems };
  const { built, diff, problems } = result;
  const { version } = JSON.parse(built.files.get('meta.json') ?? '{}') as CatalogMeta;
  if (sync.dryRun !== true) {
    sync.store.write(built.files);
    sync.store.touch();
  }
  if (isEmptyDiff(diff)) return { status: 'unchanged' };
  return { status: 'updated', version, diff, problems, stale: built.stale };
}

async function attempt<T>(
  act: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; reason: string }> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'the network failed' };
  }
}

function metaOf(read: ReadText): CatalogMeta | undefined {
  const text = read('meta.json');
  return text === undefined ? undefined : (JSON.parse(text) as CatalogMeta);
}
