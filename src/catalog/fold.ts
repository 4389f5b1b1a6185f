import { isSameJson } from '../core/json.ts';
import type { SourceDocument } from './import/document.ts';
import { byText } from './order.ts';
import type { AgedModel, Book, ModelRecord, PricePeriodRecord, ProviderBook } from './record.ts';
import type { CatalogProvider, IsoDate } from './schema.ts';

/** A document of the source and the day of which it speaks. */
export interface DatedDocument {
  readonly date: IsoDate;
  readonly document: SourceDocument;
}

/** What happened over all documents, for reports and tests. */
export interface FoldCounts {
  readonly everSeen: number;
  readonly retired: number;
  /** Models whose base price changed upstream at least once. */
  readonly repriced: number;
  readonly reappeared: number;
}

/** Lays documents over a book, oldest first: what is gone retires, what comes back returns, a new price opens a period. */
export function fold(
  documents: readonly DatedDocument[],
  start?: Book,
): { readonly book: Book; readonly counts: FoldCounts } {
  const state = stateOf(start);
  for (const { date, document } of documents) lay(state, date, document);
  const lives = [...state.models.values()].flatMap((models) => [...models.values()]);
  const count = (isWanted: (life: Life) => boolean): number => lives.filter(isWanted).length;
  return {
    book: bookOf(state),
    counts: {
      everSeen: lives.length,
      retired: count((life) => !isCurrent(state, life)),
      repriced: count((life) => life.isRepriced),
      reappeared: count((life) => life.hasReturned),
    },
  };
}

interface Life {
  readonly provider: string;
  model: ModelRecord;
  readonly firstSeen: IsoDate;
  lastSeen: IsoDate;
  readonly periods: PricePeriodRecord[];
  rawPrice: string | undefined;
  isRepriced: boolean;
  hasReturned: boolean;
}

interface State {
  date: IsoDate;
  readonly providers: Map<string, CatalogProvider>;
  readonly models: Map<string, Map<string, Life>>;
}

function lay(state: State, date: IsoDate, document: SourceDocument): void {
  const before = state.date;
  for (const { provider, models } of document.providers) {
    state.providers.set(provider.id, provider);
    const lives = state.models.get(provider.id) ?? new Map<string, Life>();
    state.models.set(provider.id, lives);
    for (const { model, rawPrice } of models) {
      const life = lives.get(model.id);
      if (life === undefined) lives.set(model.id, birth(provider.id, model, rawPrice, date));
      else grow(life, model, rawPrice, before, date);
    }
  }
  state.date = date;
}

function birth(provider: string, model: ModelRecord, rawPrice: string, date: IsoDate): Life {
  return {
    provider,
    model,
    firstSeen: date,
    lastSeen: date,
    periods: model.price === undefined ? [] : [{ from: null, price: model.price }],
    rawPrice,
    isRepriced: false,
    hasReturned: false,
  };
}

function grow(life: Life, model: ModelRecord, rawPrice: string, before: IsoDate, date: IsoDate): void {
  life.hasReturned ||= life.lastSeen < before;
  life.isRepriced ||= life.rawPrice !== undefined && life.rawPrice !== rawPrice;
  life.rawPrice = rawPrice;
  const last = life.periods.at(-1);
  // A price that the source forgets for a while is still the last one known.
  if (model.price !== undefined && !isSameJson(last?.price, model.price))
    life.periods.push({ from: last === undefined ? null : date, price: model.price });
  life.model = model;
  life.lastSeen = date;
}

function stateOf(book: Book | undefined): State {
  const state: State = { date: book?.date ?? '', providers: new Map(), models: new Map() };
  for (const { provider, models, retired } of book?.providers ?? []) {
    state.providers.set(provider.id, provider);
    const lives = [...models, ...retired].map((aged): [string, Life] => [
      aged.model.id,
      {
        ...aged,
        provider: provider.id,
        periods: [...aged.periods],
        rawPrice: undefined,
        isRepriced: aged.periods.length > 1,
        hasReturned: false,
      },
    ]);
    state.models.set(provider.id, new Map(lives));
  }
  return state;
}

function bookOf(state: State): Book {
  const ids = [...state.providers.keys()].sort(byText);
  return { date: state.date, providers: ids.map((id) => providerBook(state, id)) };
}

function providerBook(state: State, id: string): ProviderBook {
  const lives = [...(state.models.get(id)?.values() ?? [])].sort((left, right) =>
    byText(left.model.id, right.model.id),
  );
  return {
    provider: state.providers.get(id) as CatalogProvider,
    models: lives.filter((life) => isCurrent(state, life)).map(agedOf),
    retired: lives.filter((life) => !isCurrent(state, life)).map(agedOf),
  };
}

function isCurrent(state: State, life: Life): boolean {
  return life.lastSeen === state.date;
}

function agedOf({ model, firstSeen, lastSeen, periods }: Life): AgedModel {
  return { model, firstSeen, lastSeen, periods };
}
