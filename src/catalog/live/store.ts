import type { ModelLayer } from '../layers/layer.ts';
import type { IsoDate } from '../schema.ts';

/** Where the lists of providers are kept. */
export interface LiveStore {
  /** The lists that are whole and readable, one layer a provider. */
  read(): readonly { readonly provider: string; readonly fetchedAt: IsoDate; readonly layer: ModelLayer }[];
  /** How many models the stored list of a provider holds; 0 for none. */
  count(provider: string): number;
  /** Keeps a list, whole or not at all. */
  write(provider: string, layer: ModelLayer, fetchedAt: IsoDate): void;
}
