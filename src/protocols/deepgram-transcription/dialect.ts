/** How one host speaks Deepgram's format for transcripts. Plain data; everything has a default, which is Deepgram itself. */
export interface DeepgramTranscriptionDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
}

/** The given fields over Deepgram's own. */
export function deepgramTranscriptionDialect(
  dialect: Partial<DeepgramTranscriptionDialect> = {},
): DeepgramTranscriptionDialect {
  return { vendor: 'deepgram', path: '/v1/listen', ...dialect };
}
