const opening = '<think>';
const closing = '</think>';

/** Says what a piece of text is. */
export type SayKind = (kind: 'text' | 'reasoning', text: string) => void;

/**
 * Takes `<think>…</think>` at the start of a text out as reasoning, also when a tag is cut in two. Later tags are
 * text: a model may well write about them.
 */
export class ThinkTags {
  #state: 'before' | 'inside' | 'behind' | 'over' = 'before';
  #held = '';

  push(text: string, say: SayKind): void {
    if (this.#state === 'over') {
      say('text', text);
      return;
    }
    this.#held += text;
    if (this.#state === 'before') this.#open(say);
    if (this.#state === 'inside') this.#close(say);
    if (this.#state === 'behind') this.#resume(say);
  }

  /** The text is over: what was held back in case a tag would follow. */
  end(say: SayKind): void {
    const rest = this.#held;
    this.#held = '';
    if (rest !== '' && this.#state !== 'behind') say(this.#state === 'inside' ? 'reasoning' : 'text', rest);
    this.#state = 'over';
  }

  #open(say: SayKind): void {
    const start = this.#held.trimStart();
    if (start.startsWith(opening)) {
      this.#held = start.slice(opening.length);
      this.#state = 'inside';
    } else if (!opening.startsWith(start)) {
      this.end(say);
    }
  }

  #close(say: SayKind): void {
    const at = this.#held.indexOf(closing);
    // All but what may be the beginning of the closing tag can go on.
    const until = at >= 0 ? at : this.#held.length - heldBack(this.#held);
    if (until > 0) say('reasoning', this.#held.slice(0, until));
    this.#held = this.#held.slice(at >= 0 ? at + closing.length : until);
    if (at >= 0) this.#state = 'behind';
  }

  // The blank lines between the closing tag and the answer belong to neither.
  #resume(say: SayKind): void {
    const answer = this.#held.trimStart();
    this.#held = '';
    if (answer === '') return;
    this.#state = 'over';
    say('text', answer);
  }
}

function heldBack(text: string): number {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length -= 1) {
    if (closing.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
