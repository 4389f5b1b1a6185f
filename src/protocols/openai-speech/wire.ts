/** A sound inside JSON (Mistral, recorded); any member may be missing or of another type. */
export interface WireSpeech {
  readonly audio_data?: unknown;
}
