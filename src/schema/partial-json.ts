import type { Json } from '../core/json.ts';
import { type JsonProblem, JsonTokens } from './json-tokens.ts';
import { JsonView } from './json-view.ts';

export interface PartialJsonOptions {
  /** Most levels of lists and objects in one another. Default 512. */
  readonly maxDepth?: number;
  /** Most UTF-16 code units of text. Default 33,554,432. */
  readonly maxLength?: number;
  /** Whether a string is shown while it grows (`partial`, the default) or when it is there as a whole. */
  readonly strings?: 'partial' | 'whole';
}

/** JSON that arrives in pieces. Reading it never throws, whatever the text. */
export interface PartialJson {
  push(text: string): void;
  /** Says that no more text comes: a number at the top is whole then, and what is still open is `invalid`. */
  end(): void;
  /**
   * What is known so far: at the end what `JSON.parse` gives, before it nothing that the end will contradict (but for a
   * key that comes twice, where the last one counts). Numbers, literals and names appear when they are whole. A value
   * once given never changes, and parts that did not change are the same in the next one. Where the lists and
   * objects that are still open hold more than 500 items or 60 members, a new value is made only once enough text has
   * come to pay for the copy (63 characters at 2,000 items), so that looking at each delta stays linear.
   */
  readonly value: Json | undefined;
  readonly state: 'empty' | 'partial' | 'complete' | 'invalid';
  /** What is wrong, when the state is `invalid`. */
  readonly problem: JsonProblem | undefined;
  /** How many items of a list out of `value` are whole; the one after them may still grow. */
  wholeItems(list: readonly Json[]): number;
  /** Characters read and slots copied so far: what the test of linear time counts. */
  readonly work: number;
}

// Up to here each look is worth its copy; above, so many slots may be copied for each character that has come.
const freeSlots = 512;
const slotsPerCharacter = 32;

/** A reader of JSON that arrives in pieces, in time linear in the size of the text. */
export function createPartialJson(options?: PartialJsonOptions): PartialJson {
  return new JsonReader(options);
}

/** The reader behind {@link createPartialJson}; `isLoose` leaves text after the value alone. */
export class JsonReader implements PartialJson {
  readonly #view = new JsonView();
  readonly #tokens: JsonTokens;
  readonly #maxLength: number;
  readonly #showsOpen: boolean;
  readonly #isLoose: boolean;
  #problem: JsonProblem | undefined;
  #length = 0;
  #shown: Json | undefined;
  #shownAt = 0;
  #hasNews = false;

  constructor(options: PartialJsonOptions = {}, isLoose: boolean = false) {
    const { maxDepth = 512, maxLength = 2 ** 25, strings = 'partial' } = options;
    this.#tokens = new JsonTokens(this.#view, maxDepth);
    this.#maxLength = maxLength;
    this.#showsOpen = strings === 'partial';
    this.#isLoose = isLoose;
  }

  /** Answers how many code units of the text were read. */
  push(text: string): number {
    if (this.problem !== undefined) return 0;
    if (this.#length + text.length > this.#maxLength) {
      const message = `longer than ${this.#maxLength} characters`;
      this.#problem = { reason: 'too-long', message, position: this.#length };
      return 0;
    }
    this.#hasNews = true;
    let taken = this.#tokens.push(text);
    if (this.#tokens.isDone && !this.#isLoose) taken += this.#afterwards(text.slice(taken), taken);
    this.#length += taken;
    return taken;
  }

  end(): void {
    this.#hasNews = true;
    this.#tokens.end();
  }

  get value(): Json | undefined {
    if (!this.#hasNews) return this.#shown;
    const isOver = this.#tokens.isDone || this.problem !== undefined;
    const { openSize } = this.#view;
    const paidFor = (this.#length - this.#shownAt) * slotsPerCharacter;
    if (!isOver && openSize > freeSlots && openSize > paidFor) return this.#shown;
    this.#hasNews = false;
    this.#shownAt = this.#length;
    return (this.#shown = this.#view.look(this.#showsOpen ? this.#tokens.openText : undefined));
  }

  get state(): PartialJson['state'] {
    if (this.problem !== undefined) return 'invalid';
    if (this.#tokens.isDone) return 'complete';
    return this.#tokens.isEmpty ? 'empty' : 'partial';
  }

  get problem(): JsonProblem | undefined {
    return this.#problem ?? this.#tokens.problem;
  }

  get work(): number {
    return this.#length + this.#view.copied;
  }

  wholeItems(list: readonly Json[]): number {
    return this.#view.wholeItems(list);
  }

  // Only white space may follow the value.
  #afterwards(rest: string, taken: number): number {
    const at = rest.search(/[^ \t\n\r]/);
    if (at === -1) return rest.length;
    const position = this.#length + taken + at;
    const message = `not valid JSON at position ${position}`;
    this.#problem = { reason: 'syntax', message, position };
    return at;
  }
}
