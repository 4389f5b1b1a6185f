import { byText } from './order.ts';
import type { AgedModel, Book } from './record.ts';

/** Other names of models: `provider:alias` to the id that stands for it there. */
export type AliasTable = ReadonlyMap<string, string>;

/** Aliases as a file: a line each, sorted. */
export function aliasLines(table: AliasTable): string {
  const lines = [...table].sort(([left], [right]) => byText(left, right));
  return lines.map(([alias, id]) => `${alias}\t${id}\n`).join('');
}

/** Reads what {@link aliasLines} writes. */
export function readAliases(text: string): AliasTable {
  const pairs = text
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line): [string, string] => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]);
  return new Map(pairs);
}

/** Aliases that are listed, and those that follow from ids: a dated model may be called without its date. */
export function aliasTable(book: Book, listed: AliasTable): AliasTable {
  const table = new Map<string, string>();
  for (const { provider, models, retired } of book.providers) {
    const all = new Set([...models, ...retired].map(({ model }) => model.id));
    for (const [alias, id] of undated(models)) if (!all.has(alias)) table.set(`${provider.id}:${alias}`, id);
    for (const [alias, id] of listed) {
      const name = alias.slice(provider.id.length + 1);
      if (alias.startsWith(`${provider.id}:`) && all.has(id) && !all.has(name)) table.set(alias, id);
    }
  }
  return table;
}

/** The id without its date, where it has one: `-20250929`, `-2025-08-07` or `-0905` and what follows. */
export function withoutDate(id: string): string | undefined {
  const short = id.replace(/[-@](20\d{6}|20\d\d-\d\d-\d\d)(?=$|-v\d|:)/, '');
  return short === id ? undefined : short;
}

/** A dated sibling with the same facts that matter, so that one may stand for the other. */
export function isDatedTwin(dated: AgedModel, plain: AgedModel): boolean {
  const [left, right] = [dated.model, plain.model];
  return (
    withoutDate(left.id) === right.id &&
    left.family === right.family &&
    left.context === right.context &&
    left.maxOutput === right.maxOutput
  );
}

/** Whether an id is a pointer that moves from model to model. */
export function isPointer(id: string): boolean {
  return id.startsWith('~') || id.endsWith('-latest');
}

// Only where one date is left to choose; the newest of several would move.
function undated(models: readonly AgedModel[]): [alias: string, id: string][] {
  const byName = new Map<string, string[]>();
  for (const { model } of models) {
    const name = withoutDate(model.id);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), model.id]);
  }
  return [...byName].flatMap(([name, ids]) =>
    ids.length === 1 && ids[0] !== undefined ? [[name, ids[0]]] : [],
  );
}
