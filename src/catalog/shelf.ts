import { type AliasTable, readAliases } from './aliases.ts';
import type { ProviderLine } from './compile.ts';
import { type ModelLine, parseModelLine, readHistory, readModelLine } from './lines/read.ts';
import type { AgedModel, PricePeriodRecord } from './record.ts';
import type { CatalogMeta, CatalogProvider } from './schema.ts';

/** A file of the catalogue by name, such as `openai.txt` or `retired/openai.txt`; undefined when there is none. */
export type ReadText = (name: string) => string | undefined;

/** Who is in the catalogue, and with how many models. */
export interface ProviderCount {
  readonly models: number;
  readonly retired: number;
}

/** The files of a catalogue, opened when they are first asked for and kept. */
export interface Shelf {
  meta(): CatalogMeta | undefined;
  aliases(): AliasTable;
  providers(): ReadonlyMap<string, ProviderCount>;
  /** Whether a provider is in the catalogue, without reading the whole list. */
  has(provider: string): boolean;
  /** The part of a provider's files that is named; undefined for an unknown provider or an empty part. */
  open(provider: string, part?: Part): Drawer | undefined;
}

export type Part = 'current' | 'retired' | 'history';

/** One file: a provider, and lines that are parsed one at a time. */
export interface Drawer {
  readonly provider: CatalogProvider;
  ids(): readonly string[];
  has(id: string): boolean;
  /** The line of a model, not yet understood. */
  line(id: string): ModelLine | undefined;
  model(id: string): AgedModel | undefined;
  history(id: string): readonly PricePeriodRecord[];
}

/** Opens a catalogue. Nothing is read before it is asked for. */
export function createShelf(read: ReadText): Shelf {
  const drawers = new Map<string, Drawer | undefined>();
  let meta: CatalogMeta | undefined;
  let aliases: AliasTable | undefined;
  let providers: ReadonlyMap<string, ProviderCount> | undefined;
  let listed: string | undefined;
  const list = (): string => (listed ??= `\n${read('providers.txt') ?? ''}`);
  const shelf: Shelf = {
    meta: () => (meta ??= metaOf(read('meta.json'))),
    aliases: () => (aliases ??= readAliases(read('aliases.txt') ?? '')),
    providers: () => (providers ??= providersOf(list())),
    // Most names that are asked have a file: opening it is the answer, and the list need not be read.
    has: (provider) =>
      isName(provider) && (shelf.open(provider) !== undefined || list().includes(`\n${provider}\t`)),
    open(provider, part = 'current') {
      const name = `${part === 'current' ? '' : `${part}/`}${provider}.txt`;
      // A name from a caller never becomes a path.
      if (!drawers.has(name)) drawers.set(name, isName(provider) ? drawerOf(read(name)) : undefined);
      return drawers.get(name);
    },
  };
  return shelf;
}

function isName(provider: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*$/.test(provider) && provider !== 'providers' && provider !== 'aliases';
}

function drawerOf(text: string | undefined): Drawer | undefined {
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const { provider, days } = JSON.parse(text.slice(0, end)) as ProviderLine;
  let starts: ReadonlyMap<string, number> | undefined;
  let ids: readonly string[] | undefined;
  // A search of the text is the quicker way to one line; a table of all of them once somebody wanted all.
  const startOf = (id: string): number => {
    if (starts !== undefined) return starts.get(id) ?? -1;
    const found = id.includes('\n') ? -1 : text.indexOf(`\n${id}\t`, end);
    return found < 0 ? -1 : found + 1;
  };
  const json = (id: string): string | undefined => {
    const start = startOf(id);
    if (start < 0) return undefined;
    const from = start + id.length + 1;
    return text.slice(from, text.indexOf('\n', from));
  };
  const line = (id: string): ModelLine | undefined => {
    const found = json(id);
    return found === undefined ? undefined : parseModelLine(id, found, days);
  };
  return {
    has: (id) => startOf(id) >= 0,
    provider,
    ids: () => (ids ??= [...(starts ??= startsOf(text, end)).keys()]),
    line,
    model(id) {
      const found = line(id);
      return found === undefined ? undefined : readModelLine(found);
    },
    history(id) {
      const found = json(id);
      return found === undefined ? [] : readHistory(found, days);
    },
  };
}

/** Where the line of each model begins. */
function startsOf(text: string, end: number): Map<string, number> {
  const starts = new Map<string, number>();
  let from = end + 1;
  while (from > 0 && from < text.length) {
    const tab = text.indexOf('\t', from);
    if (tab < 0) break;
    starts.set(text.slice(from, tab), from);
    from = text.indexOf('\n', tab) + 1;
  }
  return starts;
}

function metaOf(text: string | undefined): CatalogMeta | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as CatalogMeta);
}

function providersOf(text: string): ReadonlyMap<string, ProviderCount> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [id = '', models, retired] = line.split('\t');
      return [id, { models: Number(models), retired: Number(retired) }];
    }),
  );
}
