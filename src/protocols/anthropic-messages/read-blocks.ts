import type { Chunk, Emit } from '../../core/chunk.ts';
import { isRecord, type Json, parseJson, setOwn } from '../../core/json.ts';
import { asObject, asSaid, asText } from '../loose.ts';
import { sourceOf } from './sources.ts';
import type { WireBlock, WireDelta } from './wire.ts';

interface OpenBlock {
  readonly kind: 'text' | 'reasoning' | 'tool-call' | 'extra';
  /** The index that its chunks carry. */
  readonly block: number;
  /** Citations that came before the text they belong to, as they do in Anthropic's streams. */
  early: Chunk[] | undefined;
  hasSpoken: boolean;
  /** The block as it began, where the end needs it. */
  readonly begin?: WireBlock;
  /** What the deltas of an opaque block added to it. */
  added?: Record<string, unknown>;
  json: string;
}

/**
 * Turns content blocks into chunks. A block of a body is one that begins with all of its content, so bodies and streams
 * take the same way.
 */
export class BlockReader {
  readonly #vendor: string;
  readonly #open: Map<number, OpenBlock> = new Map();
  #count = 0;
  #last = 0;
  #hasLostInput = false;
  /** Seed of the ids of tool calls that came without one. */
  replyId = 'reply';

  constructor(vendor: string) {
    this.#vendor = vendor;
  }

  begin(index: unknown, value: unknown, emit: Emit): void {
    const at = typeof index === 'number' ? index : this.#count;
    this.end(at, emit);
    const begin = asObject<WireBlock>(value);
    if (begin === undefined) return;
    switch (begin.type) {
      case 'text':
        return this.#beginText(at, begin, emit);
      case 'thinking': {
        const open = this.#add(at, 'reasoning');
        return this.#reason(open, asText(begin.thinking), asSaid(begin.signature), emit);
      }
      case 'tool_use':
        return this.#beginCall(at, begin, emit);
      default:
        this.#add(at, 'extra', begin);
    }
  }

  grow(index: unknown, delta: WireDelta, emit: Emit): void {
    const given = typeof index === 'number' ? index : this.#last;
    // One recording begins a block with the index 2 and goes on with 3: what has no block is for the last one.
    const at = this.#open.has(given) ? given : this.#last;
    const open = this.#open.get(at);
    if (open?.kind === 'extra') return growExtra(open, delta);
    switch (delta.type) {
      case 'text_delta':
        return this.#say(this.#fit(open, at, 'text', emit), asSaid(delta.text), emit);
      case 'input_json_delta':
        return this.#argue(open, asSaid(delta.partial_json), emit);
      case 'thinking_delta':
        return this.#reason(this.#fit(open, at, 'reasoning', emit), asText(delta.thinking), undefined, emit);
      case 'signature_delta':
        return this.#reason(this.#fit(open, at, 'reasoning', emit), '', asSaid(delta.signature), emit);
      case 'citations_delta':
        return cite(this.#fit(open, at, 'text', emit), delta.citation, emit);
      default:
    }
  }

  end(index: unknown, emit: Emit): void {
    const at = typeof index === 'number' ? index : this.#last;
    const open = this.#open.get(at);
    if (open === undefined) return;
    this.#open.delete(at);
    if (open.kind === 'extra') this.#endExtra(open, emit);
    if (open.kind === 'tool-call' && !open.hasSpoken) {
      const json = inputOf(open.begin?.input);
      if (json !== undefined) emit({ type: 'tool-input', block: open.block, json });
    }
    // A block of citations without a text: they belong to the answer as a whole.
    for (const chunk of open.early ?? [])
      if (chunk.type === 'source') emit({ type: 'source', source: chunk.source });
  }

  endAll(emit: Emit): void {
    for (const index of this.#open.keys()) this.end(index, emit);
  }

  #beginText(at: number, begin: WireBlock, emit: Emit): void {
    const open = this.#add(at, 'text');
    this.#say(open, asSaid(begin.text), emit);
    if (Array.isArray(begin.citations)) for (const citation of begin.citations) cite(open, citation, emit);
  }

  #beginCall(at: number, begin: WireBlock, emit: Emit): void {
    const { block } = this.#add(at, 'tool-call', begin);
    const id = asSaid(begin.id) ?? `toolu_${this.replyId.replace(/[^\w-]/g, '_')}_${block}`;
    const caller = callerOf(begin.caller);
    emit({
      type: 'tool-call',
      block,
      id,
      name: asText(begin.name) ?? '',
      ...(caller === undefined ? {} : { signature: caller }),
    });
  }

  #say(open: OpenBlock, text: string | undefined, emit: Emit): void {
    if (text === undefined) return;
    open.hasSpoken = true;
    emit({ type: 'text', block: open.block, text });
    if (open.early === undefined) return;
    for (const chunk of open.early) emit(chunk);
    open.early = undefined;
  }

  #reason(open: OpenBlock, text: string | undefined, signature: string | undefined, emit: Emit): void {
    if (signature !== undefined) emit({ type: 'reasoning', block: open.block, text: text ?? '', signature });
    else if (text !== undefined && text !== '') emit({ type: 'reasoning', block: open.block, text });
  }

  #argue(open: OpenBlock | undefined, json: string | undefined, emit: Emit): void {
    if (json === undefined) return;
    if (open?.kind === 'tool-call') {
      open.hasSpoken = true;
      emit({ type: 'tool-input', block: open.block, json });
    } else if (!this.#hasLostInput) {
      this.#hasLostInput = true;
      const message = 'The provider sent arguments of a tool call that never began; they were left out.';
      emit({ type: 'warning', warning: { code: 'reply', message } });
    }
  }

  #endExtra(open: OpenBlock, emit: Emit): void {
    const value: Record<string, unknown> = { ...open.begin, ...open.added };
    if (open.json !== '') {
      const parsed = parseJson(open.json);
      if (parsed.ok) value['input'] = parsed.value;
      else {
        const message = `The input of the provider's own tool ${asText(open.begin?.name) ?? ''} cannot be read: ${parsed.problem}.`;
        emit({ type: 'warning', warning: { code: 'reply', message } });
      }
    }
    emit({ type: 'extra', block: open.block, provider: this.#vendor, value: value as Json });
  }

  /** The open block when it is of this kind; else a new one, as hosts leave out beginnings and reuse indexes. */
  #fit(open: OpenBlock | undefined, at: number, kind: 'text' | 'reasoning', emit: Emit): OpenBlock {
    if (open?.kind === kind) return open;
    if (open !== undefined) this.end(at, emit);
    return this.#add(at, kind);
  }

  #add(at: number, kind: OpenBlock['kind'], begin?: WireBlock): OpenBlock {
    const open: OpenBlock = {
      kind,
      block: this.#count,
      early: undefined,
      hasSpoken: false,
      json: '',
      ...(begin === undefined ? {} : { begin }),
    };
    this.#count += 1;
    this.#last = at;
    this.#open.set(at, open);
    return open;
  }
}

function cite(open: OpenBlock, citation: unknown, emit: Emit): void {
  if (!isRecord(citation)) return;
  const chunk: Chunk = { type: 'source', block: open.block, source: sourceOf(citation) };
  if (open.hasSpoken) emit(chunk);
  else (open.early ??= []).push(chunk);
}

/** Opaque blocks grow by their JSON input, and by any other text, such as that of `compaction_delta`. */
function growExtra(open: OpenBlock, delta: WireDelta): void {
  if (delta.type === 'input_json_delta') {
    open.json += asText(delta.partial_json) ?? '';
    return;
  }
  const added = (open.added ??= {});
  for (const [name, value] of Object.entries(delta)) {
    if (name === 'type' || value == null) continue;
    const before = added[name] ?? open.begin?.[name];
    setOwn(added, name, typeof before === 'string' && typeof value === 'string' ? before + value : value);
  }
}

// Some hosts send the whole input where a stream begins the call; an empty object is what Anthropic begins with.
function inputOf(input: unknown): string | undefined {
  if (typeof input === 'string') return asSaid(input);
  if (!isRecord(input)) return Array.isArray(input) ? JSON.stringify(input) : undefined;
  return Object.keys(input).length === 0 ? undefined : JSON.stringify(input);
}

// A call that code on the provider's side made must come back with its caller; the fold keeps it as the signature.
function callerOf(caller: unknown): string | undefined {
  return isRecord(caller) && typeof caller['type'] === 'string' && caller['type'] !== 'direct'
    ? JSON.stringify(caller)
    : undefined;
}
