/** The members of a reply that are read; any may be missing or of another type. */
export interface WireModerations {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly results?: unknown;
  readonly usage?: unknown;
}

/** One judgement of a reply. */
export interface WireJudgement {
  /** Mistral sends none: a category that is flagged says it. */
  readonly flagged?: unknown;
  readonly categories?: unknown;
  readonly category_scores?: unknown;
}
