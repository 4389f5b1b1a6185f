import { type AliasTable, isDatedTwin, isPointer, withoutDate } from './aliases.ts';
import { byText } from './order.ts';
import type { AgedModel, Book, ProviderBook } from './record.ts';

/** Writes down which ids mean the same: dated and undated twins, what `-latest` means today, and the aliases in the table. */
export function withLinks(book: Book, aliases: AliasTable): Book {
  const namesOf = new Map<string, string[]>();
  for (const [alias, id] of aliases) {
    const provider = alias.slice(0, alias.indexOf(':'));
    const name = `${provider}:${id}`;
    namesOf.set(name, [...(namesOf.get(name) ?? []), alias.slice(provider.length + 1)]);
  }
  return { ...book, providers: book.providers.map((each) => linked(each, namesOf)) };
}

function linked(book: ProviderBook, namesOf: ReadonlyMap<string, readonly string[]>): ProviderBook {
  const targets = new Map<string, string>();
  for (const aged of book.models) {
    const target = targetOf(aged, book.models);
    if (target !== undefined) targets.set(aged.model.id, target);
  }
  const link = (aged: AgedModel): AgedModel => {
    const { id } = aged.model;
    const twins = [...targets].filter(([, target]) => target === id).map(([pointer]) => pointer);
    const names = [...new Set([...twins, ...(namesOf.get(`${book.provider.id}:${id}`) ?? [])])].sort();
    const pointsTo = targets.get(id);
    const { pointsTo: _old, aliases: _names, ...model } = aged.model;
    return {
      ...aged,
      model: {
        ...model,
        ...(pointsTo === undefined ? {} : { pointsTo }),
        ...(names.length === 0 ? {} : { aliases: names }),
      },
    };
  };
  return { ...book, models: book.models.map(link), retired: book.retired.map(link) };
}

// The newest of the models that carry the pointer's name and cost and hold the same: anything less would be a guess.
function targetOf(pointer: AgedModel, models: readonly AgedModel[]): string | undefined {
  const { id } = pointer.model;
  const isMoving = isPointer(id);
  const name = id.replace(/^~/, '').replace(/-latest$/, '');
  const fits = (other: AgedModel): boolean =>
    other.model.id !== id &&
    !isPointer(other.model.id) &&
    (isMoving
      ? other.model.id.startsWith(`${name}-`) && isAlike(pointer, other)
      : withoutDate(other.model.id) === id && isDatedTwin(other, pointer));
  const fitting = models.filter(fits);
  // An undated id beside several dated ones may mean any of them.
  if (!isMoving && fitting.length > 1) return undefined;
  const dateOf = ({ model }: AgedModel): string => `${model.released ?? ''} ${model.id}`;
  return fitting.toSorted((left, right) => byText(dateOf(left), dateOf(right))).at(-1)?.model.id;
}

function isAlike(left: AgedModel, right: AgedModel): boolean {
  const [a, b] = [left.model, right.model];
  const [price, other] = [a.price?.rates, b.price?.rates];
  return (
    a.kind === b.kind &&
    a.context === b.context &&
    price?.input === other?.input &&
    price?.output === other?.output
  );
}
