import { isSameJson } from '../core/json.ts';
import type { SourceDocument } from './import/document.ts';
import { byText } from './order.ts';
import { sourceMeters } from './import/prices.ts';
import type {
  AgedModel,
  Book,
  ModelRecord,
  PricePeriodRecord,
  PriceRecord,
  ProviderBook,
  RateTable,
} from './record.ts';
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
      retired: count((life) => !life.isCurrent),
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
  isCurrent: boolean;
  isRepriced: boolean;
  hasReturned: boolean;
}

interface State {
  date: IsoDate;
  readonly providers: Map<string, CatalogProvider>;
  readonly models: Map<string, Map<string, Life>>;
}

function lay(state: State, date: IsoDate, document: SourceDocument): void {
  const live = new Set<Life>();
  for (const { provider, models } of document.providers) {
    state.providers.set(provider.id, provider);
    const lives = state.models.get(provider.id) ?? new Map<string, Life>();
    state.models.set(provider.id, lives);
    for (const { model, rawPrice } of models) {
      const life = lives.get(model.id);
      if (life !== undefined) grow(life, model, rawPrice, date);
      const current = life ?? birth(provider.id, model, rawPrice, date);
      lives.set(model.id, current);
      live.add(current);
    }
  }
  for (const lives of state.models.values())
    for (const life of lives.values())
      // What only our corrections know cannot be missing upstream.
      if (life.model.layer !== 'overlay') life.isCurrent = live.has(life);
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
    isCurrent: true,
    isRepriced: false,
    hasReturned: false,
  };
}

function grow(life: Life, model: ModelRecord, rawPrice: string, date: IsoDate): void {
  life.hasReturned ||= !life.isCurrent;
  life.isRepriced ||= life.rawPrice !== undefined && life.rawPrice !== rawPrice;
  life.rawPrice = rawPrice;
  const last = life.periods.at(-1);
  // A price that the source forgets for a while is still the last one known.
  if (model.price !== undefined && !isSamePrice(last?.price, model.price))
    life.periods.push({ from: last === undefined ? null : date, price: model.price });
  life.model = model;
  life.lastSeen = date;
}

function stateOf(book: Book | undefined): State {
  const state: State = { date: book?.date ?? '', providers: new Map(), models: new Map() };
  for (const { provider, models, retired } of book?.providers ?? []) {
    state.providers.set(provider.id, provider);
    const current = new Set(models);
    const lives = [...models, ...retired].map((aged): [string, Life] => [
      aged.model.id,
      {
        ...aged,
        provider: provider.id,
        periods: [...aged.periods],
        rawPrice: undefined,
        isCurrent: current.has(aged),
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
    models: lives.filter((life) => life.isCurrent).map(agedOf),
    retired: lives.filter((life) => !life.isCurrent).map(agedOf),
  };
}

// Corrections add rates and cards of their own to a price; they are laid on again after the fold.
function isSamePrice(left: PriceRecord | undefined, right: PriceRecord): boolean {
  return left !== undefined && isSameJson(upstream(left), upstream(right));
}

function upstream({ rates, cards, basis }: PriceRecord): object {
  const listed = (table: RateTable): RateTable =>
    Object.fromEntries(Object.entries(table).filter(([meter]) => sourceMeters.has(meter)));
  const own = cards.filter(({ when }) => when.serviceTier !== 'flex' && when.serviceTier !== 'batch');
  return { rates: listed(rates), cards: own.map((card) => ({ ...card, rates: listed(card.rates) })), basis };
}

function agedOf({ model, firstSeen, lastSeen, periods }: Life): AgedModel {
  return { model, firstSeen, lastSeen, periods };
}
