/** How one host speaks OpenAI's moderations. Plain data; everything has a default, which is OpenAI's own API. */
export interface OpenaiModerationsDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** Whether images are judged, alone or with texts. */
  readonly images: boolean;
  /** Whether a result says by itself that it is flagged; else what flags any category does. */
  readonly isSummed: boolean;
  /** Our names by the host's; a category without one keeps the host's. */
  readonly names: Readonly<Record<string, string>>;
}

// The portable names are OpenAI's: https://developers.openai.com/api/docs/guides/moderation
const openaiDefaults: OpenaiModerationsDialect = {
  vendor: 'openai',
  path: '/moderations',
  images: true,
  isSummed: true,
  names: {},
};

/** The given fields over OpenAI's own. */
export function openaiModerationsDialect(
  dialect: Partial<OpenaiModerationsDialect> = {},
): OpenaiModerationsDialect {
  return { ...openaiDefaults, ...dialect };
}
