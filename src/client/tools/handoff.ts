/**
 * Where what several producers make passes to one reader: who gives waits until it was taken. Nothing is begun before the
 * first read, nothing piles up, and a reader that leaves lets all givers go.
 */
export class Handoff<Item> {
  readonly #items: { readonly item: Item; readonly taken: () => void }[] = [];
  readonly #readers: (() => void)[] = [];
  #isOver = false;

  /** Resolves when the reader took the item, or is gone. */
  give(item: Item): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((taken) => {
      this.#items.push({ item, taken });
      this.#wake();
    });
  }

  /** The next item; undefined when there will be none. */
  async take(): Promise<{ readonly item: Item } | undefined> {
    for (;;) {
      const next = this.#items.shift();
      if (next !== undefined) {
        next.taken();
        return { item: next.item };
      }
      if (this.#isOver) return undefined;
      await new Promise<void>((wake) => this.#readers.push(wake));
    }
  }

  /** No more items; those that are there can still be taken. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** The reader is gone: what waits is dropped. */
  leave(): void {
    for (const { taken } of this.#items.splice(0)) taken();
    this.end();
  }

  #wake(): void {
    for (const wake of this.#readers.splice(0)) wake();
  }
}
