/**
 * The members of Cohere's chat JSON that this protocol uses; all others pass untouched. Every member may be absent or of
 * the wrong type: readers check before use. https://docs.cohere.com/reference/chat
 */
export interface WireContent {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
}

export interface WireToolCall {
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

export interface WireSource {
  readonly type?: string;
  readonly id?: string;
  readonly document?: { readonly [key: string]: unknown };
  readonly tool_output?: { readonly [key: string]: unknown };
}

export interface WireCitation {
  readonly start?: number;
  readonly end?: number;
  readonly text?: string;
  readonly sources?: readonly WireSource[];
  readonly content_index?: number;
  readonly type?: string;
}

/** The message of a body. In events `content`, `tool_calls` and `citations` hold one item instead of a list. */
export interface WireMessage {
  readonly content?: string | WireContent | readonly WireContent[];
  readonly tool_plan?: string;
  readonly tool_calls?: WireToolCall | readonly WireToolCall[];
  readonly citations?: WireCitation | readonly WireCitation[];
}

export interface WireLogprob {
  readonly text?: string;
  readonly token_ids?: readonly number[];
  readonly logprobs?: readonly number[];
}

export interface WireUsage {
  readonly tokens?: {
    readonly input_tokens?: number;
    readonly output_tokens?: number;
    readonly reasoning_tokens?: number;
  };
  readonly cached_tokens?: number;
}

/** A whole body. */
export interface WireBody {
  readonly id?: string;
  readonly message?: WireMessage | string;
  readonly finish_reason?: string;
  readonly usage?: WireUsage;
  readonly logprobs?: readonly WireLogprob[];
}

/** One event of a stream. */
export interface WireFrame {
  readonly type?: string;
  readonly id?: string;
  readonly index?: number;
  readonly message?: unknown;
  readonly logprobs?: WireLogprob;
  readonly delta?: {
    readonly message?: WireMessage;
    readonly finish_reason?: string;
    readonly usage?: WireUsage;
    readonly error?: string;
  };
}
