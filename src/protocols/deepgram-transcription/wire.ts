/** The members of a reply that are read; any may be missing or of another type. */
export interface WireReply {
  /** `request_id`, `duration` in seconds, `model_info` by the ids of the models. */
  readonly metadata?: unknown;
  /** `channels`, and `utterances` where they were asked for. */
  readonly results?: unknown;
}

/** One channel of the recording. */
export interface WireChannel {
  /** The best reading first. */
  readonly alternatives?: unknown;
  /** Where it was listened for. */
  readonly detected_language?: unknown;
}

/** One reading of a channel. */
export interface WireAlternative {
  readonly transcript?: unknown;
  readonly words?: unknown;
}

/** A word, or an utterance, which has a `transcript`. */
export interface WireStretch {
  readonly transcript?: unknown;
  readonly word?: unknown;
  readonly punctuated_word?: unknown;
}
