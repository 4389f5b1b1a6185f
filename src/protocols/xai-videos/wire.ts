/** A job as it is told of; any member may be missing or of another type. */
export interface WireJob {
  /** xAI's name for the job, in the answer to the request alone. */
  readonly request_id?: unknown;
  /** OpenRouter's. */
  readonly id?: unknown;
  readonly status?: unknown;
  /** In percent. */
  readonly progress?: unknown;
  readonly model?: unknown;
  /** xAI's video. */
  readonly video?: unknown;
  /** OpenRouter's videos; the first may be asked for with the key. */
  readonly unsigned_urls?: unknown;
  readonly generation_id?: unknown;
  readonly usage?: unknown;
}

/** xAI's video in a finished job. */
export interface WireVideo {
  readonly url?: unknown;
  /** In seconds. */
  readonly duration?: unknown;
  /** False where moderation withheld it. */
  readonly respect_moderation?: unknown;
}
