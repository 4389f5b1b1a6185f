/** The members of a reply that are read; any may be missing or of another type. */
export interface WireImages {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly data?: unknown;
  readonly usage?: unknown;
  readonly output_format?: unknown;
}

/** One image of a reply. */
export interface WireImage {
  readonly b64_json?: unknown;
  readonly url?: unknown;
  readonly revised_prompt?: unknown;
  /** OpenRouter (recorded). */
  readonly media_type?: unknown;
  /** xAI (recorded). */
  readonly mime_type?: unknown;
}
