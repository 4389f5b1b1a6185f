/** How Amazon's embeddings are spoken. Plain data; everything has a default, which is Bedrock. */
export interface TitanEmbedDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  /** Globs of models that take Nova's form, and of those whose vectors have one length only. */
  readonly novaModels: readonly string[];
  readonly fixedModels: readonly string[];
}

const bedrockDefaults: TitanEmbedDialect = {
  vendor: 'amazon-bedrock',
  path: '/model/{model}/invoke',
  novaModels: ['*nova*'],
  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
  fixedModels: ['*titan-embed-text-v1*', '*titan-embed-g1*'],
};

/** The given fields over Bedrock's own. */
export function titanEmbedDialect(dialect: Partial<TitanEmbedDialect> = {}): TitanEmbedDialect {
  return { ...bedrockDefaults, ...dialect };
}
