/** How one host speaks OpenAI's speech. Plain data; everything has a default, which is OpenAI's own API. */
export interface OpenaiSpeechDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** The member for the words to speak. */
  readonly textField: string;
  /** The member for the voice, and the one to name where the caller names none; undefined where none is needed. */
  readonly voiceField: string;
  readonly defaultVoice: string | undefined;
  /** The member for the kind of file; undefined where there is none. */
  readonly formatField: string | undefined;
  /** The member for the language; undefined where there is none. */
  readonly languageField: string | undefined;
  readonly speed: boolean;
  readonly instructions: boolean;
  /** Whether the sound comes as base64 in JSON (Mistral). */
  readonly answersJson: boolean;
  /** The type of the sound when no other is asked for. */
  readonly mediaType: string;
}

const openaiDefaults: OpenaiSpeechDialect = {
  vendor: 'openai',
  path: '/audio/speech',
  textField: 'input',
  voiceField: 'voice',
  defaultVoice: 'alloy',
  formatField: 'response_format',
  languageField: undefined,
  speed: true,
  instructions: true,
  answersJson: false,
  mediaType: 'audio/mpeg',
};

/** The given fields over OpenAI's own. */
export function openaiSpeechDialect(dialect: Partial<OpenaiSpeechDialect> = {}): OpenaiSpeechDialect {
  return { ...openaiDefaults, ...dialect };
}
