import { byText } from './order.ts';
import { type AliasTable, aliasLines } from './aliases.ts';
import type { AgedModel, Book, ProviderBook } from './record.ts';
import type { CatalogMeta, CatalogProvider, IsoDate } from './schema.ts';
import { daysOf, hasHistory, historyLine, modelLine } from './lines/write.ts';

/** The files of a catalogue by name, in order. The same book gives the same bytes. */
export type CatalogFiles = ReadonlyMap<string, string>;

/** The first line of a provider's file. */
export interface ProviderLine {
  readonly provider: CatalogProvider;
  /** The days that the lines below refer to by number. */
  readonly days: readonly IsoDate[];
}

/** The layout of the files that this version writes, and the newest that it reads. */
export const schemaVersion = 2;

/** Writes a book as files: a line a model, sorted, with no clock in them; `meta.json` comes last and names their hash. */
export async function compile(
  book: Book,
  aliases: AliasTable,
  source: CatalogMeta['source'],
): Promise<CatalogFiles> {
  const files = new Map<string, string>();
  for (const each of book.providers) addProvider(files, each);
  files.set('aliases.txt', aliasLines(aliases));
  files.set('providers.txt', providerLines(book));
  const sorted = new Map([...files].sort(([left], [right]) => byText(left, right)));
  const hash = await hashOf(sorted);
  const seen = book.providers.flatMap(({ models }) => models.map(({ lastSeen }) => lastSeen));
  const newest = seen.reduce((left, right) => (left > right ? left : right), book.date);
  const meta: CatalogMeta = {
    schema: schemaVersion,
    version: `${newest.replaceAll('-', '.')}+models.${hash.slice(0, 8)}`,
    builtAt: newest,
    source,
    sha256: hash,
    providers: book.providers.filter(({ models }) => models.length > 0).length,
    models: book.providers.reduce((sum, { models }) => sum + models.length, 0),
    retired: book.providers.reduce((sum, { retired }) => sum + retired.length, 0),
  };
  return sorted.set('meta.json', `${JSON.stringify(meta, undefined, 2)}\n`);
}

/** The hash of files by name and content, in their order. `meta.json` is not counted. */
export async function hashOf(files: CatalogFiles): Promise<string> {
  const names = [...files.keys()].filter((name) => name !== 'meta.json').sort(byText);
  const text = names.map((name) => `${name}\n${files.get(name) ?? ''}`).join('\n');
  return sha256(text);
}

/** SHA-256 of a text as lower-case hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// `id TAB models TAB retired`: enough to tell who there is without opening a file for each.
function providerLines(book: Book): string {
  return book.providers
    .map(({ provider, models, retired }) => `${provider.id}\t${models.length}\t${retired.length}\n`)
    .join('');
}

function addProvider(files: Map<string, string>, { provider, models, retired }: ProviderBook): void {
  const { id } = provider;
  const write = (name: string, list: readonly AgedModel[], line: typeof modelLine): void => {
    const days = daysOf(list);
    const first: ProviderLine = { provider, days };
    files.set(name, [JSON.stringify(first), ...list.map((aged) => line(aged, days)), ''].join('\n'));
  };
  if (models.length > 0) write(`${id}.txt`, models, modelLine);
  if (retired.length > 0) write(`retired/${id}.txt`, retired, modelLine);
  const changed = [...models, ...retired]
    .filter(hasHistory)
    .sort((left, right) => byText(left.model.id, right.model.id));
  if (changed.length > 0) write(`history/${id}.txt`, changed, historyLine);
}
