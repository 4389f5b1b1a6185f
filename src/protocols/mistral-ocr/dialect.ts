/** How one host speaks Mistral's reading of documents. Plain data; everything has a default, which is Mistral's own API. */
export interface MistralOcrDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
}

/** The given fields over Mistral's own. */
export function mistralOcrDialect(dialect: Partial<MistralOcrDialect> = {}): MistralOcrDialect {
  return { vendor: 'mistral', path: '/ocr', ...dialect };
}
