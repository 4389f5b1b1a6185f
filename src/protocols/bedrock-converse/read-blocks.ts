import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { isWithinDepth, type Json } from '../../core/json.ts';
import { asObject, asSaid } from '../loose.ts';
import { unreadable } from './failure.ts';
import { mediaTypeOf } from './formats.ts';
import { sourceOf } from './sources.ts';
import type { WireBlock } from './wire.ts';

type Kind = 'text' | 'reasoning' | 'tool-call' | 'media' | 'own-call' | 'own-result';

interface Open {
  readonly block: number;
  readonly kind: Kind;
  /** Whether arguments have come. */
  hasInput: boolean;
  /** For what Bedrock runs itself: the block so far, as a whole body has it. */
  readonly whole?: Record<string, unknown>;
  input?: string;
  mediaType?: string;
}

/**
 * Reads the blocks of one reply. Tools that Bedrock runs itself (`server_tool_use` and their results), redacted thoughts
 * and blocks that it may add one day become `extra` parts, whole, to be sent back as they came.
 */
export class BlockReader {
  readonly #vendor: string;
  readonly #open = new Map<unknown, Open>();
  #count = 0;
  /** The last text: a citation that comes on an index of its own is about it (recorded: Nova's web grounding). */
  #lastText: number | undefined;

  constructor(vendor: string) {
    this.#vendor = vendor;
  }

  start(index: unknown, start: unknown, emit: Emit): void {
    const begun = asObject<WireBlock>(start);
    const call = asObject(begun?.toolUse);
    const result = asObject(begun?.toolResult);
    if (call !== undefined) this.#call(index, call, emit);
    else if (result !== undefined) {
      const open = this.#begin(index, 'own-result', { ...result, content: [] });
      if (!isWithinDepth(open.whole)) throw unreadable('a block that is nested too deep');
    } else if (begun?.image !== undefined) this.#image(index, begun.image, emit);
  }

  delta(index: unknown, value: unknown, emit: Emit): void {
    const delta = asObject(value);
    if (delta === undefined) return;
    if (typeof delta['text'] === 'string') this.#text(index, delta['text'], emit);
    else if (delta['toolUse'] !== undefined) this.#input(index, asObject(delta['toolUse']), emit);
    else if (delta['reasoningContent'] !== undefined)
      this.#thought(index, asObject(delta['reasoningContent']), emit);
    else if (delta['citation'] !== undefined) this.#citation(index, asObject(delta['citation']), emit);
    else if (delta['toolResult'] !== undefined) this.#result(index, delta['toolResult']);
    else if (delta['image'] !== undefined) this.#image(index, delta['image'], emit);
  }

  stop(index: unknown, emit: Emit): void {
    const open = this.#open.get(index);
    if (open === undefined) return;
    this.#open.delete(index);
    this.#close(open, emit);
  }

  /** Ends every block, those whose end never came too. */
  stopAll(emit: Emit): void {
    for (const open of this.#open.values()) this.#close(open, emit);
    this.#open.clear();
  }

  /** A block of a whole body. */
  whole(value: unknown, emit: Emit): void {
    const block = asObject<WireBlock>(value);
    if (block === undefined) return;
    const index = {};
    const call = asObject(block.toolUse);
    const thought = asObject(block.reasoningContent);
    const cited = asObject(block.citationsContent);
    if (typeof block.text === 'string') this.#text(index, block.text, emit);
    else if (call !== undefined && call['type'] !== 'server_tool_use') {
      const { block: at } = this.#call(index, call, emit);
      this.#open.delete(index);
      emit({ type: 'tool-input', block: at, json: JSON.stringify(call['input'] ?? {}) });
    } else if (thought !== undefined && asObject(thought['reasoningText']) !== undefined)
      this.#thought(index, asObject(thought['reasoningText']), emit);
    else if (cited !== undefined) this.#cited(index, cited, emit);
    else if (asSaid(asObject(asObject(block.image)?.['source'])?.['bytes']) !== undefined)
      this.#image(index, block.image, emit);
    else this.#extra(this.#count++, block, emit);
    this.stop(index, emit);
  }

  #begin(index: unknown, kind: Kind, whole?: Record<string, unknown>): Open {
    const open: Open = {
      block: this.#count,
      kind,
      hasInput: false,
      ...(whole === undefined ? {} : { whole }),
    };
    this.#count += 1;
    this.#open.set(index, open);
    return open;
  }

  /** The block that is open at this index, if it is of this kind; else a new one. Only calls announce themselves. */
  #at(index: unknown, kind: 'text' | 'reasoning' | 'media', emit: Emit): Open {
    const open = this.#open.get(index);
    if (open?.kind === kind) return open;
    if (open !== undefined) this.#close(open, emit);
    return this.#begin(index, kind);
  }

  #text(index: unknown, text: string, emit: Emit): void {
    if (text === '') return;
    const { block } = this.#at(index, 'text', emit);
    this.#lastText = block;
    emit({ type: 'text', block, text });
  }

  #call(index: unknown, call: Readonly<Record<string, unknown>>, emit: Emit): Open {
    const before = this.#open.get(index);
    if (before !== undefined) this.#close(before, emit);
    if (call['type'] === 'server_tool_use') {
      if (!isWithinDepth(call)) throw unreadable('a block that is nested too deep');
      return this.#begin(index, 'own-call', { ...call });
    }
    const open = this.#begin(index, 'tool-call');
    // The call must have an id to be answered; Bedrock always gives one.
    const id = asSaid(call['toolUseId']) ?? `tooluse_${open.block}`;
    emit({ type: 'tool-call', block: open.block, id, name: asSaid(call['name']) ?? '' });
    return open;
  }

  #input(index: unknown, delta: Record<string, unknown> | undefined, emit: Emit): void {
    const json = asSaid(delta?.['input']);
    const before = this.#open.get(index);
    const open =
      before?.kind === 'tool-call' || before?.kind === 'own-call' ? before : this.#call(index, {}, emit);
    if (json === undefined) return;
    open.hasInput = true;
    if (open.kind === 'own-call') open.input = (open.input ?? '') + json;
    else emit({ type: 'tool-input', block: open.block, json });
  }

  #thought(index: unknown, thought: Record<string, unknown> | undefined, emit: Emit): void {
    const text = asSaid(thought?.['text']);
    const signature = asSaid(thought?.['signature']);
    const redacted = asSaid(thought?.['redactedContent']);
    if (redacted !== undefined) {
      const block = { reasoningContent: { redactedContent: redacted } };
      this.#extra(this.#count++, block, emit);
    }
    if (text === undefined && signature === undefined) return;
    const { block } = this.#at(index, 'reasoning', emit);
    if (signature === undefined) emit({ type: 'reasoning', block, text: text ?? '' });
    else emit({ type: 'reasoning', block, text: text ?? '', signature });
  }

  #cited(index: unknown, cited: Record<string, unknown>, emit: Emit): void {
    const { content, citations } = cited;
    if (Array.isArray(content))
      for (const item of content) this.#text(index, asSaid(asObject(item)?.['text']) ?? '', emit);
    if (Array.isArray(citations))
      for (const citation of citations) this.#citation(index, asObject(citation), emit);
  }

  #citation(index: unknown, citation: Record<string, unknown> | undefined, emit: Emit): void {
    if (citation === undefined) return;
    if (!isWithinDepth(citation)) throw unreadable('a citation that is nested too deep');
    const open = this.#open.get(index);
    const block = open?.kind === 'text' ? open.block : this.#lastText;
    emit({ type: 'source', ...(block === undefined ? {} : { block }), source: sourceOf(citation) });
  }

  #result(index: unknown, content: unknown): void {
    const whole = this.#open.get(index)?.whole;
    const list = whole?.['content'];
    if (!Array.isArray(list) || !Array.isArray(content)) return;
    if (!isWithinDepth(content)) throw unreadable('a tool result that is nested too deep');
    list.push(...(content as unknown[]));
  }

  #image(index: unknown, value: unknown, emit: Emit): void {
    const image = asObject(value);
    const open = this.#at(index, 'media', emit);
    const format = asSaid(image?.['format']);
    if (format !== undefined) open.mediaType = mediaTypeOf('image', format) ?? `image/${format}`;
    const bytes = asSaid(asObject(image?.['source'])?.['bytes']);
    const data = bytes === undefined ? undefined : fromBase64(bytes);
    if (data === undefined) return;
    emit({ type: 'media', block: open.block, mediaType: open.mediaType ?? 'image/png', data });
  }

  #close(open: Open, emit: Emit): void {
    // No arguments at all are an empty object, as a whole body has it.
    if (open.kind === 'tool-call' && !open.hasInput)
      emit({ type: 'tool-input', block: open.block, json: '{}' });
    if (open.whole === undefined) return;
    const whole = open.input === undefined ? open.whole : { ...open.whole, input: inputOf(open.input) };
    this.#extra(open.block, open.kind === 'own-call' ? { toolUse: whole } : { toolResult: whole }, emit);
  }

  #extra(block: number, value: Readonly<Record<string, unknown>>, emit: Emit): void {
    emit({ type: 'extra', block, provider: this.#vendor, value: value as Json });
  }
}

// What Bedrock runs itself is only kept to be sent back; arguments that were cut stay text.
function inputOf(text: string): unknown {
  try {
    const input: unknown = JSON.parse(text);
    return isWithinDepth(input) ? input : text;
  } catch {
    return text;
  }
}
