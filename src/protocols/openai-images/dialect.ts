type ImageSetting =
  | 'size'
  | 'aspectRatio'
  | 'quality'
  | 'background'
  | 'mediaType'
  | 'seed'
  | 'count'
  | 'user'
  | 'previews';

/** How one host speaks OpenAI's images. Plain data; everything has a default, which is OpenAI's own API. */
export interface OpenaiImagesDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Where new images are made, appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  /** Where given images are changed. */
  readonly editPath: string;
  readonly query: Readonly<Record<string, string>>;
  /**
   * How given images are sent. `form`: as files. `images`: as addresses in `images` (xAI). `references`: as parts in
   * `input_references` (OpenRouter). `image_url`: the first as an address (Together). `none`: not at all.
   */
  readonly inputs: 'form' | 'images' | 'references' | 'image_url' | 'none';
  /**
   * Member for each setting; those without one are left out with a warning. Hosts without one for `previews` have no
   * streams of images.
   */
  readonly fields: Readonly<Partial<Record<ImageSetting, string>>>;
  /** Split `size` into `width` and `height`. */
  readonly splitSize: boolean;
  /** Globs of models that answer with an address unless they are asked for `b64_json`; they have no streams. */
  readonly urlModels: readonly string[];
  /** The word of `response_format` for base64. */
  readonly base64Word: string;
}

const openaiDefaults: OpenaiImagesDialect = {
  vendor: 'openai',
  path: '/images/generations',
  editPath: '/images/edits',
  query: {},
  inputs: 'form',
  fields: {
    size: 'size',
    quality: 'quality',
    background: 'background',
    mediaType: 'output_format',
    count: 'n',
    user: 'user',
    previews: 'partial_images',
  },
  splitSize: false,
  urlModels: ['dall-e*'],
  base64Word: 'b64_json',
};

/** The given fields over OpenAI's own. */
export function openaiImagesDialect(dialect: Partial<OpenaiImagesDialect> = {}): OpenaiImagesDialect {
  return { ...openaiDefaults, ...dialect };
}
