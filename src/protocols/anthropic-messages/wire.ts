// Hosts send members of any type in any place, so nothing here is trusted before it is looked at.

/** A frame of a stream. */
export interface WireFrame {
  readonly [member: string]: unknown;
  readonly type?: unknown;
  readonly index?: unknown;
  readonly message?: unknown;
  readonly content_block?: unknown;
  readonly delta?: unknown;
  readonly usage?: unknown;
  readonly error?: unknown;
}

/** A whole reply: a body, or what `message_start` holds. */
export interface WireReply {
  readonly [member: string]: unknown;
  readonly id?: unknown;
  readonly model?: unknown;
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: unknown;
}

/** One part of a message, in a reply or in a request. */
export interface WireBlock {
  readonly [member: string]: unknown;
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly signature?: unknown;
  readonly citations?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly input?: unknown;
  readonly caller?: unknown;
  readonly source?: unknown;
  readonly title?: unknown;
  readonly tool_use_id?: unknown;
  readonly content?: unknown;
  readonly is_error?: unknown;
}

/** What a `content_block_delta` adds to its block. */
export interface WireDelta {
  readonly [member: string]: unknown;
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly signature?: unknown;
  readonly partial_json?: unknown;
  readonly citation?: unknown;
}

/** A request body as a server gets it. */
export interface WireBody {
  readonly [member: string]: unknown;
  readonly model?: unknown;
  readonly messages?: unknown;
  readonly system?: unknown;
  readonly max_tokens?: unknown;
  readonly stream?: unknown;
  readonly temperature?: unknown;
  readonly top_p?: unknown;
  readonly top_k?: unknown;
  readonly stop_sequences?: unknown;
  readonly metadata?: unknown;
  readonly service_tier?: unknown;
  readonly thinking?: unknown;
  readonly output_config?: unknown;
  readonly output_format?: unknown;
  readonly tools?: unknown;
  readonly tool_choice?: unknown;
}
