import type { EmbedCall } from '../../core/operation.ts';

type Purpose = NonNullable<EmbedCall['purpose']>;

/** How one host speaks OpenAI's embeddings. Plain data; everything has a default, which is OpenAI's own API. */
export interface OpenaiEmbeddingsDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The member for the length of the vectors; undefined where there is none. */
  readonly dimensionsField: string | undefined;
  /** Globs of models whose vectors have one length, so that none is sent. */
  readonly fixedModels: readonly string[];
  /** The member that says what the vectors are for; undefined where there is none. */
  readonly purposeField: string | undefined;
  /** The host's word for each purpose; those without one are left out with a warning. */
  readonly purposes: Readonly<Partial<Record<Purpose, string>>>;
  /** `base64`: asks for floats as base64, a quarter of the bytes. `plain`: asks for nothing. `int8`: sends whole numbers unasked. */
  readonly encoding: 'base64' | 'plain' | 'int8';
  /** Whether an id of the caller's user is taken. */
  readonly user: boolean;
}

const openaiDefaults: OpenaiEmbeddingsDialect = {
  vendor: 'openai',
  path: '/embeddings',
  query: {},
  dimensionsField: 'dimensions',
  // "dimensions is only supported in text-embedding-3 and later models" (https://platform.openai.com/docs/api-reference/embeddings).
  fixedModels: ['text-embedding-ada-002*'],
  purposeField: undefined,
  purposes: {},
  encoding: 'base64',
  user: true,
};

/** The given fields over OpenAI's own. */
export function openaiEmbeddingsDialect(
  dialect: Partial<OpenaiEmbeddingsDialect> = {},
): OpenaiEmbeddingsDialect {
  return { ...openaiDefaults, ...dialect };
}
