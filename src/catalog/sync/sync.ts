import { parseJson } from '../../core/json.ts';
import { type Built, buildCatalog } from '../build.ts';
import { sha256 } from '../compile.ts';
import { readDocument, type SourceDocument } from '../import/document.ts';
import type { Overlay } from '../overlay.ts';
import type { Book } from '../record.ts';
import type { IsoDate } from '../schema.ts';
import type { ReadText } from '../shelf.ts';
import { type CatalogDiff, diffBooks } from './diff.ts';
import { readBook } from './read-book.ts';

/** A new document for a catalogue. */
export interface SyncRequest {
  /** The catalogue to go on from; its archive is kept. */
  readonly read: ReadText;
  /** The text of an api.json. */
  readonly text: string;
  /** The day of which it speaks. */
  readonly date: IsoDate;
  readonly url: string;
  readonly etag?: string;
  readonly overlays: readonly Overlay[];
  /** Takes a document that shrank or has many bad records all the same. */
  readonly force?: boolean;
}

/** A new catalogue, or the reason why the current one stays. */
export type SyncResult =
  | {
      readonly ok: true;
      readonly built: Built;
      readonly diff: CatalogDiff;
      readonly problems: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly problems: readonly string[] };

/** The most that a document may hold: 32 MB of text. Upstream's has 2.4. */
export const maxDocumentBytes: number = 32 * 1024 * 1024;

/**
 * Makes the next catalogue from a document, or refuses it: what is no such document, what lost half of the providers or
 * models, what has more than two bad records in a hundred. Nothing is written.
 */
export async function planSync(request: SyncRequest): Promise<SyncResult> {
  const { read, text, date, url, etag, overlays, force = false } = request;
  const start = readBook(read);
  const document = readText(text);
  if (typeof document === 'string') return { ok: false, reason: document, problems: [] };
  const problems = document.problems.map(({ record, problem }) => `${record} ${problem}`);
  const doubt = doubtAbout(document, start);
  if (doubt !== undefined && !force) return { ok: false, reason: doubt, problems };
  if (start !== undefined && date < start.date)
    return { ok: false, reason: `The document is of ${date}, the catalogue of ${start.date}.`, problems };
  const source = {
    url,
    ...(etag === undefined ? {} : { etag }),
    sha256: await sha256(text),
    fetchedAt: date,
  };
  const built = await buildCatalog({
    ...(start === undefined ? {} : { start }),
    documents: [{ date, document }],
    overlays,
    source,
  });
  const empty: Book = { date, providers: [] };
  return { ok: true, built, diff: diffBooks(start ?? empty, built.book), problems };
}

function readText(text: string): SourceDocument | string {
  if (text.length > maxDocumentBytes) return 'The document is larger than 32 MB.';
  const parsed = parseJson(text);
  if (!parsed.ok) return `The document is no JSON: ${parsed.problem}.`;
  const document = readDocument(parsed.value);
  return document === undefined || document.records === 0
    ? 'The document is no list of providers.'
    : document;
}

function doubtAbout(
  { providers, problems, records }: SourceDocument,
  start: Book | undefined,
): string | undefined {
  if (problems.length > records * 0.02) return `${problems.length} of ${records} records are bad.`;
  if (start === undefined) return undefined;
  // What only our corrections know says nothing about upstream.
  const served = start.providers.map(
    ({ models }) => models.filter(({ model }) => model.layer !== 'overlay').length,
  );
  const [before, after] = [served.filter((count) => count > 0).length, providers.length];
  if (after < before / 2) return `Only ${after} of ${before} providers are left.`;
  const old = served.reduce((sum, count) => sum + count, 0);
  const now = providers.reduce((sum, { models }) => sum + models.length, 0);
  return now < old / 2 ? `Only ${now} of ${old} models are left.` : undefined;
}
