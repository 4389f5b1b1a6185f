/** One frame of a stream, whatever the framing: its payload, and its name where the framing has names. */
export interface WireEvent {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
}

/** Cuts bytes into frames. Incremental: any slicing of the same bytes gives the same frames. */
export interface Framer {
  /** Takes the next bytes and hands over each frame that they complete. Throws a typed error on malformed framing or past a limit. */
  push(bytes: Uint8Array, emit: (event: WireEvent) => void): void;
  /** The bytes are over: hands over a last frame that lacks its end mark. */
  end(emit: (event: WireEvent) => void): void;
}

export interface FramerLimits {
  /** Most characters (for text framings) or bytes in one frame before the stream counts as hostile. */
  readonly maxEventBytes: number;
}

export type FramingName = 'sse' | 'json-lines' | 'json-array' | 'aws-event-stream';

/** 32 MB: a 4K image as base64 in one event fits, an endless line does not exhaust memory. */
export const defaultLimits: FramerLimits = { maxEventBytes: 32 * 1024 * 1024 };
