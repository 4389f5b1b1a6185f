import { defaultLimits, type Framer, type FramerLimits, type FramingName, type WireEvent } from './event.ts';
import { createJsonArrayEncoder, createJsonArrayFramer } from './json-array.ts';
import { createJsonLinesFramer, encodeJsonLine } from './json-lines.ts';
import { createSseFramer, encodeSse } from './sse.ts';

/** Writes frames as text. The texts of all events and of `end()`, one after the other, are the stream. */
export interface FrameEncoder {
  encode(event: WireEvent): string;
  end(): string;
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
  }
}

/** What a reply's content type says about its form; undefined when it is neither JSON nor a framing we know. */
export function framingOf(contentType: string | undefined): FramingName | 'json' | undefined {
  const type = ((contentType ?? '').split(';')[0] ?? '').trim().toLowerCase();
  switch (type) {
    case 'text/event-stream':
      return 'sse';
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
    case 'application/x-jsonlines':
    case 'application/stream+json':
      return 'json-lines';
    case 'application/json':
    case 'text/json':
      return 'json';
    default:
      return type.endsWith('+json') ? 'json' : undefined;
  }
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
  }
}
