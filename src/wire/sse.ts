import { tooLong } from './broken.ts';
import { defaultLimits, type Framer, type FramerLimits, type WireEvent } from './event.ts';
import { HeldText } from './held-text.ts';
import { createUtf8Decoder, type Utf8Decoder } from './utf8.ts';

type Send = (event: WireEvent) => void;

/**
 * Cuts a server-sent event stream by the rules of the HTML standard, section 9.2.6. It differs in one thing on purpose:
 * a last event without its blank line is handed over at the end, as some providers leave it out (7 recordings).
 */
export function createSseFramer(limits: FramerLimits = defaultLimits): Framer {
  return new SseFramer(limits);
}

/** One event as text, its blank line included. Line breaks in the data become several `data` lines. */
export function encodeSse(event: WireEvent): string {
  const name = event.event === undefined ? '' : `event: ${onOneLine(event.event)}\n`;
  const id = event.id === undefined ? '' : `id: ${onOneLine(event.id)}\n`;
  return `${name}${id}data: ${event.data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}

const lineFeed = 10;
const space = 32;
const colon = 58;

class SseFramer implements Framer {
  readonly #limit: number;
  readonly #decoder: Utf8Decoder = createUtf8Decoder();
  /** The start of a line whose end has not come. */
  readonly #open: HeldText = new HeldText();
  /** Whether a line ended with a CR that was the last character of a read: an LF that follows belongs to it. */
  #isAfterReturn = false;
  #data: string | undefined;
  #event: string | undefined;
  #id: string | undefined;

  constructor(limits: FramerLimits) {
    this.#limit = limits.maxEventBytes;
  }

  push(bytes: Uint8Array, emit: Send): void {
    this.#cut(this.#decoder.decode(bytes), emit);
  }

  end(emit: Send): void {
    this.#cut(this.#decoder.end(), emit);
    if (this.#open.length > 0) this.#line('', 0, 0, emit);
    this.#dispatch(emit);
  }

  #cut(text: string, emit: Send): void {
    if (text === '') return;
    let from = 0;
    if (this.#isAfterReturn) {
      this.#isAfterReturn = false;
      if (text.charCodeAt(0) === lineFeed) from = 1;
    }
    from = text.includes('\r', from)
      ? this.#cutAtAnyEnd(text, from, emit)
      : this.#cutAtLineFeeds(text, from, emit);
    if (from === text.length) return;
    if (this.#open.length + text.length - from > this.#limit) throw tooLong('event', this.#limit);
    this.#open.add(from === 0 ? text : text.slice(from));
  }

  #cutAtLineFeeds(text: string, start: number, emit: Send): number {
    let from = start;
    for (let end = text.indexOf('\n', from); end !== -1; end = text.indexOf('\n', from)) {
      if (text.charCodeAt(end + 1) === lineFeed && this.#isWholeEvent(text, from, end)) {
        // Nearly every frame of every provider is one data line and one blank line.
        emit({ data: text.slice(text.charCodeAt(from + 5) === space ? from + 6 : from + 5, end) });
        from = end + 2;
      } else {
        this.#line(text, from, end, emit);
        from = end + 1;
      }
    }
    return from;
  }

  #cutAtAnyEnd(text: string, start: number, emit: Send): number {
    let from = start;
    let feed = text.indexOf('\n', from);
    let turn = text.indexOf('\r', from);
    while (feed !== -1 || turn !== -1) {
      if (turn === -1 || (feed !== -1 && feed < turn)) {
        this.#line(text, from, feed, emit);
        from = feed + 1;
      } else {
        this.#line(text, from, turn, emit);
        from = turn + 1;
        if (from === text.length) this.#isAfterReturn = true;
        else if (from === feed) from += 1;
      }
      // Each is searched for again only once it was passed, or a text with few of one would be scanned many times.
      if (feed !== -1 && feed < from) feed = text.indexOf('\n', from);
      if (turn !== -1 && turn < from) turn = text.indexOf('\r', from);
    }
    return from;
  }

  #isWholeEvent(text: string, from: number, end: number): boolean {
    return (
      this.#data === undefined &&
      this.#event === undefined &&
      this.#id === undefined &&
      this.#open.length === 0 &&
      end - from <= this.#limit &&
      text.startsWith('data:', from)
    );
  }

  #line(read: string, start: number, stop: number, emit: Send): void {
    if (this.#open.length + stop - start > this.#limit) throw tooLong('event', this.#limit);
    let [text, from, end] = [read, start, stop];
    if (this.#open.length > 0) {
      this.#open.add(read.slice(start, stop));
      text = this.#open.take();
      [from, end] = [0, text.length];
    }
    if (from === end) this.#dispatch(emit);
    else if (text.startsWith('data:', from)) this.#addData(valueAfter(text, from + 5, end));
    else if (text.startsWith('event:', from)) this.#event = valueAfter(text, from + 6, end) || undefined;
    else if (text.charCodeAt(from) !== colon) this.#field(text.slice(from, end));
  }

  #field(line: string): void {
    const at = line.indexOf(':');
    const name = at === -1 ? line : line.slice(0, at);
    const value = at === -1 ? '' : valueAfter(line, at + 1, line.length);
    if (name === 'data') this.#addData(value);
    else if (name === 'event') this.#event = value || undefined;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }

  #addData(value: string): void {
    if (this.#data === undefined) {
      this.#data = value;
      return;
    }
    if (this.#data.length + 1 + value.length > this.#limit) throw tooLong('event', this.#limit);
    this.#data += `\n${value}`;
  }

  #dispatch(emit: Send): void {
    const data = this.#data;
    const event = this.#event;
    const id = this.#id;
    this.#data = this.#event = this.#id = undefined;
    if (data === undefined) return;
    if (id !== undefined) emit(event === undefined ? { data, id } : { data, event, id });
    else emit(event === undefined ? { data } : { data, event });
  }
}

function valueAfter(text: string, from: number, end: number): string {
  return text.slice(text.charCodeAt(from) === space && from < end ? from + 1 : from, end);
}

// A name or id with a line break would let its author write fields of his own.
function onOneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
