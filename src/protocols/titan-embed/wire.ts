/** The members of a reply that are read, Titan's and Nova's; any may be missing or of another type. */
export interface WireEmbedding {
  readonly embedding?: unknown;
  readonly embeddings?: unknown;
  readonly inputTextTokenCount?: unknown;
  readonly message?: unknown;
}

/** Nova's `embeddingPurpose` for each purpose. https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
export const novaPurposes = {
  query: 'GENERIC_RETRIEVAL',
  document: 'GENERIC_INDEX',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  similarity: 'CLUSTERING',
} as const;
