/** What an incremental reader tells of the JSON it reads, in order. */
export interface JsonSink {
  open(isList: boolean): void;
  /** The name of the member whose value comes next. */
  key(name: string): void;
  scalar(value: string | number | boolean | null): void;
  close(): void;
}

/** Why text is not the JSON it should be. */
export interface JsonProblem {
  /**
   * `empty`: there was nothing. `cut`: the text ended inside the value. `syntax`: it is not JSON. `too-deep`, `too-long`:
   * a limit was passed.
   */
  readonly reason: 'empty' | 'cut' | 'syntax' | 'too-deep' | 'too-long';
  readonly message: string;
  /** Where in the text, in UTF-16 code units from 0. */
  readonly position: number;
}

type Expected = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'next';
type Token = 'none' | 'string' | 'escape' | 'word';

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const literals: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const notWord = /[^A-Za-z0-9+\-.]/g;
const quote = 0x22;
const backslash = 0x5c;

/** Reads JSON text in pieces, strictly as RFC 8259 has it. Each character is looked at once, whatever the cuts. */
export class JsonTokens {
  problem: JsonProblem | undefined;
  /** Whether the whole value has been read. */
  isDone = false;
  readonly #sink: JsonSink;
  readonly #maxDepth: number;
  /** Whether each open container is a list. */
  readonly #lists: boolean[] = [];
  #expected: Expected = 'value';
  #token: Token = 'none';
  #isKey = false;
  #text = '';
  // A first half of a surrogate pair waits for the second.
  #half = '';
  #escape = '';
  #isEmpty = true;
  #before = 0;

  constructor(sink: JsonSink, maxDepth: number) {
    this.#sink = sink;
    this.#maxDepth = maxDepth;
  }

  /** The value that is a string and still open, as far as it is decoded. */
  get openText(): string | undefined {
    const isOpen = (this.#token === 'string' || this.#token === 'escape') && !this.#isKey;
    return isOpen ? this.#text : undefined;
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Reads on until the text, the value or the sense ends. Answers how many code units were read. */
  push(text: string): number {
    let at = 0;
    while (at < text.length && !this.isDone && this.problem === undefined) at = this.#step(text, at);
    this.#before += at;
    return at;
  }

  /** Says that no more text comes. */
  end(): void {
    if (this.isDone || this.problem !== undefined) return;
    if (this.#token === 'word' && this.#lists.length === 0) this.#finishWord(0);
    if (this.isDone || this.problem !== undefined) return;
    if (this.#isEmpty) this.#refuse('empty', 'the text is empty', 0);
    else this.#refuse('cut', 'the text ended before the value did', 0);
  }

  #step(text: string, at: number): number {
    switch (this.#token) {
      case 'string':
        return this.#readString(text, at);
      case 'escape':
        return this.#readEscape(text, at);
      case 'word':
        return this.#readWord(text, at);
      default:
        return this.#readStructure(text, at);
    }
  }

  #readStructure(text: string, at: number): number {
    const character = text[at] as string;
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t') return at + 1;
    this.#isEmpty = false;
    switch (this.#expected) {
      case 'first-key':
      case 'key':
        if (character === '"') return this.#beginString(at, true);
        if (character === '}' && this.#expected === 'first-key') return this.#close(at);
        break;
      case 'colon':
        if (character !== ':') break;
        this.#expected = 'value';
        return at + 1;
      case 'next':
        return this.#readNext(character, at);
      default:
        if (character === ']' && this.#expected === 'first-item') return this.#close(at);
        return this.#beginValue(character, at);
    }
    return this.#refuseSyntax(at);
  }

  #readNext(character: string, at: number): number {
    const isList = this.#lists.at(-1) === true;
    if (character === (isList ? ']' : '}')) return this.#close(at);
    if (character !== ',') return this.#refuseSyntax(at);
    this.#expected = isList ? 'value' : 'key';
    return at + 1;
  }

  #beginValue(character: string, at: number): number {
    if (character === '"') return this.#beginString(at, false);
    if (character === '{' || character === '[') return this.#open(character === '[', at);
    if (!/[-0-9tfn]/.test(character)) return this.#refuseSyntax(at);
    this.#token = 'word';
    this.#text = '';
    return at;
  }

  #open(isList: boolean, at: number): number {
    if (this.#lists.length === this.#maxDepth)
      return this.#refuse('too-deep', `nested deeper than ${this.#maxDepth} levels`, at);
    this.#lists.push(isList);
    this.#sink.open(isList);
    this.#expected = isList ? 'first-item' : 'first-key';
    return at + 1;
  }

  #close(at: number): number {
    this.#lists.pop();
    this.#sink.close();
    this.#afterValue();
    return at + 1;
  }

  #afterValue(): void {
    this.#token = 'none';
    this.#expected = 'next';
    this.isDone = this.#lists.length === 0;
  }

  #beginString(at: number, isKey: boolean): number {
    this.#token = 'string';
    this.#isKey = isKey;
    this.#text = '';
    this.#half = '';
    return at + 1;
  }

  #readString(text: string, at: number): number {
    for (let end = at; end < text.length; end += 1) {
      const unit = text.charCodeAt(end);
      if (unit === quote) {
        this.#append(text.slice(at, end));
        this.#finishString();
        return end + 1;
      }
      if (unit === backslash) {
        this.#append(text.slice(at, end));
        this.#token = 'escape';
        this.#escape = '';
        return end + 1;
      }
      if (unit < 0x20) return this.#refuseSyntax(end);
    }
    this.#append(text.slice(at));
    return text.length;
  }

  #finishString(): void {
    const text = this.#text + this.#half;
    this.#text = '';
    if (this.#isKey) {
      this.#sink.key(text);
      this.#token = 'none';
      this.#expected = 'colon';
      return;
    }
    this.#sink.scalar(text);
    this.#afterValue();
  }

  #readEscape(text: string, at: number): number {
    this.#escape += text[at] as string;
    const isUnicode = this.#escape.startsWith('u');
    const isBroken = isUnicode
      ? this.#escape.length > 1 && !/[0-9A-Fa-f]/.test(text[at] as string)
      : !Object.hasOwn(escapes, this.#escape);
    if (isBroken) return this.#refuseSyntax(at);
    if (isUnicode && this.#escape.length < 5) return at + 1;
    this.#append(
      isUnicode
        ? String.fromCharCode(Number.parseInt(this.#escape.slice(1), 16))
        : (escapes[this.#escape] as string),
    );
    this.#token = 'string';
    return at + 1;
  }

  // `+=` makes a rope in V8; looking into it, even at its end, would copy it. So only the new piece is looked at.
  #append(piece: string): void {
    if (piece === '') return;
    const whole = this.#half + piece;
    const last = whole.charCodeAt(whole.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    this.#half = isHalf ? whole.slice(-1) : '';
    this.#text += isHalf ? whole.slice(0, -1) : whole;
  }

  #readWord(text: string, at: number): number {
    notWord.lastIndex = at;
    const end = notWord.exec(text)?.index ?? text.length;
    const before = this.#text.length;
    this.#text += text.slice(at, end);
    if (/^[a-z]/.test(this.#text)) {
      const fitting = literalLength(this.#text);
      // Refused where it goes wrong and not where it ends, so that cuts make no difference.
      if (fitting < this.#text.length) return this.#refuseSyntax(at + fitting - before);
    }
    return end < text.length ? this.#finishWord(end) : end;
  }

  #finishWord(end: number): number {
    const literal = literals.get(this.#text);
    if (literal !== undefined) this.#sink.scalar(literal);
    else if (number.test(this.#text)) this.#sink.scalar(Number(this.#text));
    else return this.#refuseSyntax(end);
    this.#afterValue();
    return end;
  }

  #refuseSyntax(at: number): number {
    return this.#refuse('syntax', `not valid JSON at position ${this.#before + at}`, at);
  }

  #refuse(reason: JsonProblem['reason'], message: string, at: number): number {
    this.problem = { reason, message, position: this.#before + at };
    return at;
  }
}

/** How much of a text is the beginning of a literal. */
function literalLength(text: string): number {
  let most = 0;
  for (const literal of literals.keys()) {
    let length = 0;
    while (length < literal.length && text[length] === literal[length]) length += 1;
    most = Math.max(most, length);
  }
  return most;
}
