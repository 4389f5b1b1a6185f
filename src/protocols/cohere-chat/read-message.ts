import type { Emit } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import { isAboutText, sourcesOf } from './citations.ts';
import type { WireCitation, WireContent, WireMessage, WireToolCall } from './wire.ts';

type Kind = 'text' | 'reasoning' | 'plan' | 'none';

/**
 * The mark on thoughts that came as `tool_plan`, so that they go back there; Cohere signs nothing. All other thoughts
 * are content of the type `thinking`.
 */
export const planMark = 'tool_plan';

interface OpenContent {
  readonly kind: 'text' | 'reasoning';
  readonly block: number;
}

interface OpenCall {
  readonly block: number;
  /** Arguments that may still turn out to be `null`, which Cohere sends for none (recorded); undefined once they cannot. */
  held: string | undefined;
}

/** Reads the message of one reply: a whole one of a body, or the pieces of a stream. */
export class MessageReader {
  readonly #vendor: string;
  readonly #phase: ErrorPhase;
  readonly #contents = new Map<number, OpenContent>();
  readonly #calls = new Map<number, OpenCall>();
  /** From which ids of calls that lack one are made. */
  responseId = '';
  #next = 0;
  #kind: Kind = 'none';
  #index = -1;
  #block = -1;
  #firstText: number | undefined;
  #callCount = 0;

  constructor(vendor: string, phase: ErrorPhase) {
    this.#vendor = vendor;
    this.#phase = phase;
  }

  get hasCalls(): boolean {
    return this.#callCount > 0;
  }

  /** A message with everything in it. */
  whole({ content, tool_plan: plan, tool_calls: calls, citations }: WireMessage, emit: Emit): void {
    if (typeof content === 'string') this.#text('text', 0, content, emit);
    else
      for (const [index, part] of listOf<WireContent>(content).entries()) {
        this.contentStart(index, part, emit);
      }
    this.plan(plan, emit);
    for (const call of listOf<WireToolCall>(calls)) this.callStart(this.#callCount, call, emit);
    this.citations(citations, emit);
  }

  /** A content begins; its first words may be here already. A kind that is not known is kept whole. */
  contentStart(index: unknown, content: unknown, emit: Emit): void {
    const place = placeOf(index);
    this.#kind = 'none';
    this.#contents.delete(place);
    if (!isRecord(content)) return;
    const { type } = content as WireContent;
    if (type === undefined || type === 'text' || type === 'thinking') this.delta(place, content, emit);
    else {
      if (!isWithinDepth(content)) throw tooDeep(this.#phase);
      emit({ type: 'extra', block: this.#next++, provider: this.#vendor, value: content as Json });
    }
  }

  delta(index: unknown, content: unknown, emit: Emit): void {
    const { text, thinking } = (content ?? {}) as WireContent;
    if (typeof thinking === 'string') this.#text('reasoning', placeOf(index), thinking, emit);
    if (typeof text === 'string') this.#text('text', placeOf(index), text, emit);
  }

  plan(text: unknown, emit: Emit): void {
    if (typeof text !== 'string' || text === '') return;
    if (this.#kind === 'plan') {
      emit({ type: 'reasoning', block: this.#block, text });
      return;
    }
    this.#kind = 'plan';
    this.#block = this.#next++;
    emit({ type: 'reasoning', block: this.#block, text, signature: planMark });
  }

  callStart(index: unknown, calls: unknown, emit: Emit): void {
    for (const call of listOf<WireToolCall>(calls)) {
      this.#kind = 'none';
      const place = typeof index === 'number' ? index : this.#callCount;
      const open: OpenCall = { block: this.#next++, held: '' };
      this.#calls.set(place, open);
      this.#callCount += 1;
      const { name, arguments: args } = isRecord(call.function) ? call.function : ({} as Named);
      const id = typeof call.id === 'string' && call.id !== '' ? call.id : this.#madeId();
      emit({ type: 'tool-call', block: open.block, id, name: typeof name === 'string' ? name : '' });
      this.#grow(open, args, emit);
    }
  }

  callDelta(index: unknown, calls: unknown, emit: Emit): void {
    for (const call of listOf<WireToolCall>(calls)) {
      const args: unknown = call.function?.arguments;
      const open = this.#calls.get(typeof index === 'number' ? index : this.#callCount - 1);
      if (open !== undefined) this.#grow(open, args, emit);
      else if (args !== undefined && args !== '') warnOfStray(emit);
    }
  }

  callEnd(index: unknown, emit: Emit): void {
    const open = typeof index === 'number' ? this.#calls.get(index) : undefined;
    if (open !== undefined) release(open, emit);
  }

  /** Citations of a text that has come. Those of plans and thoughts count for the whole answer. */
  citations(citations: unknown, emit: Emit): void {
    for (const citation of listOf<WireCitation>(citations)) {
      if (!isWithinDepth(citation)) throw tooDeep(this.#phase);
      const { content_index: index } = citation;
      const content = typeof index === 'number' ? this.#contents.get(index) : undefined;
      const block = content?.kind === 'text' ? content.block : this.#firstText;
      const isPlaced = block !== undefined && isAboutText(citation);
      for (const source of sourcesOf(citation)) {
        emit({ type: 'source', ...(isPlaced ? { block } : {}), source });
      }
    }
  }

  /** No more will come. */
  end(emit: Emit): void {
    for (const open of this.#calls.values()) release(open, emit);
  }

  #text(kind: OpenContent['kind'], index: number, text: string, emit: Emit): void {
    if (text === '') return;
    if (this.#kind !== kind || this.#index !== index) this.#turnTo(kind, index);
    emit({ type: kind, block: this.#block, text });
  }

  #turnTo(kind: OpenContent['kind'], index: number): void {
    let content = this.#contents.get(index);
    if (content?.kind !== kind) {
      content = { kind, block: this.#next++ };
      this.#contents.set(index, content);
    }
    if (kind === 'text') this.#firstText ??= content.block;
    this.#kind = kind;
    this.#index = index;
    this.#block = content.block;
  }

  #grow(open: OpenCall, args: unknown, emit: Emit): void {
    // Arguments are a text; an object (gateways) is handed on as one.
    const piece = typeof args === 'string' ? args : args === undefined || args === null ? '' : jsonOf(args);
    if (open.held === undefined) {
      if (piece !== '') emit({ type: 'tool-input', block: open.block, json: piece });
      return;
    }
    open.held += piece;
    if (!'null'.startsWith(open.held.trim())) release(open, emit);
  }

  #madeId(): string {
    return this.responseId === '' ? `call_${this.#callCount}` : `call_${this.responseId}_${this.#callCount}`;
  }
}

type Named = NonNullable<WireToolCall['function']>;

function release(open: OpenCall, emit: Emit): void {
  const { held, block } = open;
  open.held = undefined;
  if (held !== undefined && held !== '' && held.trim() !== 'null')
    emit({ type: 'tool-input', block, json: held });
}

function warnOfStray(emit: Emit): void {
  const message = 'A piece of a tool call belongs to no call and was left out.';
  emit({ type: 'warning', warning: { code: 'reply', message } });
}

function listOf<Item>(value: unknown): Item[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(isRecord) as Item[];
}

function placeOf(index: unknown): number {
  return typeof index === 'number' ? index : 0;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // V8's stringify runs out of stack at some thousand levels; cut off, the fold calls it invalid.
    return '{"nested too deep"';
  }
}

function tooDeep(phase: ErrorPhase): ReqLLMError {
  return new ReqLLMError('Cohere sent JSON that is nested too deep to be read.', {
    code: 'bad-response',
    phase,
  });
}
