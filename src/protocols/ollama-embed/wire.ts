/** The members of a reply that are read; any may be missing or of another type. */
export interface WireEmbeddings {
  readonly model?: unknown;
  readonly embeddings?: unknown;
  readonly prompt_eval_count?: unknown;
  readonly error?: unknown;
}
