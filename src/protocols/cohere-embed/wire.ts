/** The members of a reply that are read; any may be missing or of another type. */
export interface WireEmbeddings {
  readonly id?: unknown;
  /** Lists of numbers by type; on Bedrock also the lists themselves. */
  readonly embeddings?: unknown;
  readonly meta?: unknown;
}

/** `input_type` for each purpose. https://docs.cohere.com/reference/embed */
export const inputTypes = {
  query: 'search_query',
  document: 'search_document',
  classification: 'classification',
  clustering: 'clustering',
} as const;
