/** The members of a reply that are read; any may be missing or of another type. */
export interface WireTranscript {
  readonly model?: unknown;
  readonly text?: unknown;
  readonly language?: unknown;
  readonly duration?: unknown;
  readonly words?: unknown;
  readonly segments?: unknown;
  readonly usage?: unknown;
}

/** A stretch of the recording; `word` and `text` are names of the same. */
export interface WireSegment {
  readonly word?: unknown;
  readonly text?: unknown;
}
