import type { Chunk } from '../../core/chunk.ts';
import type { RecoveryEvent } from '../../core/recovery.ts';
import type { Delivered } from './delivered.ts';
import { heldChars, mayEcho, overlapOf } from './seam.ts';

type Give = (chunk: Chunk) => void;
type Seam = Extract<RecoveryEvent, { phase: 'seam' }>;

/**
 * Joins the chunks of a continuation to what was shown: its first text grows the last one, other blocks get numbers of
 * their own, and what it repeats at its start is cut off.
 */
export class Splice {
  readonly #delivered: Delivered;
  readonly #attempt: number;
  readonly #isPrefilled: boolean;
  readonly #before: string;
  readonly #blocks = new Map<number, number>();
  /** The text that may be a repetition; undefined once that is settled. */
  #held: string | undefined = '';
  #heldBlock: number | undefined;

  constructor(delivered: Delivered, attempt: number, isPrefilled: boolean) {
    this.#delivered = delivered;
    this.#attempt = attempt;
    this.#isPrefilled = isPrefilled;
    this.#before = delivered.folded().text;
  }

  take(said: Chunk, give: Give): void {
    const chunk = this.#placed(said);
    if (this.#held === undefined || !decides(chunk)) return give(chunk);
    const isFirst = this.#heldBlock === undefined || this.#heldBlock === blockOf(chunk);
    if (chunk.type !== 'text' || !isFirst) {
      this.release(give);
      return give(chunk);
    }
    this.#heldBlock = chunk.block;
    this.#held += chunk.text;
    const isWholeAgain = this.#isPrefilled && mayEcho(this.#before, this.#held);
    if (this.#held.length >= heldChars && !isWholeAgain) this.release(give);
  }

  /** Gives what was held back, without what it repeats. */
  release(give: Give): void {
    const { length: offset } = this.#before;
    const held = this.#held;
    const block = this.#heldBlock;
    this.#held = undefined;
    if (held === undefined || block === undefined) return;
    const trimmed = overlapOf(this.#before, held, this.#isPrefilled);
    const event: Seam = { phase: 'seam', attempt: this.#attempt, offset, trimmed, exact: false };
    give({ type: 'recovery', event });
    if (trimmed < held.length) give({ type: 'text', block, text: held.slice(trimmed) });
  }

  /** The continuation broke off too. What may be part of a repetition is not shown: the next one begins before it. */
  breakOff(give: Give): void {
    const isRepetition = this.#held !== undefined && this.#before.includes(this.#held);
    if (isRepetition) this.#held = undefined;
    else this.release(give);
  }

  #placed(chunk: Chunk): Chunk {
    if (!('block' in chunk) || chunk.block === undefined) return chunk;
    const block = this.#blocks.get(chunk.block) ?? this.#blockFor(chunk);
    this.#blocks.set(chunk.block, block);
    if (chunk.type !== 'text' || chunk.signature === undefined) return { ...chunk, block };
    // Signed text is whole or nothing; here it is neither.
    const { signature: _signature, ...bare } = chunk;
    return { ...bare, block };
  }

  #blockFor(chunk: Chunk): number {
    const { lastBlock, freshBlock } = this.#delivered;
    const isMore = this.#blocks.size === 0 && chunk.type === 'text';
    if (isMore && lastBlock !== undefined && this.#delivered.kindOf(lastBlock) === 'text') return lastBlock;
    return Math.max(freshBlock, ...[...this.#blocks.values()].map((taken) => taken + 1));
  }
}

function blockOf(chunk: Chunk): number | undefined {
  return 'block' in chunk ? chunk.block : undefined;
}

// Counts, facts and thoughts may come before the text; nothing of it is repeated in them.
function decides(chunk: Chunk): boolean {
  switch (chunk.type) {
    case 'start':
    case 'usage':
    case 'warning':
    case 'logprobs':
    case 'reasoning':
    case 'recovery':
      return false;
    case 'extra':
      return chunk.block !== undefined;
    default:
      return true;
  }
}
