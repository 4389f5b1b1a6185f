import type { Arbitrary } from 'fast-check';
import type { Framer, WireEvent } from '../../wire/event.ts';
import type { FastCheck } from './law.ts';

/** Positions to cut a stream at, as {@link sliced} takes them. */
export function slices(fc: FastCheck): Arbitrary<number[]> {
  return fc.array(fc.nat({ max: 4_000 }), { maxLength: 12 });
}

/** The bytes cut at these positions; a position beyond the end wraps around. Empty pieces stay in, as reads may be empty. */
export function sliced(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right);
  return [...places, bytes.length].map((place, index) => bytes.slice(places[index - 1] ?? 0, place));
}

/** All frames of a stream that comes in these pieces. */
export function framesOf(framer: Framer, pieces: readonly Uint8Array[]): WireEvent[] {
  const events: WireEvent[] = [];
  const take = (event: WireEvent): void => void events.push(event);
  for (const piece of pieces) framer.push(piece, take);
  framer.end(take);
  return events;
}
