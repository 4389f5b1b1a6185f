/** How one host speaks Ollama's embeddings. Plain data; everything has a default, which is Ollama's own API. */
export interface OllamaEmbedDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
}

/** The given fields over Ollama's own. */
export function ollamaEmbedDialect(dialect: Partial<OllamaEmbedDialect> = {}): OllamaEmbedDialect {
  return { vendor: 'ollama', path: '/api/embed', ...dialect };
}
