import type { Chunk } from '../../core/chunk.ts';

type Text = Extract<Chunk, { type: 'text' }>;

/**
 * Holds the first half of a character back that a host cut in two (UTF-16, as programs in JavaScript cut texts), until the
 * other half is there: half a character could be shown to no model that is to go on behind it.
 */
export class HalfCharacter {
  #held: Text | undefined;

  /** The chunks that may be shown now. */
  take(chunk: Chunk): readonly Chunk[] {
    const held = this.#held;
    this.#held = undefined;
    if (chunk.type !== 'text') return held === undefined ? [chunk] : [held, chunk];
    if (held !== undefined && held.block !== chunk.block) return [held, ...this.#whole(chunk)];
    return this.#whole(held === undefined ? chunk : { ...chunk, text: held.text + chunk.text });
  }

  /** Another answer takes the place of the one that broke off: its half is no part of what there is. */
  drop(): void {
    this.#held = undefined;
  }

  #whole(chunk: Text): readonly Chunk[] {
    const { text, block } = chunk;
    const last = text.charCodeAt(text.length - 1);
    if (!(last >= 0xd800 && last <= 0xdbff)) return [chunk];
    this.#held = { type: 'text', block, text: text.slice(-1) };
    return text.length === 1 && chunk.signature === undefined ? [] : [{ ...chunk, text: text.slice(0, -1) }];
  }
}
