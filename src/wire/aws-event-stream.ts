import { ReqLLMError } from '../core/error.ts';
import { crc32 } from './crc32.ts';
import { defaultLimits, type Framer, type FramerLimits, type WireEvent } from './event.ts';

type Send = (event: WireEvent) => void;

// A byte order mark is part of the payload: messages have lengths, not marks.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const preludeLength = 12;
// Prelude, and the checksum of the whole message at its end.
const leastLength = preludeLength + 4;

/** Begins the name of an event that reports a failure: `exception:throttlingException`. */
export const exceptionPrefix = 'exception:';
/** Begins the name of an event that reports a failure no service model knows: `error:InternalError`. */
export const errorPrefix = 'error:';

/**
 * Cuts AWS's binary event streams (`vnd.amazon.eventstream`) and checks both checksums of each message. The event's name
 * is its `:event-type`; exception and error messages become events with a prefix before their name. A message that is
 * cut off at the end is left out: whether the reply was complete is the reader's to say.
 */
export function createAwsEventStreamFramer(limits: FramerLimits = defaultLimits): Framer {
  return new AwsEventStreamFramer(limits.maxEventBytes);
}

class AwsEventStreamFramer implements Framer {
  readonly #limit: number;
  /** The start of a message whose end has not come. */
  #open: Uint8Array = new Uint8Array(256);
  #filled = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(bytes: Uint8Array, emit: Send): void {
    let at = this.#filled === 0 ? 0 : this.#goOn(bytes, emit);
    while (bytes.length - at >= preludeLength) {
      const length = this.#lengthAt(bytes, at);
      if (bytes.length - at < length) break;
      emit(this.#message(bytes, at, length));
      at += length;
    }
    if (at < bytes.length) this.#hold(bytes, at, bytes.length);
  }

  end(_emit: Send): void {
    this.#filled = 0;
  }

  /** Completes the open message as far as these bytes go, and returns how many of them it took. */
  #goOn(bytes: Uint8Array, emit: Send): number {
    let at = 0;
    if (this.#filled < preludeLength) {
      at = Math.min(preludeLength - this.#filled, bytes.length);
      this.#hold(bytes, 0, at);
      if (this.#filled < preludeLength) return at;
    }
    const length = this.#lengthAt(this.#open, 0);
    const end = Math.min(at + length - this.#filled, bytes.length);
    this.#hold(bytes, at, end);
    if (this.#filled === length) {
      this.#filled = 0;
      emit(this.#message(this.#open, 0, length));
    }
    return end;
  }

  // A copy, as the caller may use the same buffer for the next read. It grows by doubling: a length in a prelude is only
  // a claim, and bytes that come one by one must not be copied each time.
  #hold(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#filled + to - from;
    if (needed > this.#open.length) {
      const larger = new Uint8Array(Math.max(needed, this.#open.length * 2));
      larger.set(this.#open.subarray(0, this.#filled));
      this.#open = larger;
    }
    this.#open.set(bytes.subarray(from, to), this.#filled);
    this.#filled = needed;
  }

  #lengthAt(bytes: Uint8Array, at: number): number {
    if (crc32(bytes, at, at + 8) !== uint32(bytes, at + 8)) throw broken('a prelude with a wrong checksum');
    const length = uint32(bytes, at);
    if (length < leastLength || uint32(bytes, at + 4) > length - leastLength)
      throw broken('a message with an impossible length');
    if (length > this.#limit) throw broken(`a message of ${length} bytes (the limit is ${this.#limit})`);
    return length;
  }

  #message(bytes: Uint8Array, at: number, length: number): WireEvent {
    const end = at + length - 4;
    if (crc32(bytes, at, end) !== uint32(bytes, end)) throw broken('a message with a wrong checksum');
    const payloadAt = at + preludeLength + uint32(bytes, at + 4);
    const headers = this.#headers(bytes, at + preludeLength, payloadAt);
    const data = decoder.decode(bytes.subarray(payloadAt, end));
    switch (headers[':message-type']) {
      case 'exception':
        return { data, event: exceptionPrefix + (headers[':exception-type'] ?? '') };
      case 'error': {
        const said = data === '' ? JSON.stringify({ message: headers[':error-message'] ?? '' }) : data;
        return { data: said, event: errorPrefix + (headers[':error-code'] ?? '') };
      }
      default: {
        const event = headers[':event-type'];
        return event === undefined ? { data } : { data, event };
      }
    }
  }

  #headers(bytes: Uint8Array, start: number, end: number): Headers {
    const headers: Headers = {};
    let at = start;
    while (at < end) {
      const nameEnd = at + 1 + (bytes[at] as number);
      const type = bytes[nameEnd] as number;
      const sized = type === 6 || type === 7;
      const valueAt = nameEnd + (sized ? 3 : 1);
      const size = sized
        ? ((bytes[nameEnd + 1] as number) << 8) | (bytes[nameEnd + 2] as number)
        : sizes[type];
      if (valueAt > end || size === undefined || valueAt + size > end)
        throw broken('headers that are not well formed');
      if (type === 7 && isKnown(bytes, at)) {
        const name = decoder.decode(bytes.subarray(at + 1, nameEnd));
        if (isHeaderName(name)) headers[name] = decoder.decode(bytes.subarray(valueAt, valueAt + size));
      }
      at = valueAt + size;
    }
    return headers;
  }
}

// true, false, byte, short, int, long, bytes, string, timestamp, uuid; bytes and strings say their own size.
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
const sizes: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

const headerNames = [
  ':message-type',
  ':event-type',
  ':exception-type',
  ':error-code',
  ':error-message',
] as const;
type Headers = { [name in (typeof headerNames)[number]]?: string };

function isHeaderName(name: string): name is (typeof headerNames)[number] {
  return (headerNames as readonly string[]).includes(name);
}

// Every message says its content type, which nobody needs: it is told by its letters ":c" before it is decoded.
function isKnown(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === 58 && bytes[at + 2] !== 99;
}

/** One event as a message with its headers and checksums. An event's `id` has no place in it. */
export function encodeAwsEvent(event: WireEvent): Uint8Array {
  const encoder = new TextEncoder();
  const payload = encoder.encode(event.data);
  const headers = headersOf(event).flatMap(([name, value]) => {
    const [nameBytes, valueBytes] = [encoder.encode(name), encoder.encode(value)];
    return [
      nameBytes.length,
      ...nameBytes,
      7,
      valueBytes.length >> 8,
      valueBytes.length & 255,
      ...valueBytes,
    ];
  });
  const bytes = new Uint8Array(leastLength + headers.length + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  view.setUint32(4, headers.length);
  view.setUint32(8, crc32(bytes, 0, 8));
  bytes.set(headers, preludeLength);
  bytes.set(payload, preludeLength + headers.length);
  view.setUint32(bytes.length - 4, crc32(bytes, 0, bytes.length - 4));
  return bytes;
}

function headersOf({ event }: WireEvent): (readonly [string, string])[] {
  const content = [':content-type', 'application/json'] as const;
  if (event === undefined) return [content, [':message-type', 'event']];
  if (event.startsWith(exceptionPrefix))
    return [
      [':exception-type', shortened(event.slice(exceptionPrefix.length))],
      content,
      [':message-type', 'exception'],
    ];
  if (event.startsWith(errorPrefix))
    return [[':error-code', shortened(event.slice(errorPrefix.length))], content, [':message-type', 'error']];
  return [[':event-type', shortened(event)], content, [':message-type', 'event']];
}

// A header holds at most 32,767 bytes; no name comes near.
function shortened(name: string): string {
  return name.slice(0, 255);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

function broken(what: string): ReqLLMError {
  return new ReqLLMError(`The AWS event stream holds ${what}; it was given up.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}
