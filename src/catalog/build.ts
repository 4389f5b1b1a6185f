import { aliasTable } from './aliases.ts';
import { type CatalogFiles, compile } from './compile.ts';
import { type DatedDocument, fold, type FoldCounts } from './fold.ts';
import { withPiAi } from './import/pi-ai.ts';
import { withLinks } from './links.ts';
import { applyOverlay, type Overlay, overlayAliases } from './overlay.ts';
import type { Book } from './record.ts';
import type { CatalogMeta, IsoDate } from './schema.ts';

/** What a catalogue is made of, oldest and lowest first. */
export interface Ingredients {
  /** The catalogue to go on from: its archive is kept. */
  readonly start?: Book;
  readonly documents: readonly DatedDocument[];
  /** pi-ai's list, for models newer than the last document. */
  readonly newer?: { readonly date: IsoDate; readonly document: unknown };
  readonly overlays: readonly Overlay[];
  readonly source: CatalogMeta['source'];
}

/** A catalogue as files, and what was noticed on the way. */
export interface Built {
  readonly files: CatalogFiles;
  readonly book: Book;
  readonly counts: FoldCounts;
  /** Corrections that upstream no longer needs, or that match nothing. */
  readonly stale: readonly string[];
}

/** Folds, corrects and compiles. The same ingredients give the same bytes. */
export async function buildCatalog({
  start,
  documents,
  newer,
  overlays,
  source,
}: Ingredients): Promise<Built> {
  const { book: folded, counts } = fold(documents, start);
  const fresh = newer === undefined ? folded : withPiAi(folded, newer.document, newer.date);
  const { book: corrected, stale } = applyOverlay(fresh, overlays);
  const aliases = aliasTable(corrected, overlayAliases(overlays));
  const book = withLinks(corrected, aliases);
  return { files: await compile(book, aliases, source), book, counts, stale };
}
