import type fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Call, CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import type { Codec, ServerCodec } from '../../protocols/protocol.ts';

/** The fast-check module, handed in by the caller: this package does not depend on it. */
export type FastCheck = typeof fc;

export type LawId =
  | 'slicing'
  | 'render-read'
  | 'body-stream'
  | 'garbage'
  | 'prefix'
  | 'append-only'
  | 'encode-pure'
  | 'parse-encode';

/** One promise that a protocol must keep for every input. */
export interface Law {
  readonly id: LawId;
  readonly title: string;
  /** Tries random inputs; throws with the smallest one that breaks the law, and with the seed to see it again. */
  run(options?: LawOptions): void;
}

export interface LawOptions {
  /** How many inputs to try; 100 unless told. */
  readonly runs?: number;
  /** The same seed tries the same inputs. */
  readonly seed?: number;
}

/** Both sides of one protocol, and what they are tried with. */
export interface LawSubject {
  readonly codec: Codec;
  readonly server: ServerCodec;
  /** Portable calls that the format can carry. */
  readonly calls: Arbitrary<Call>;
  /** Whole replies that the format can carry in a body and in a stream: one start first, one finish last. */
  readonly replies: Arbitrary<Chunk[]>;
  /** The part of a call that survives the format; all of it unless given. */
  readonly carried?: (call: Call) => CallBody;
}
