/** One document of a reply; any member may be missing or of another type. */
export interface WireScore {
  readonly index?: unknown;
  readonly relevance_score?: unknown;
}
