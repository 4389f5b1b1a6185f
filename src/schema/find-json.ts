import type { Json, JsonResult } from '../core/json.ts';
import type { JsonProblem } from './json-tokens.ts';
import { JsonReader, type PartialJson, type PartialJsonOptions } from './partial-json.ts';

export interface FindJsonOptions extends PartialJsonOptions {
  /** What is looked for. Default: whichever comes first. */
  readonly opens?: 'object' | 'list' | 'either';
}

/** JSON found inside other text. */
export interface FoundJson extends PartialJson {
  /** Where in the text the value begins; undefined until something is found that may be one. */
  readonly start: number | undefined;
}

/**
 * A reader of the first object or list that stands in other text: models put prose before and after it, and code fences
 * around it. What looked like JSON and is not is passed over, and the search goes on behind the place where it went
 * wrong, so that each character is looked at once. `value` may so turn into another one, while prose with braces is read.
 */
export function createJsonFinder(options: FindJsonOptions = {}): FoundJson {
  return new Finder(options);
}

/** The first object or list in a whole text. */
export function findJson(text: string, options?: FindJsonOptions): JsonResult {
  const finder = createJsonFinder(options);
  finder.push(text);
  finder.end();
  const { problem, value } = finder;
  return problem === undefined && value !== undefined
    ? { ok: true, value }
    : { ok: false, problem: problem?.message ?? 'nothing was found' };
}

class Finder implements FoundJson {
  start: number | undefined;
  readonly #options: PartialJsonOptions;
  readonly #opener: RegExp;
  readonly #maxLength: number;
  #reader: JsonReader | undefined;
  // Of the candidate that came furthest: what to say when none was whole.
  #failed: JsonProblem | undefined;
  #tooLong: JsonProblem | undefined;
  #length = 0;
  #workBefore = 0;
  #isEnded = false;

  constructor({ opens = 'either', maxLength = 2 ** 25, ...options }: FindJsonOptions) {
    this.#options = options;
    this.#maxLength = maxLength;
    this.#opener = { object: /\{/g, list: /\[/g, either: /[{[]/g }[opens];
  }

  push(text: string): void {
    if (this.#tooLong !== undefined || this.#isFound()) return;
    if (this.#length + text.length > this.#maxLength) {
      const message = `longer than ${this.#maxLength} characters`;
      this.#tooLong = { reason: 'too-long', message, position: this.#length };
      return;
    }
    let at = 0;
    while (at < text.length && !this.#isFound()) at = this.#step(text, at);
    this.#length += text.length;
  }

  end(): void {
    this.#isEnded = true;
    this.#reader?.end();
  }

  get value(): Json | undefined {
    return this.#reader?.value;
  }

  get state(): PartialJson['state'] {
    if (this.problem !== undefined) return 'invalid';
    return this.#reader?.state ?? 'empty';
  }

  get problem(): JsonProblem | undefined {
    if (this.#tooLong !== undefined) return this.#tooLong;
    const problem = this.#reader?.problem;
    if (problem !== undefined) return this.#placed(problem);
    if (!this.#isEnded || this.#reader !== undefined) return undefined;
    if (this.#failed !== undefined) return this.#failed;
    const message = this.#length === 0 ? 'the text is empty' : 'there is no JSON in the text';
    return { reason: 'empty', message, position: this.#length };
  }

  get work(): number {
    return this.#workBefore + this.#length + (this.#reader?.work ?? 0);
  }

  wholeItems(list: readonly Json[]): number {
    return this.#reader?.wholeItems(list) ?? list.length;
  }

  #isFound(): boolean {
    return this.#reader?.state === 'complete';
  }

  // Reads on in the candidate, or looks for the next one.
  #step(text: string, at: number): number {
    if (this.#reader === undefined) {
      this.#opener.lastIndex = at;
      const found = this.#opener.exec(text);
      if (found === null) return text.length;
      this.#reader = new JsonReader(this.#options, true);
      this.start = this.#length + found.index;
      return found.index;
    }
    const taken = this.#reader.push(text.slice(at));
    const { problem } = this.#reader;
    if (problem === undefined) return at + taken;
    this.#failed = this.#placed(problem);
    this.#workBefore += this.#reader.work;
    this.#reader = undefined;
    this.start = undefined;
    return at + taken;
  }

  #placed(problem: JsonProblem): JsonProblem {
    const position = problem.position + (this.start ?? 0);
    return {
      ...problem,
      message: problem.message.replace(/position \d+$/, `position ${position}`),
      position,
    };
  }
}
