import type { Chunk } from '../../src/core/chunk.ts';
import { isReqLLMError, type ReqLLMError } from '../../src/core/error.ts';
import type { Codec } from '../../src/protocols/protocol.ts';
import type { WireEvent } from '../../src/wire/event.ts';

/** A frame as a text or as the JSON that it holds; with the name of its event where the framing has one. */
export type Frame = string | object | readonly [event: string, data: string | object];

type Reading = Pick<Codec, 'open' | 'decode'>;

/** What a stream of these frames says. Reads no further than the reader wants to, as the desk does. */
export function streamed(codec: Reading, frames: readonly Frame[]): Chunk[] {
  return said((emit) => {
    const reader = codec.open();
    for (const frame of frames) if (reader.read(eventOf(frame), emit) === 'done') return;
    reader.end(emit);
  });
}

/** What a whole body says. */
export function decoded(codec: Reading, body: unknown): Chunk[] {
  return said((emit) => codec.decode(body, emit));
}

/** The error that a reading ends with. Throws when there is none, or one that is our own fault. */
export function failureOf(action: () => unknown): ReqLLMError {
  try {
    action();
  } catch (error) {
    if (isReqLLMError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

function said(read: (emit: (chunk: Chunk) => void) => void): Chunk[] {
  const chunks: Chunk[] = [];
  read((chunk) => void chunks.push(chunk));
  return chunks;
}

function eventOf(frame: Frame): WireEvent {
  if (typeof frame === 'string') return { data: frame };
  if (!isNamed(frame)) return { data: JSON.stringify(frame) };
  const [event, data] = frame;
  return { event, data: typeof data === 'string' ? data : JSON.stringify(data) };
}

function isNamed(frame: Exclude<Frame, string>): frame is readonly [event: string, data: string | object] {
  return Array.isArray(frame);
}
