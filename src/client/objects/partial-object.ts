import type { Json } from '../../core/json.ts';
import type { InferInput } from '../../schema/standard.ts';

/** A value of which anything may still be missing, at every depth. */
export type DeepPartial<T> = Json extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepPartial<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
      : T;

/**
 * What is seen of an object while it is written: what the schema takes in, before it fills in defaults and transforms,
 * and not held to it yet.
 */
export type PartialOf<Options> = Options extends {
  readonly shape: 'choice';
  readonly choices: readonly (infer Choice)[];
}
  ? Choice
  : Options extends { readonly shape: 'array'; readonly schema: infer Schema }
    ? readonly DeepPartial<InferInput<Schema>>[]
    : Options extends { readonly schema: infer Schema }
      ? DeepPartial<InferInput<Schema>>
      : Json;

/** The type of the elements of a list; never for all else. */
export type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never;
