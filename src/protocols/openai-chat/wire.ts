// Providers send members of any type in any place, so nothing here is trusted before it is looked at.

/** A frame of a stream or a whole body: both have these members. */
export interface WireReply {
  readonly [member: string]: unknown;
  readonly id?: unknown;
  readonly model?: unknown;
  readonly choices?: unknown;
  readonly usage?: unknown;
  readonly error?: unknown;
}

/** One of the answers asked for. */
export interface WireChoice {
  readonly [member: string]: unknown;
  readonly index?: unknown;
  readonly delta?: unknown;
  readonly message?: unknown;
  readonly finish_reason?: unknown;
  readonly logprobs?: unknown;
  readonly usage?: unknown;
  readonly error?: unknown;
}

/** A whole message, or what a frame adds to it. */
export interface WireMessage {
  readonly [member: string]: unknown;
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_details?: unknown;
  readonly tool_calls?: unknown;
  readonly function_call?: unknown;
  readonly annotations?: unknown;
  readonly audio?: unknown;
  readonly images?: unknown;
}

/** A tool call, whole or in pieces. */
export interface WireToolCall {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly type?: unknown;
  readonly function?: unknown;
  readonly extra_content?: unknown;
}
