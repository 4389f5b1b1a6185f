import type { CatalogModel, IsoDate, Meter, PricePeriod, Pricing, Support } from '../schema.ts';

/**
 * Facts of one's own over those of the catalogue: contract prices, private deployments, other names, what may be used.
 * This is what `reqllm.models.json` holds.
 */
export interface ModelLayer {
  /**
   * Facts by `provider:id`, or by a glob such as `openai:*`. Merged as RFC 7396 says: objects deep, lists replaced, `null`
   * takes a fact away. A model that the catalogue does not know is added; `null` for a whole model takes it out.
   */
  readonly models?: Readonly<Record<string, ModelPatch | null>>;
  /** Other names: `fast` to `openai:gpt-5-mini`. Calls go to the model that stands there. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Globs of specs. When given, a model that fits none of them is denied. */
  readonly allow?: readonly string[];
  /** Globs of specs that are denied, whatever `allow` says; each name of a model counts. */
  readonly deny?: readonly string[];
}

/** Facts about one model; what is absent stays as it was. */
export interface ModelPatch extends Patched<
  Omit<CatalogModel, 'provider' | 'id' | 'spec' | 'provenance' | 'pricing'>
> {
  /** Periods are merged by `from`: one with a known day replaces that one. */
  readonly pricing?:
    | (Partial<Omit<Pricing, 'periods'>> & { readonly periods?: readonly PeriodPatch[] })
    | null;
  /**
   * US dollars for a million tokens (for other meters: for the unit they are sold in), as numbers or decimal text. Named
   * rates replace those of the list, in all periods or in a new one that begins at `from`.
   */
  readonly price?: PricePatch;
}

/** Rates by meter; `null` takes one away. */
export type PricePatch = Readonly<Partial<Record<Meter, number | string | null>>> & {
  /** The first day on which these rates hold. Default: always. */
  readonly from?: IsoDate;
  /** Rates for the whole of a request whose prompt is longer than `over` tokens; they take the place of those of the list. */
  readonly tiers?: readonly PriceTier[];
};

/** Rates of long prompts. */
export type PriceTier = Readonly<Partial<Record<Meter, number | string>>> & { readonly over: number };

/** A price period whose source need not be named. */
export type PeriodPatch = Omit<PricePeriod, 'source'> & { readonly source?: string };

/** A type with every member optional, and `null` where a member may be taken away. */
export type Patched<T> = T extends Support | readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Member in keyof T]?: Patched<T[Member]> | null }
    : T;

/** Which layer facts came from, lowest first. */
export type LayerKind = 'live' | 'project' | 'runtime';

/** A layer with its place in the order. */
export interface PlacedLayer {
  readonly kind: LayerKind;
  readonly layer: ModelLayer;
}
