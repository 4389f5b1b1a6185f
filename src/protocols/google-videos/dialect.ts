/** How one host speaks Veo's format. Plain data; everything has a default, which is the Gemini API. */
export interface GoogleVideosDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Before the model's id in the path. */
  readonly modelPath: string;
}

/** The given fields over those of the Gemini API. */
export function googleVideosDialect(dialect: Partial<GoogleVideosDialect> = {}): GoogleVideosDialect {
  return { vendor: 'google', modelPath: '/models', ...dialect };
}
