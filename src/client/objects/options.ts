import type { Json } from '../../core/json.ts';
import type { InferSchema, Issue, SchemaInput } from '../../schema/standard.ts';
import type { TextOptions } from '../options.ts';

/** The form of what is asked for: one object, a list of them, one of several texts, or any JSON. */
export type ObjectShape = 'object' | 'array' | 'choice' | 'json';

/**
 * How a model is brought to answer with JSON. `native`: the provider holds the answer to the schema. `strict-tool`: the
 * arguments of a tool, held to the schema. `forced-tool`: the arguments of a tool that the model must or should call.
 * `json`: the provider holds the answer to JSON, the schema stands in the instructions. `prompt`: instructions alone.
 */
export const objectModes = ['native', 'strict-tool', 'forced-tool', 'json', 'prompt'] as const;
export type ObjectMode = (typeof objectModes)[number];

/**
 * What to do with an answer that is no JSON or does not fit. `json`: what was left open is closed, commas too many go.
 * A function gets the text and what is wrong with it, and answers with the value or with better text.
 */
export type Repair = false | 'json' | ((text: string, issues: readonly Issue[]) => Promise<Json> | Json);

/** Settings of an object call, besides those that say what the object looks like. */
export interface ObjectSettings extends Omit<TextOptions, 'output'> {
  /** What the object is called, for the model: letters, digits, `_` and `-`, at most 64. Default `object`. */
  readonly name?: string;
  /** What the object is, for the model. */
  readonly description?: string;
  /** Default `auto`: the surest way that the model is known to take. */
  readonly mode?: 'auto' | ObjectMode;
  /** Default `false`. */
  readonly repair?: Repair;
  /** How often the model is told what is wrong with its answer and asked again, 0 to 10. Default 0. */
  readonly retries?: number;
}

/** What an object is to look like. `schema` is a Standard Schema (zod, valibot, arktype, …) or JSON Schema. */
export type ObjectForm =
  | { readonly schema: SchemaInput; readonly shape?: 'object' }
  /** `schema` is that of one element. */
  | { readonly schema: SchemaInput; readonly shape: 'array' }
  | { readonly choices: readonly string[]; readonly shape: 'choice' }
  | { readonly shape: 'json' };

/** Everything that an object call may say. */
export type ObjectOptions = ObjectSettings & ObjectForm;

/** The type of the object that a call with these options returns. */
export type ObjectOf<Options> = Options extends {
  readonly shape: 'choice';
  readonly choices: readonly (infer Choice)[];
}
  ? Choice
  : Options extends { readonly shape: 'json' }
    ? Json
    : Options extends { readonly shape: 'array'; readonly schema: infer Schema }
      ? InferSchema<Schema>[]
      : Options extends { readonly schema: infer Schema }
        ? InferSchema<Schema>
        : unknown;

type Every<Form> = Form extends unknown ? keyof Form : never;

/** The options again, with a type that no value has for each name that is no option. */
export type Known<Options> = Options & {
  readonly [Name in Exclude<keyof Options, Every<ObjectOptions>>]: never;
};
