import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError, type ReqLLMError } from '../../core/error.ts';
import type { Codec, StreamState } from '../../protocols/protocol.ts';
import type { WireEvent } from '../../wire/event.ts';
import { bytesOfEvents, createFramer } from '../../wire/framing.ts';

/** What reading a reply came to: its chunks, and the error that ended it. */
export interface Reading {
  readonly chunks: readonly Chunk[];
  readonly error?: ReqLLMError;
}

/** Reads frames as the client does: nothing after the terminal one, the end only if that did not come. */
export function readFrames(codec: Codec, frames: readonly WireEvent[]): Reading {
  return attempt((chunks) => {
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const reader = codec.open();
    for (const frame of frames) if (reader.read(frame, emit) === 'done') return;
    reader.end(emit);
  });
}

/** Reads a stream's bytes as the client does. */
export function readPieces(codec: Codec, pieces: readonly Uint8Array[]): Reading {
  return attempt((chunks) => {
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const framer = createFramer(codec.framing);
    const reader = codec.open();
    const progress: { state: StreamState } = { state: 'open' };
    const take = (frame: WireEvent): void => {
      if (progress.state !== 'done') progress.state = reader.read(frame, emit);
    };
    for (const piece of pieces) {
      framer.push(piece, take);
      if (progress.state === 'done') return;
    }
    framer.end(take);
    if (progress.state !== 'done') reader.end(emit);
  });
}

/** Reads a whole body. */
export function readBody(codec: Codec, body: unknown): Reading {
  return attempt((chunks) => codec.decode(body, (chunk) => void chunks.push(chunk)));
}

/** The bytes of a stream of these frames. */
export function bytesOf(codec: Codec, frames: readonly WireEvent[]): Uint8Array {
  return bytesOfEvents(codec.framing, frames);
}

// Anything but our own error passes: it breaks a law wherever it comes up.
function attempt(read: (chunks: Chunk[]) => void): Reading {
  const chunks: Chunk[] = [];
  try {
    read(chunks);
    return { chunks };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return { chunks, error };
  }
}
