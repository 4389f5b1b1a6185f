/** The members of a reply that are read; any may be missing or of another type. */
export interface WireEmbeddings {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly data?: unknown;
  readonly usage?: unknown;
  readonly provider?: unknown;
}

/** One vector of a reply. */
export interface WireEmbedding {
  readonly index?: unknown;
  readonly embedding?: unknown;
}
