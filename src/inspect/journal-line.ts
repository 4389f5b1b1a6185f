import type { Json } from '../core/json.ts';

/** A call as the program made it, normalised: what every layer sees. */
export interface CallLine {
  readonly type: 'call';
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly model: string;
  readonly provider: string;
  readonly operation: string;
  readonly stream: boolean;
  /** Everything the call says, without what runs it: no key, no header, no signal. */
  readonly call: Json;
}

/** One request as it went over the wire, without anything that tells who asked. */
export interface RequestLine {
  readonly type: 'request';
  readonly id: string;
  /** Number of the try, from 1. */
  readonly attempt: number;
  /** In milliseconds since the call began, as all `ms`. */
  readonly ms: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How the key is shown: the names of the headers that were left out. */
  readonly proof: readonly string[];
  readonly body: Json;
}

/** How one request was answered, or failed (`problem`). `fixture` is the exchange in the format of `reqllm/testing`. */
export interface ExchangeLine {
  readonly type: 'exchange';
  readonly id: string;
  readonly attempt: number;
  readonly ms: number;
  readonly status?: number;
  readonly fixture?: string;
  readonly problem?: string;
}

/** A piece of the answer. Media have their length in place of their bytes. */
export interface ChunkLine {
  readonly type: 'chunk';
  readonly id: string;
  readonly ms: number;
  readonly chunk: Json;
}

/** How a call ended. */
export interface EndLine {
  readonly type: 'end';
  readonly id: string;
  readonly ms: number;
  readonly outcome: 'ok' | 'error' | 'left';
  /** Who answered, where it was another model than was asked first. */
  readonly model?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly status?: number };
  readonly usage?: Json;
}

/** One line of an inspection journal. */
export type JournalLine = CallLine | RequestLine | ExchangeLine | ChunkLine | EndLine;
