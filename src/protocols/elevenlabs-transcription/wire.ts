/** The members of a reply that are read; any may be missing or of another type. */
export interface WireTranscript {
  readonly transcription_id?: unknown;
  readonly text?: unknown;
  /** Three letters (recorded: `eng`). */
  readonly language_code?: unknown;
  readonly words?: unknown;
  /** Not in older replies (recorded without). */
  readonly audio_duration_secs?: unknown;
  /** In place of the text: one of these for each channel. */
  readonly transcripts?: unknown;
}

/** A word, the space after it, or a sound such as laughter. */
export interface WireWord {
  readonly text?: unknown;
  /** `word`, `spacing` or `audio_event`. */
  readonly type?: unknown;
}
