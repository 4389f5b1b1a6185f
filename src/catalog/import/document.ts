import { isRecord } from '../../core/json.ts';
import { byText } from '../order.ts';
import type { ModelRecord } from '../record.ts';
import type { CatalogProvider } from '../schema.ts';
import { modelRecord } from './model.ts';
import { providerRecord } from './provider.ts';

/** A provider of one document, with the models that could be read. */
export interface SourceProvider {
  readonly provider: CatalogProvider;
  readonly models: readonly SourceModel[];
}

/** A model as read, and its base prices as the source wrote them. */
export interface SourceModel {
  readonly model: ModelRecord;
  /** Tells whether upstream changed a base price, be it only in the last binary digit. */
  readonly rawPrice: string;
}

/** A record that was left out. */
export interface Problem {
  /** `provider` or `provider:model`. */
  readonly record: string;
  readonly problem: string;
}

/** What a document of the source holds. */
export interface SourceDocument {
  readonly providers: readonly SourceProvider[];
  readonly problems: readonly Problem[];
  /** Providers and models in the document, the bad ones too. */
  readonly records: number;
}

/** Reads the layout of models.dev's api.json. A bad record is left out and reported; undefined for what is no such document. */
export function readDocument(document: unknown): SourceDocument | undefined {
  if (!isRecord(document)) return undefined;
  const problems: Problem[] = [];
  const providers: SourceProvider[] = [];
  let records = 0;
  for (const id of Object.keys(document).sort(byText)) {
    const source = document[id];
    records += 1 + countModels(source);
    const provider = providerRecord(id, source);
    if (typeof provider === 'string') problems.push({ record: clip(id), problem: provider });
    else providers.push({ provider, models: readModels(id, source, problems) });
  }
  return { providers, problems, records };
}

function readModels(provider: string, source: unknown, problems: Problem[]): SourceModel[] {
  const models = (source as { readonly models: Record<string, unknown> }).models;
  const read: SourceModel[] = [];
  for (const id of Object.keys(models).sort(byText)) {
    const model = modelRecord(provider, id, models[id]);
    if (typeof model === 'string') problems.push({ record: clip(`${provider}:${id}`), problem: model });
    else read.push({ model, rawPrice: rawPriceOf(models[id]) });
  }
  return read;
}

function countModels(source: unknown): number {
  return isRecord(source) && isRecord(source['models']) ? Object.keys(source['models']).length : 0;
}

function rawPriceOf(source: unknown): string {
  const cost = isRecord(source) ? source['cost'] : undefined;
  if (!isRecord(cost)) return '';
  return JSON.stringify(['input', 'output', 'cache_read', 'cache_write'].map((each) => cost[each] ?? null));
}

function clip(text: string): string {
  return JSON.stringify(text.slice(0, 120)).slice(1, -1);
}
