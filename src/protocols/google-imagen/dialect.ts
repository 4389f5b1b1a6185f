/** How one host speaks Imagen. Plain data; everything has a default, which is the Gemini API. */
export interface GoogleImagenDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Before the model's id in the path. */
  readonly modelPath: string;
  /** Whether a seed is taken: on Vertex AI, without a watermark. */
  readonly seeds: boolean;
}

/** The given fields over those of the Gemini API. */
export function googleImagenDialect(dialect: Partial<GoogleImagenDialect> = {}): GoogleImagenDialect {
  return { vendor: 'google', modelPath: '/models', seeds: false, ...dialect };
}
