import type { Chunk } from '../../core/chunk.ts';
import type { RecoveryEvent } from '../../core/recovery.ts';
import { createFold, type Fold, type Folded } from '../../core/response.ts';
import { unknownUsage, type Usage } from '../../core/usage.ts';

type Start = Extract<RecoveryEvent, { phase: 'start' }>;

/** What a reader has been shown of an answer, and what the request under way has counted. */
export class Delivered {
  #fold: Fold = createFold();
  readonly #kinds = new Map<number, Chunk['type']>();
  #last: number | undefined;
  #hasFinish = false;
  /** Characters of text. */
  chars = 0;
  toolCalls = 0;
  /** The last count of the request under way. */
  usage: Usage = unknownUsage;

  add(chunk: Chunk): void {
    this.#fold.add(chunk);
    if (chunk.type === 'usage') this.usage = chunk.usage;
    if (chunk.type === 'finish') this.#hasFinish = true;
    if (chunk.type === 'text') this.chars += chunk.text.length;
    if (chunk.type === 'tool-call') this.toolCalls += 1;
    if (!('block' in chunk) || chunk.block === undefined || chunk.type === 'source') return;
    if (!this.#kinds.has(chunk.block)) this.#kinds.set(chunk.block, chunk.type);
    this.#last = chunk.block;
  }

  /** All that was shown is void. */
  retract(): void {
    this.#fold = createFold();
    this.#kinds.clear();
    this.#last = undefined;
    this.#hasFinish = false;
    this.chars = 0;
    this.toolCalls = 0;
  }

  get hasFinish(): boolean {
    return this.#hasFinish;
  }

  /** The block that grew last. */
  get lastBlock(): number | undefined {
    return this.#last;
  }

  /** A block number that nothing has. */
  get freshBlock(): number {
    return this.#kinds.size === 0 ? 0 : Math.max(...this.#kinds.keys()) + 1;
  }

  kindOf(block: number | undefined): Chunk['type'] | undefined {
    return block === undefined ? undefined : this.#kinds.get(block);
  }

  /** Whether there is a block of another kind than these. */
  hasOtherThan(...kinds: readonly Chunk['type'][]): boolean {
    return [...this.#kinds.values()].some((kind) => !kinds.includes(kind));
  }

  get size(): Start['delivered'] {
    return { chars: this.chars, blocks: this.#kinds.size, toolCalls: this.toolCalls };
  }

  folded(): Folded {
    return this.#fold.result();
  }
}
