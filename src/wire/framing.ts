import { joinBytes } from '../core/bytes.ts';
import { createAwsEventStreamFramer, encodeAwsEvent } from './aws-event-stream.ts';
import { defaultLimits, type Framer, type FramerLimits, type FramingName, type WireEvent } from './event.ts';
import { createJsonArrayEncoder, createJsonArrayFramer } from './json-array.ts';
import { createJsonLinesFramer, encodeJsonLine } from './json-lines.ts';
import { createSseFramer, encodeSse } from './sse.ts';

/** Writes frames: text, or bytes where the framing is binary. All events and `end()`, one after the other, are the stream. */
export interface FrameEncoder {
  encode(event: WireEvent): string | Uint8Array;
  end(): string | Uint8Array;
}

/** The cutter of a framing, for one stream. */
export function createFramer(name: FramingName, limits: FramerLimits = defaultLimits): Framer {
  switch (name) {
    case 'sse':
      return createSseFramer(limits);
    case 'json-lines':
      return createJsonLinesFramer(limits);
    case 'json-array':
      return createJsonArrayFramer(limits);
    case 'aws-event-stream':
      return createAwsEventStreamFramer(limits);
  }
}

/** The writer of a framing, for one stream. */
export function createFrameEncoder(name: FramingName): FrameEncoder {
  switch (name) {
    case 'sse':
      return { encode: encodeSse, end: () => '' };
    case 'json-lines':
      return { encode: encodeJsonLine, end: () => '' };
    case 'json-array':
      return createJsonArrayEncoder();
    case 'aws-event-stream':
      return { encode: encodeAwsEvent, end: () => '' };
  }
}

/** All bytes of a stream of these events. */
export function bytesOfEvents(name: FramingName, events: Iterable<WireEvent>): Uint8Array {
  const encoder = createFrameEncoder(name);
  const pieces: Uint8Array[] = [];
  for (const event of events) pieces.push(asBytes(encoder.encode(event)));
  pieces.push(asBytes(encoder.end()));
  return joinBytes(pieces);
}

/** A written frame as bytes. */
export function asBytes(frame: string | Uint8Array): Uint8Array {
  return typeof frame === 'string' ? new TextEncoder().encode(frame) : frame;
}

/** The content type that a server sends with a framing. */
export function contentTypeOf(name: FramingName): string {
  switch (name) {
    case 'sse':
      return 'text/event-stream';
    case 'json-lines':
      return 'application/x-ndjson';
    case 'json-array':
      return 'application/json';
    case 'aws-event-stream':
      return 'application/vnd.amazon.eventstream';
  }
}
