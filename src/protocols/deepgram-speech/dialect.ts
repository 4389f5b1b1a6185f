/** How one host speaks Deepgram's format for speech. Plain data; everything has a default, which is Deepgram itself. */
export interface DeepgramSpeechDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** Said where neither the model's id nor the caller names a voice or a language. */
  readonly defaultVoice: string;
  readonly defaultLanguage: string;
}

/** The given fields over Deepgram's own. */
export function deepgramSpeechDialect(dialect: Partial<DeepgramSpeechDialect> = {}): DeepgramSpeechDialect {
  return {
    vendor: 'deepgram',
    path: '/v1/speak',
    // What Deepgram takes when no model is named: https://developers.deepgram.com/docs/tts-encoding
    defaultVoice: 'asteria',
    defaultLanguage: 'en',
    ...dialect,
  };
}
