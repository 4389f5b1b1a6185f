/**
 * The members of Ollama's chat JSON that this protocol uses; all others pass untouched. Every member may be absent or of
 * the wrong type: readers check before use. https://docs.ollama.com/api/chat
 */
export interface WireToolCall {
  /** Newer versions only. */
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: unknown };
}

export interface WireMessage {
  readonly content?: string;
  readonly thinking?: string;
  /** Base64. */
  readonly images?: readonly string[];
  readonly tool_calls?: readonly WireToolCall[];
}

export interface WireLogprob {
  readonly token?: string;
  readonly logprob?: number;
  readonly top_logprobs?: readonly WireLogprob[];
}

export interface WireCounts {
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

/** One line of a stream; a whole body has the same form. */
export interface WireFrame extends WireCounts {
  readonly model?: string;
  readonly created_at?: string;
  readonly message?: WireMessage;
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly logprobs?: readonly WireLogprob[];
  readonly error?: unknown;
}
