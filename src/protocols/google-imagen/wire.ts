/** One image of a reply; any member may be missing or of another type. */
export interface WirePrediction {
  readonly bytesBase64Encoded?: unknown;
  readonly mimeType?: unknown;
  /** Why there is no image. */
  readonly raiFilteredReason?: unknown;
  readonly prompt?: unknown;
}
