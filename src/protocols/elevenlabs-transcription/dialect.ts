/** How one host speaks ElevenLabs' format for transcripts. Plain data; everything has a default, which is ElevenLabs itself. */
export interface ElevenlabsTranscriptionDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
}

/** The given fields over ElevenLabs' own. */
export function elevenlabsTranscriptionDialect(
  dialect: Partial<ElevenlabsTranscriptionDialect> = {},
): ElevenlabsTranscriptionDialect {
  return { vendor: 'elevenlabs', path: '/v1/speech-to-text', ...dialect };
}
