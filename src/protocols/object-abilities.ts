import type { SchemaDialectName } from '../schema/dialects.ts';

/** How a model of this host can be brought to answer with an object, as far as the host and its protocol tell. */
export interface ObjectAbilities {
  /**
   * `schema`: answers are held to a schema. `schema-if-known`: only those of models that are known for it. `json`: only
   * to JSON. `none`: to nothing.
   */
  readonly output: 'schema' | 'schema-if-known' | 'json' | 'none';
  /** Whether a schema says if it is meant to the letter. */
  readonly saysStrict: boolean;
  /** Whether answers can be held to JSON without a schema. */
  readonly jsonMode: boolean;
  /** Whether an output schema goes together with tools. */
  readonly outputWithTools: boolean;
  readonly tools: boolean;
  /** Whether the arguments of a tool can be held to its schema. */
  readonly strictTools: boolean;
  /** The surest way to a call of one tool: by its name, by any call, or by asking for it. */
  readonly toolChoice: 'named' | 'required' | 'auto';
  /** Whether a model that thinks can be made to call a tool. */
  readonly forcedWhileThinking: boolean;
  /** The form of schemas that answers are held to, and what it is where `strict` is false. */
  readonly outputForm: SchemaDialectName;
  readonly looseForm: SchemaDialectName;
  /** The form of schemas of strict tools. */
  readonly toolForm: SchemaDialectName;
}

/** What a protocol knows that says nothing of it: words alone. */
export const wordsAlone: ObjectAbilities = {
  output: 'none',
  saysStrict: false,
  jsonMode: false,
  outputWithTools: false,
  tools: false,
  strictTools: false,
  toolChoice: 'auto',
  forcedWhileThinking: false,
  outputForm: 'open',
  looseForm: 'open',
  toolForm: 'open',
};
