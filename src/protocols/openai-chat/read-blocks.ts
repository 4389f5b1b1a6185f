import type { Emit } from '../../core/chunk.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { ThinkTags } from './think-tags.ts';

type Kind = 'text' | 'reasoning' | 'refusal';

/** Numbers the blocks of one reply. A change between text, reasoning, refusal and anything else opens a new one. */
export class Blocks {
  hasRefusal = false;
  /** The text block that citations belong to. */
  textBlock: number | undefined;
  #next = 0;
  #kind: Kind | undefined;
  #open = -1;
  readonly #tags: ThinkTags | undefined;

  constructor(dialect: OpenaiChatDialect) {
    this.#tags = dialect.thinkTags ? new ThinkTags() : undefined;
  }

  get isEmpty(): boolean {
    return this.#next === 0;
  }

  /** A block for anything that is no text; what comes after it begins anew. */
  take(): number {
    this.#kind = undefined;
    return this.#next++;
  }

  /** A block that grows beside the text (speech) and does not cut it. */
  aside(): number {
    return this.#next++;
  }

  text(text: string, emit: Emit): void {
    if (this.#tags === undefined) this.say('text', text, emit);
    else this.#tags.push(text, (kind, piece) => this.say(kind, piece, emit));
  }

  say(kind: Kind, text: string, emit: Emit, signature?: string): void {
    if (text === '' && signature === undefined) return;
    if (this.#kind !== kind) {
      this.#kind = kind;
      this.#open = this.#next++;
      if (kind === 'text') this.textBlock = this.#open;
      if (kind === 'refusal') this.hasRefusal = true;
    }
    const block = this.#open;
    if (kind === 'refusal') emit({ type: 'refusal', block, text });
    else emit(signature === undefined ? { type: kind, block, text } : { type: kind, block, text, signature });
  }

  end(emit: Emit): void {
    this.#tags?.end((kind, text) => this.say(kind, text, emit));
  }
}
