import type { Book, ProviderBook } from '../record.ts';
import { createShelf, type ReadText, type Shelf } from '../shelf.ts';

/** A compiled catalogue as the book that it was made from, to go on from there; undefined when there is none. */
export function readBook(read: ReadText): Book | undefined {
  const shelf = createShelf(read);
  const meta = shelf.meta();
  if (meta === undefined) return undefined;
  const providers = [...shelf.providers().keys()].flatMap((id) => readProvider(shelf, id) ?? []);
  return { date: meta.source.fetchedAt, providers };
}

function readProvider(shelf: Shelf, id: string): ProviderBook | undefined {
  const [current, retired, history] = [shelf.open(id), shelf.open(id, 'retired'), shelf.open(id, 'history')];
  const provider = (current ?? retired)?.provider;
  if (provider === undefined) return undefined;
  const read = (drawer: typeof current): ProviderBook['models'] =>
    (drawer?.ids() ?? []).flatMap((model) => {
      const aged = drawer?.model(model);
      const older = history?.history(model) ?? [];
      return aged === undefined ? [] : [{ ...aged, periods: [...older, ...aged.periods] }];
    });
  return { provider, models: read(current), retired: read(retired) };
}
