/** How one host speaks xAI's format for videos. Plain data; everything has a default, which is xAI itself. */
export interface XaiVideosDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Where jobs are handed in. They are asked about at `/videos/{id}`. */
  readonly path: string;
  /** How pictures are given: the first as `image`, or first and last as `frame_images`. */
  readonly frames: 'image' | 'frame_images';
  /** Whether a size in pixels is taken, as `size`. */
  readonly sizes: boolean;
  readonly seeds: boolean;
  /** Whether sound can be asked for, as `generate_audio`. */
  readonly audio: boolean;
  readonly user: boolean;
  /** How a finished job tells its videos: one as `video`, or several as `unsigned_urls`. */
  readonly answer: 'video' | 'urls';
}

/** The given fields over those of xAI. */
export function xaiVideosDialect(dialect: Partial<XaiVideosDialect> = {}): XaiVideosDialect {
  return {
    vendor: 'xai',
    path: '/videos/generations',
    frames: 'image',
    sizes: false,
    seeds: false,
    audio: false,
    user: true,
    answer: 'video',
    ...dialect,
  };
}
