/** A long-running operation; any member may be missing or of another type. */
export interface WireOperation {
  /** Such as `models/veo-3.1-generate-preview/operations/abc`. */
  readonly name?: unknown;
  readonly done?: unknown;
  readonly error?: unknown;
  readonly response?: unknown;
}

/** What a finished operation came to. */
export interface WireVideos {
  /** Each `{ video: { uri } }`. */
  readonly generatedSamples?: unknown;
  /** Why videos are missing. */
  readonly raiMediaFilteredReasons?: unknown;
}
