import type { Emit } from '../../core/chunk.ts';
import { logprobsOf, sourceOf } from './annotations.ts';
import type { Blocks, ItemState, PartState } from './read-state.ts';
import type { WireFrame, WirePart } from './wire.ts';

export type TextKind = 'text' | 'refusal';

/** Tells the texts of messages: a block for each part, opened by its first character. */
export class TextReader {
  hasRefusal = false;
  readonly #blocks: Blocks;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  delta(kind: TextKind, item: ItemState, frame: WireFrame, emit: Emit): void {
    const { delta, logprobs } = frame;
    if (typeof delta !== 'string') return;
    const part = partAt(item, kind, frame.content_index);
    if (delta !== '') this.#say(kind, item, part, delta, emit);
    if (Array.isArray(logprobs) && logprobs.length > 0) tellLogprobs(part, logprobs, emit);
  }

  /** A whole part: tells what its deltas have not. */
  whole(kind: TextKind, item: ItemState, whole: WirePart, index: unknown, emit: Emit): void {
    const text = kind === 'text' ? whole.text : (whole.refusal ?? whole.text);
    if (typeof text !== 'string') return;
    const part = partAt(item, kind, index);
    if (text.length > part.length) this.#say(kind, item, part, text.slice(part.length), emit);
    if (!part.hasLogprobs && Array.isArray(whole.logprobs)) tellLogprobs(part, whole.logprobs, emit);
    const annotations: unknown[] = Array.isArray(whole.annotations) ? whole.annotations : [];
    for (const annotation of annotations.slice(part.annotations)) tellSource(part, annotation, emit);
    part.annotations = Math.max(part.annotations, annotations.length);
  }

  annotation(item: ItemState, frame: WireFrame, emit: Emit): void {
    const part = partAt(item, 'text', frame.content_index);
    part.annotations += 1;
    tellSource(part, frame.annotation, emit);
  }

  #say(kind: TextKind, item: ItemState, part: PartState, text: string, emit: Emit): void {
    if (part.length === 0) part.block = this.#blocks.take();
    part.length += text.length;
    const { block } = part;
    if (kind === 'refusal') {
      this.hasRefusal = true;
      emit({ type: 'refusal', block, text });
      return;
    }
    const { signature } = item;
    if (signature === undefined) {
      emit({ type: 'text', block, text });
      return;
    }
    item.signature = undefined;
    emit({ type: 'text', block, text, signature });
  }
}

function partAt(item: ItemState, kind: TextKind, said: unknown): PartState {
  const parts = kind === 'text' ? item.texts : item.refusals;
  const index = typeof said === 'number' ? said : 0;
  let part = parts.get(index);
  if (part === undefined) {
    part = { block: -1, length: 0, annotations: 0, hasLogprobs: false };
    parts.set(index, part);
  }
  return part;
}

function tellLogprobs(part: PartState, value: readonly unknown[], emit: Emit): void {
  const logprobs = logprobsOf(value);
  if (logprobs.length === 0) return;
  part.hasLogprobs = true;
  emit({ type: 'logprobs', logprobs });
}

// A citation of a text that has not begun belongs to the answer as a whole.
function tellSource(part: PartState, annotation: unknown, emit: Emit): void {
  const source = sourceOf(annotation);
  if (source === undefined) return;
  emit(part.length === 0 ? { type: 'source', source } : { type: 'source', block: part.block, source });
}
