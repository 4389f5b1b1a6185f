import type { Json, JsonObject } from '../core/json.ts';

/** Interim: the types that the contract in client/objects needs; this file belongs to the helper of the schemas. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export interface ObjectSchema<T> {
  readonly json: JsonObject;
  check(value: Json): Promise<Checked<T>>;
}

export type InferSchema<Schema> = Schema extends {
  readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined };
}
  ? Output
  : unknown;
