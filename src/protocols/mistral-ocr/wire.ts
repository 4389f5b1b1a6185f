/** The members of a reply that are read; any may be missing or of another type. */
export interface WireOcr {
  readonly model?: unknown;
  readonly pages?: unknown;
  readonly usage_info?: unknown;
}

/** One page of a reply. */
export interface WirePage {
  /** From 0. */
  readonly index?: unknown;
  readonly markdown?: unknown;
  readonly images?: unknown;
  readonly dimensions?: unknown;
}

/** One picture of a page. */
export interface WirePageImage {
  /** The name by which the Markdown shows it. */
  readonly id?: unknown;
  /** As an address that holds its bytes. */
  readonly image_base64?: unknown;
  readonly top_left_x?: unknown;
  readonly top_left_y?: unknown;
  readonly bottom_right_x?: unknown;
  readonly bottom_right_y?: unknown;
}
