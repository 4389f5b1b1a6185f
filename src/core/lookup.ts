import type { Model, SingleModel } from './model.ts';
import type { Usage } from './usage.ts';

/** What layers may ask about models. The client that runs the call answers. */
export interface ModelLookup {
  /** A model as calls carry it, with what is known of it. Throws `config` for a name that leads nowhere. */
  model(wanted: SingleModel): Promise<Model>;
  /** The models that are what a wish asks for and that there are keys for, in its order. */
  find(wish: ModelWish): Promise<readonly Model[]>;
  /** What the usage of a model costs; undefined where no price is known. */
  price(model: Model): Promise<ModelPrice | undefined>;
}

/** The usage of one request with its cost, as the price list has it at that time. */
export type ModelPrice = (usage: Usage, facts: PriceFacts) => Usage;

/** What decides a price besides the counts. */
export interface PriceFacts {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly serviceTier?: string;
}

/** What a model should be like, in the words of the catalogue's queries (`docs/models.md`). */
export interface ModelWish {
  readonly provider?: string | readonly string[];
  /** Abilities that it must have, such as `tools`, `vision` or `output.jsonSchema`. */
  readonly require?: readonly string[];
  readonly forbid?: readonly string[];
  /** Fewest tokens in and out together. */
  readonly minContext?: number;
  /** Dollars per million tokens; `blended` counts three tokens in for one out. */
  readonly maxPrice?: { readonly input?: number; readonly output?: number; readonly blended?: number };
  readonly family?: string;
  readonly openWeights?: boolean;
  /** Default `id`. */
  readonly sort?: 'price' | '-price' | 'context' | '-context' | 'released' | '-released' | 'id';
  /** Globs of specs that come first, in this order. */
  readonly prefer?: readonly string[];
  readonly limit?: number;
}
