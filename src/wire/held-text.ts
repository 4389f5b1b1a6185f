/** Text whose end has not come yet: appended to in pieces, never looked at until it is taken whole. */
export class HeldText {
  /** In characters. */
  length = 0;
  #joined = '';
  #pieces: string[] = [];

  add(text: string): void {
    this.length += text.length;
    this.#pieces.push(text);
    // `+=` alone keeps a node of 32 bytes for each piece: a gigabyte for 32 MB that come byte by byte.
    if (this.#pieces.length < 1024) return;
    this.#joined += this.#pieces.join('');
    this.#pieces = [];
  }

  /** All of it; nothing is held afterwards. */
  take(): string {
    const all =
      this.#joined + (this.#pieces.length === 1 ? (this.#pieces[0] as string) : this.#pieces.join(''));
    this.length = 0;
    this.#joined = '';
    this.#pieces = [];
    return all;
  }
}
