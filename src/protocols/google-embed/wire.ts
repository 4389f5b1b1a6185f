/** The members of a reply that are read, in any of the three forms; any may be missing or of another type. */
export interface WireEmbeddings {
  readonly embeddings?: unknown;
  readonly embedding?: unknown;
  readonly predictions?: unknown;
  readonly usageMetadata?: unknown;
  readonly metadata?: unknown;
}

/** The method at the end of the path, for each form. */
export const methods = {
  batch: 'batchEmbedContents',
  content: 'embedContent',
  predict: 'predict',
} as const;

/** `taskType` for each purpose. https://ai.google.dev/api/embeddings */
export const taskTypes = {
  query: 'RETRIEVAL_QUERY',
  document: 'RETRIEVAL_DOCUMENT',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  similarity: 'SEMANTIC_SIMILARITY',
} as const;
