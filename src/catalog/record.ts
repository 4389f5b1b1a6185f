import type { Json, JsonObject } from '../core/json.ts';
import type { CatalogProvider, IsoDate, Kind, LayerName, Meter, Modality, PriceCondition } from './schema.ts';

/** US dollars as decimal strings; tokens by the million, other meters by the unit that {@link unitOf} tells. */
export type RateTable = Readonly<Partial<Record<Meter, string>>>;

/** Rates under one condition, for the whole request. */
export interface CardRecord {
  readonly when: PriceCondition;
  readonly rates: RateTable;
}

/** What a model costs at one time. */
export interface PriceRecord {
  readonly rates: RateTable;
  readonly cards: readonly CardRecord[];
  readonly basis: 'metered' | 'subscription' | 'free' | 'unknown';
}

/** A price with the day on which it was first seen; the first of a model has none. */
export interface PricePeriodRecord {
  readonly from: IsoDate | null;
  readonly price: PriceRecord;
}

/** One model as the layers hand it on: only what the source says, absent where it says nothing. */
export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  readonly family?: string;
  readonly kind: Kind;
  readonly reasoning?: boolean;
  readonly tools?: boolean;
  readonly temperature?: boolean;
  /** Output by a JSON schema. */
  readonly schema?: boolean;
  readonly weights?: boolean;
  readonly input: readonly Modality[];
  readonly output: readonly Modality[];
  readonly context?: number;
  readonly maxInput?: number;
  readonly maxOutput?: number;
  readonly dimensions?: number;
  readonly released?: IsoDate;
  readonly updated?: IsoDate;
  readonly knowledge?: IsoDate;
  readonly status?: string;
  /** The vendor's words for how much to think. */
  readonly efforts?: readonly string[];
  readonly budget?: { readonly min?: number; readonly max?: number };
  readonly toggle?: boolean;
  readonly alwaysThinks?: boolean;
  /** Where thinking arrives. */
  readonly field?: string;
  readonly price?: PriceRecord;
  readonly modes?: JsonObject;
  readonly wire?: { readonly api?: string; readonly baseUrl?: string };
  /** A patch of the capabilities, laid over those that follow from the members above. */
  readonly capabilities?: JsonObject;
  readonly canonical?: string;
  readonly pointsTo?: string;
  readonly aliases?: readonly string[];
  readonly deprecatedAt?: IsoDate;
  readonly retiresAt?: IsoDate;
  readonly replacement?: string;
  /** The layer that all facts come from but those in `patched`. Default: models.dev. */
  readonly layer?: LayerName;
  /** Top-level facts that the overlay set. */
  readonly patched?: readonly string[];
  readonly extra?: Readonly<Record<string, Json>>;
}

/** A model with the catalogue's own evidence of its life. */
export interface AgedModel {
  readonly model: ModelRecord;
  readonly firstSeen: IsoDate;
  readonly lastSeen: IsoDate;
  /** Oldest first; the last is the price of `model`. Empty for a model that never had one. */
  readonly periods: readonly PricePeriodRecord[];
}

/** A provider and all that it serves or ever served. */
export interface ProviderBook {
  readonly provider: CatalogProvider;
  readonly models: readonly AgedModel[];
  readonly retired: readonly AgedModel[];
}

/** All that is known, sorted by id. */
export interface Book {
  /** The day of the newest source. */
  readonly date: IsoDate;
  readonly providers: readonly ProviderBook[];
}

/** The names of all meters. */
export const meters: ReadonlySet<string> = new Set([
  'input',
  'output',
  'reasoning',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'input_audio',
  'output_audio',
  'cache_read_audio',
  'input_image',
  'output_image',
  'input_video',
  'output_video',
  'citation',
  'request',
  'image',
  'audio_second',
  'video_second',
  'character',
  'page',
  'web_search',
  'file_search',
  'code_session',
  'tool_call',
  'gb_day',
] satisfies Meter[]);

/** How many units a rate of a meter is for. */
export function unitOf(meter: Meter): 1 | 1000 | 1_000_000 {
  if (meter === 'request' || meter === 'web_search' || meter === 'file_search' || meter === 'tool_call')
    return 1000;
  return perOne.has(meter) ? 1 : 1_000_000;
}

const perOne: ReadonlySet<Meter> = new Set([
  'image',
  'audio_second',
  'video_second',
  'page',
  'code_session',
  'gb_day',
]);
