/** How one host speaks Cohere's embeddings. Plain data; everything has a default, which is Cohere's own API. */
export interface CohereEmbedDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  /** Whether the body names the model. */
  readonly modelInBody: boolean;
  /** Globs of models that refuse `embedding_types` and `output_dimension` (version 3 on Bedrock answers with floats). */
  readonly plainModels: readonly string[];
}

const cohereDefaults: CohereEmbedDialect = {
  vendor: 'cohere',
  path: '/v2/embed',
  modelInBody: true,
  plainModels: [],
};

/** The given fields over Cohere's own. */
export function cohereEmbedDialect(dialect: Partial<CohereEmbedDialect> = {}): CohereEmbedDialect {
  return { ...cohereDefaults, ...dialect };
}
