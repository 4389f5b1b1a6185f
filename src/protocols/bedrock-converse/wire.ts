// Members of any type may stand in any place, so nothing here is trusted before it is looked at.

/** A whole reply. */
export interface WireBody {
  readonly [member: string]: unknown;
  readonly output?: unknown;
  readonly stopReason?: unknown;
  readonly usage?: unknown;
}

/** One block of a message. It has one of these members, which says its kind. */
export interface WireBlock {
  readonly [kind: string]: unknown;
  readonly text?: unknown;
  readonly toolUse?: unknown;
  readonly toolResult?: unknown;
  readonly reasoningContent?: unknown;
  readonly citationsContent?: unknown;
  readonly image?: unknown;
}

/** The payload of a stream's event. */
export interface WireFrame {
  readonly [member: string]: unknown;
  readonly contentBlockIndex?: unknown;
  readonly start?: unknown;
  readonly delta?: unknown;
  readonly stopReason?: unknown;
  readonly usage?: unknown;
}
