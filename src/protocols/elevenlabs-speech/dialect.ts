/** How one host speaks ElevenLabs' format for speech. Plain data; everything has a default, which is ElevenLabs itself. */
export interface ElevenlabsSpeechDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL, before the voice. */
  readonly path: string;
  /** Said where the caller names no voice. */
  readonly defaultVoice: string;
  /** Globs of models that refuse to be told the language. */
  readonly languagelessModels: readonly string[];
}

const ownDefaults: ElevenlabsSpeechDialect = {
  vendor: 'elevenlabs',
  path: '/v1/text-to-speech/',
  // The voice of ElevenLabs' own examples: https://elevenlabs.io/docs/developers/quickstart
  defaultVoice: 'JBFqnCBsd6RMkjVDRZzb',
  // Only newer models (v2.5, v3) can be told; others answer with an error (`language_code` in
  // https://elevenlabs.io/docs/api-reference/text-to-speech/convert).
  languagelessModels: [
    'eleven_multilingual_v*',
    'eleven_monolingual_v*',
    'eleven_turbo_v2',
    'eleven_flash_v2',
  ],
};

/** The given fields over ElevenLabs' own. */
export function elevenlabsSpeechDialect(
  dialect: Partial<ElevenlabsSpeechDialect> = {},
): ElevenlabsSpeechDialect {
  return { ...ownDefaults, ...dialect };
}
