/** How one host speaks OpenAI's transcription. Plain data; everything has a default, which is OpenAI's own API. */
export interface OpenaiTranscriptionDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly modelInBody: boolean;
  /** The member for the address of a recording; undefined where only its bytes are taken. */
  readonly urlField: string | undefined;
  /**
   * How times are asked for. `verbose`: `verbose_json` with `timestamp_granularities` (OpenAI, Groq). `granularities`:
   * without a format (Mistral). `always`: they come unasked (xAI). `never`: there are none (Cohere).
   */
  readonly times: 'verbose' | 'granularities' | 'always' | 'never';
  /** Globs of models that have no times, whatever the host has. */
  readonly timelessModels: readonly string[];
  /** Globs of models that tell speakers apart, by the format `diarized_json`; else the member `diarize`, where `diarize` is set. */
  readonly speakerModels: readonly string[];
  readonly diarize: boolean;
  /** Whether a prompt and a temperature are taken. */
  readonly prompt: boolean;
  readonly temperature: boolean;
  /** A language that must be said; undefined where none must. */
  readonly defaultLanguage: string | undefined;
}

const openaiDefaults: OpenaiTranscriptionDialect = {
  vendor: 'openai',
  path: '/audio/transcriptions',
  query: {},
  modelInBody: true,
  urlField: undefined,
  times: 'verbose',
  // https://platform.openai.com/docs/api-reference/audio/createTranscription
  timelessModels: ['gpt-4o*', '*/gpt-4o*'],
  speakerModels: ['*diarize*'],
  diarize: false,
  prompt: true,
  temperature: true,
  defaultLanguage: undefined,
};

/** The given fields over OpenAI's own. */
export function openaiTranscriptionDialect(
  dialect: Partial<OpenaiTranscriptionDialect> = {},
): OpenaiTranscriptionDialect {
  return { ...openaiDefaults, ...dialect };
}
