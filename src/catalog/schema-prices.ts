import type { IsoDate } from './schema.ts';

/** What is counted. `input` is fresh input only: cached, written, audio and image tokens are metered apart. */
export type Meter =
  | 'input'
  | 'output'
  | 'reasoning'
  | 'cache_read'
  | 'cache_write'
  | 'cache_write_1h'
  | 'input_audio'
  | 'output_audio'
  | 'cache_read_audio'
  | 'input_image'
  | 'output_image'
  | 'input_video'
  | 'output_video'
  | 'citation'
  | 'request'
  | 'image'
  | 'audio_second'
  | 'video_second'
  | 'character'
  | 'page'
  | 'web_search'
  | 'file_search'
  | 'code_session'
  | 'tool_call'
  | 'gb_day';

/** A decimal string in US dollars for `per` units: exact, no binary float. */
export interface Rate {
  readonly meter: Meter;
  readonly usd: string;
  readonly per: 1 | 60 | 1000 | 3600 | 1_000_000;
  readonly variant?: string;
}

/** All given conditions must hold. A request whose facts are missing makes the price a range, not a guess. */
export interface PriceCondition {
  /** Prompt tokens including cached ones, strictly above; the whole request is billed at the card. */
  readonly promptOver?: number;
  readonly serviceTier?: 'standard' | 'flex' | 'priority' | 'fast' | 'batch';
  readonly region?: string;
  /** Whether the request asked the model to think. */
  readonly reasoned?: boolean;
  readonly utc?: { readonly from: string; readonly to: string; readonly days?: readonly number[] };
}

/** Rates under one condition. `full` replaces every rate it names for the whole request; `marginal` only for units past the threshold. */
export interface RateCard {
  readonly when?: PriceCondition;
  readonly scope: 'full' | 'marginal';
  readonly rates: readonly Rate[];
}

/** Cards apply from `from` (inclusive) until the next period: stored usage is priced at the rates of its day. */
export interface PricePeriod {
  /** `null`: since always, as far as is known. */
  readonly from: IsoDate | null;
  readonly cards: readonly RateCard[];
  readonly source: string;
  /** The day on which the change was seen, when the vendor's own day is not known. */
  readonly observed?: IsoDate;
}

/** What a model costs, in periods from the oldest to the newest. */
export interface Pricing {
  readonly currency: 'USD';
  readonly periods: readonly PricePeriod[];
  /** `subscription`: zero rates are not a price. */
  readonly basis: 'metered' | 'subscription' | 'free' | 'unknown';
  readonly inputIncludesCached?: boolean;
  readonly outputIncludesReasoning?: boolean;
  /** Where the provider reports the billed cost in its response. */
  readonly reported?: string;
}
