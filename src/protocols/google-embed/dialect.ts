/** How one host speaks Google's embeddings. Plain data; everything has a default, which is the Gemini API. */
export interface GoogleEmbedDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Before the model's id in the path. */
  readonly modelPath: string;
  /**
   * `batch`: `batchEmbedContents`, a list of contents. `content`: `embedContent`, one content (Vertex AI, Gemini
   * embedding 2). `predict`: Vertex AI's older form.
   */
  readonly form: 'batch' | 'content' | 'predict';
}

/** The given fields over those of the Gemini API. */
export function googleEmbedDialect(dialect: Partial<GoogleEmbedDialect> = {}): GoogleEmbedDialect {
  return { vendor: 'google', modelPath: '/models', form: 'batch', ...dialect };
}
