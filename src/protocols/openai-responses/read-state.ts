import type { Segment } from './reasoning.ts';
import type { WireFrame, WireItem } from './wire.ts';

/** Numbers the blocks of one reply. */
export class Blocks {
  #next = 0;

  take(): number {
    return this.#next++;
  }
}

/** How far a text of a message has been told. */
export interface PartState {
  block: number;
  /** Characters told so far. */
  length: number;
  /** Annotations told so far. */
  annotations: number;
  hasLogprobs: boolean;
}

export type ItemKind = 'message' | 'reasoning' | 'call' | 'custom-call' | 'other';

/** What is remembered of one item. */
export interface ItemState {
  readonly kind: ItemKind;
  readonly type: string | undefined;
  readonly id: string | undefined;
  /** Its place in the output; negative on hosts that do not tell. */
  readonly index: number;
  /** The block of anything but a message, whose texts have one each. */
  readonly block: number;
  isDone: boolean;
  /** Whether it was found in the whole response. */
  isMatched: boolean;
  /** Whether the caller has been told of the call. */
  isOpen: boolean;
  /** Characters of the arguments told so far. */
  length: number;
  /** What goes out with the next text: the id of the message or of the thoughts. */
  signature: string | undefined;
  /** The thoughts told so far. */
  readonly segments: Segment[];
  hasEncrypted: boolean;
  readonly texts: Map<number, PartState>;
  readonly refusals: Map<number, PartState>;
}

/** Finds the items of a response by their index, or by their id on hosts that leave the index out. */
export class ItemStates {
  readonly #byIndex = new Map<number, ItemState>();
  readonly #byId = new Map<string, ItemState>();
  readonly #inOrder: ItemState[] = [];
  #last: ItemState | undefined;

  /** The item that a frame is about. */
  find(index: unknown, id: unknown): ItemState | undefined {
    if (typeof index === 'number') {
      if (this.#last?.index === index) return this.#last;
      const found = this.#byIndex.get(index);
      if (found !== undefined) return (this.#last = found);
    }
    const known = typeof id === 'string' ? this.#byId.get(id) : undefined;
    // Another place is another item: xAI gives the same id to several.
    if (typeof index === 'number') return known !== undefined && known.index < 0 ? known : undefined;
    return typeof id === 'string' ? known : this.#inOrder.at(-1);
  }

  /** The item at this place of a whole response, if the stream told of it. Each is found once. */
  match(item: WireItem, place: number): ItemState | undefined {
    const there = this.#byIndex.get(place) ?? this.#unindexed(place);
    const isThere = there !== undefined && there.type === item.type && !there.isMatched;
    const known = isThere ? there : typeof item.id === 'string' ? this.#byId.get(item.id) : undefined;
    if (known === undefined || known.isMatched) return undefined;
    known.isMatched = true;
    return known;
  }

  add(state: ItemState): ItemState {
    if (state.index >= 0) this.#byIndex.set(state.index, state);
    if (state.id !== undefined) this.#byId.set(state.id, state);
    this.#inOrder.push(state);
    return (this.#last = state);
  }

  #unindexed(place: number): ItemState | undefined {
    const there = this.#inOrder[place];
    return there !== undefined && there.index < 0 ? there : undefined;
  }
}

/** The place in the output that a frame names. */
export function indexOf({ output_index: index }: WireFrame): number | undefined {
  return typeof index === 'number' ? index : undefined;
}
