import { ReqLLMError } from '../core/error.ts';
import { tooLong } from './broken.ts';
import { defaultLimits, type Framer, type FramerLimits, type WireEvent } from './event.ts';
import { HeldText } from './held-text.ts';
import { createUtf8Decoder, type Utf8Decoder } from './utf8.ts';

type Send = (event: WireEvent) => void;

/**
 * Cuts one JSON array that grows element by element, as Gemini streams without `alt=sse`: each element's text is an
 * event. A single object in place of the array is one event, as errors come so. A missing `]` is left to the reader of
 * the events, but an element cut short throws `truncated` at the end.
 */
export function createJsonArrayFramer(limits: FramerLimits = defaultLimits): Framer {
  return new JsonArrayFramer(limits);
}

/** Writes events as one JSON array. */
export function createJsonArrayEncoder(): { encode(event: WireEvent): string; end(): string } {
  let isFirst = true;
  return {
    encode: (event) => {
      const text = `${isFirst ? '[' : ',\n'}${event.data}`;
      isFirst = false;
      return text;
    },
    end: () => (isFirst ? '[]' : ']'),
  };
}

/** `outside`: before the array. `value`: an element or the end is due. `next`: a comma or the end is due. */
type Place = 'outside' | 'value' | 'inside' | 'next' | 'over';

const quote = 34;
const backslash = 92;
const comma = 44;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

class JsonArrayFramer implements Framer {
  readonly #limit: number;
  readonly #decoder: Utf8Decoder = createUtf8Decoder();
  readonly #open: HeldText = new HeldText();
  #place: Place = 'outside';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Whether the element is a bare string, number or word, which ends where the next mark begins. */
  #isBare = false;
  /** Whether one object stands where the array was due. */
  #isAlone = false;

  constructor(limits: FramerLimits) {
    this.#limit = limits.maxEventBytes;
  }

  push(bytes: Uint8Array, emit: Send): void {
    this.#cut(this.#decoder.decode(bytes), emit);
  }

  end(emit: Send): void {
    this.#cut(this.#decoder.end(), emit);
    if (this.#place === 'inside') {
      throw new ReqLLMError('The stream ended in the middle of an array element.', {
        code: 'truncated',
        phase: 'stream',
        retryable: true,
      });
    }
  }

  #cut(text: string, emit: Send): void {
    let at = 0;
    while (at < text.length) {
      if (this.#place !== 'inside') at = this.#between(text, at);
      else at = this.#element(text, at, emit);
    }
  }

  /** Reads one character outside the elements. An element's first character is left to be read as part of it. */
  #between(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (isSpace(code)) return at + 1;
    if (this.#place === 'outside' && code === openBracket) this.#place = 'value';
    else if (this.#place === 'outside' && code === openBrace) return this.#begin(code, at, true);
    else if (this.#place === 'next' && code === comma) this.#place = 'value';
    else if ((this.#place === 'next' || this.#place === 'value') && code === closeBracket)
      this.#place = 'over';
    else if (this.#place === 'value' && canBegin(code)) return this.#begin(code, at, false);
    else throw garbage(this.#place);
    return at + 1;
  }

  #begin(code: number, at: number, isAlone: boolean): number {
    this.#place = 'inside';
    this.#isAlone = isAlone;
    this.#isBare = code !== openBrace && code !== openBracket;
    return at;
  }

  #element(text: string, start: number, emit: Send): number {
    const end = this.#isBare ? this.#endOfBare(text, start) : this.#endOfNested(text, start);
    const isWhole = this.#place !== 'inside';
    if (this.#open.length + end - start > this.#limit) throw tooLong('element', this.#limit);
    if (!isWhole) this.#open.add(text.slice(start, end));
    else if (this.#open.length === 0) emit({ data: text.slice(start, end) });
    else {
      this.#open.add(text.slice(start, end));
      emit({ data: this.#open.take() });
    }
    return end;
  }

  #endOfNested(text: string, start: number): number {
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#isInString) this.#readInString(code);
      else if (code === quote) this.#isInString = true;
      else if (code === openBrace || code === openBracket) this.#depth += 1;
      else if (code === closeBrace || code === closeBracket) {
        this.#depth -= 1;
        if (this.#depth === 0) return this.#finish(at + 1);
      }
    }
    return text.length;
  }

  #endOfBare(text: string, start: number): number {
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#isInString) this.#readInString(code);
      else if (code === quote) this.#isInString = true;
      else if (code === comma || code === closeBracket || isSpace(code)) return this.#finish(at);
    }
    return text.length;
  }

  #finish(end: number): number {
    this.#place = this.#isAlone ? 'over' : 'next';
    return end;
  }

  #readInString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === backslash) this.#isEscaped = true;
    else if (code === quote) this.#isInString = false;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

// A string, a number, true, false, null, an object or an array.
function canBegin(code: number): boolean {
  return '"-0123456789tfn{['.includes(String.fromCharCode(code));
}

function garbage(place: Place): ReqLLMError {
  const due = {
    outside: 'an array',
    value: 'an element',
    inside: 'an element',
    next: 'a comma',
    over: 'nothing more',
  }[place];
  return new ReqLLMError(`The streamed JSON array is malformed: ${due} was due.`, {
    code: 'bad-response',
    phase: 'decode',
  });
}
