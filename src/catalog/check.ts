import { isSameJson } from '../core/json.ts';
import { isPointer } from './aliases.ts';
import { type Catalog, createCatalog } from './catalog.ts';
import { hashOf } from './compile.ts';
import { applyOverlay, isAbout, type Overlay } from './overlay.ts';
import type { Book, ModelRecord, ProviderBook } from './record.ts';
import { createShelf, type ReadText, type Shelf } from './shelf.ts';
import { readBook } from './sync/read-book.ts';

/** Something about a catalogue that is wrong (`error`), or that a reader should know (`note`). */
export interface CatalogProblem {
  readonly level: 'error' | 'note';
  readonly check: 'files' | 'pointer' | 'correction' | 'replacement' | 'alias';
  /** The file, the model or the correction concerned. */
  readonly what: string;
  readonly message: string;
}

/**
 * Looks a catalogue over: whether its files are those that `meta.json` names, where `-latest` and its like lead, which
 * corrections are about no model, which replacements and aliases lead nowhere.
 */
export async function checkCatalog(
  read: ReadText,
  overlays: readonly Overlay[] = [],
): Promise<readonly CatalogProblem[]> {
  const shelf = createShelf(read);
  const book = readBook(read);
  if (book === undefined)
    return [{ level: 'error', check: 'files', what: 'meta.json', message: 'The catalogue has no files.' }];
  return [
    ...(await wrongFiles(shelf, read)),
    ...book.providers.flatMap(pointers),
    ...idleCorrections(book, overlays),
    ...lostReplacements(book, createCatalog({ read })),
    ...wrongAliases(shelf),
  ];
}

async function wrongFiles(shelf: Shelf, read: ReadText): Promise<CatalogProblem[]> {
  const ids = [...shelf.providers().keys()];
  const names = ids.flatMap((id) => [`${id}.txt`, `retired/${id}.txt`, `history/${id}.txt`]);
  const files = [...names, 'aliases.txt', 'providers.txt'].flatMap((name): [string, string][] => {
    const text = read(name);
    return text === undefined ? [] : [[name, text]];
  });
  const { sha256, models } = shelf.meta() ?? { sha256: '', models: 0 };
  const counted = ids.reduce((sum, id) => sum + (shelf.open(id)?.ids().length ?? 0), 0);
  const hash = await hashOf(new Map(files));
  const wrong = (message: string): CatalogProblem => ({
    level: 'error',
    check: 'files',
    what: 'meta.json',
    message,
  });
  return [
    ...(hash === sha256
      ? []
      : [wrong(`They are not the files that it names: ${hash} is their hash, not ${sha256}.`)]),
    ...(counted === models ? [] : [wrong(`It counts ${models} models, the files have ${counted}.`)]),
  ];
}

// A pointer is priced by its own entry, which may lag behind what it points to.
function pointers({ provider, models }: ProviderBook): CatalogProblem[] {
  const ids = new Set(models.map(({ model }) => model.id));
  return models.flatMap(({ model }): CatalogProblem[] => {
    const { id, pointsTo } = model;
    const what = `${provider.id}:${id}`;
    if (pointsTo !== undefined && !ids.has(pointsTo))
      return [
        { level: 'error', check: 'pointer', what, message: `It points to ${pointsTo}, which is not listed.` },
      ];
    if (!isPointer(id)) return [];
    const target =
      pointsTo === undefined ? 'what it means is not known' : `it meant ${pointsTo} when this was built`;
    return [
      {
        level: 'note',
        check: 'pointer',
        what,
        message: `The id moves: ${target}; its price is its own entry's.`,
      },
    ];
  });
}

// The corrections are in the files already: what would still change something was contradicted by a later layer.
function idleCorrections(book: Book, overlays: readonly Overlay[]): CatalogProblem[] {
  const note = (what: string, message: string): CatalogProblem => ({
    level: 'note',
    check: 'correction',
    what,
    message,
  });
  const all = book.providers.flatMap(({ provider, models, retired }) =>
    [...models, ...retired].map(({ model }) => ({ provider: provider.id, id: model.id, kind: model.kind })),
  );
  const idle = overlays
    .flatMap(({ patches = [] }) => patches)
    .filter(({ match }) => !all.some((model) => isAbout(match, model)))
    .map(({ match, date }) =>
      note(`${match.provider.join()}:${match.model.join()}`, `The correction of ${date} is about no model.`),
    );
  const again = applyOverlay(book, overlays).book;
  const contradicted = book.providers.flatMap(({ provider, models }, index) => {
    const after = new Map(again.providers[index]?.models.map(({ model }) => [model.id, model]));
    return models.flatMap(({ model }) => {
      const facts = changedFacts(model, after.get(model.id) ?? model);
      return facts.length === 0
        ? []
        : [note(`${provider.id}:${model.id}`, `A correction says otherwise about ${facts.join(', ')}.`)];
    });
  });
  return [...idle, ...contradicted];
}

function changedFacts(before: ModelRecord, after: ModelRecord): string[] {
  const names = Object.keys(after) as (keyof ModelRecord)[];
  return names.filter((name) => name !== 'patched' && !isSameJson(before[name], after[name]));
}

// The vendor's own word for what to use instead, which the catalogue need not know yet.
function lostReplacements({ providers }: Book, catalog: Catalog): CatalogProblem[] {
  const lost = ({ provider, models, retired }: ProviderBook): CatalogProblem[] =>
    [...models, ...retired].flatMap(({ model: { id, replacement } }): CatalogProblem[] => {
      if (replacement === undefined) return [];
      const spec = replacement.includes(':') ? replacement : `${provider.id}:${replacement}`;
      if (catalog.has(spec)) return [];
      const message = `Its replacement ${replacement} is not listed.`;
      return [{ level: 'note', check: 'replacement', what: `${provider.id}:${id}`, message }];
    });
  return providers.flatMap(lost);
}

// A listed id must never be read as a name of another one, and a name must lead somewhere.
function wrongAliases(shelf: Shelf): CatalogProblem[] {
  return [...shelf.aliases()].flatMap(([name, id]): CatalogProblem[] => {
    const colon = name.indexOf(':');
    const [provider, alias] = [name.slice(0, colon), name.slice(colon + 1)];
    const has = (wanted: string): boolean =>
      shelf.open(provider)?.has(wanted) === true || shelf.open(provider, 'retired')?.has(wanted) === true;
    const problem = (message: string): CatalogProblem[] => [
      { level: 'error', check: 'alias', what: name, message },
    ];
    if (has(alias)) return problem(`It is a model of its own, and a name of ${id}.`);
    return has(id) ? [] : problem(`It stands for ${id}, which is not listed.`);
  });
}
