import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isWithinDepth, type Json } from '../../core/json.ts';
import { asObject, asSaid } from '../loose.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { callDelta, closeCall, openCall } from './read-calls.ts';
import { Blocks, indexOf, type ItemKind, type ItemState, ItemStates } from './read-state.ts';
import { type TextKind, TextReader } from './read-texts.ts';
import { addEncrypted, closeThoughts, thoughtDelta } from './read-thoughts.ts';
import type { Segment } from './reasoning.ts';
import { imageSignature, messageSignature } from './signature.ts';
import type { WireFrame, WireItem, WirePart } from './wire.ts';

type Item = WireItem & Readonly<Record<string, unknown>>;

/**
 * Turns items into chunks, whole ones and those that grow. What deltas have told is not told again when the item is
 * done; what they have not is taken from the done item, which some hosts send alone.
 *
 * A message becomes a text or refusal block for each of its parts, a reasoning item one reasoning block, a function
 * call or free-text call a tool call (the text as `{ "input": text }`), a generated image a media block, and anything
 * else an extra block that holds the whole item.
 */
export class ItemReader {
  responseId = '';
  hasCalls = false;
  /** How often each hosted tool ran. */
  readonly counts: Record<string, number> = {};
  readonly #dialect: OpenaiResponsesDialect;
  readonly #items = new ItemStates();
  readonly #blocks = new Blocks();
  readonly #texts = new TextReader(this.#blocks);
  // Calls of tools like the shell that wait for the caller, less those that the host answered itself.
  readonly #pending = new Set<string>();

  constructor(dialect: OpenaiResponsesDialect) {
    this.#dialect = dialect;
  }

  get hasRefusal(): boolean {
    return this.#texts.hasRefusal;
  }

  /** Whether the caller is to run something. */
  get isWaiting(): boolean {
    return this.hasCalls || this.#pending.size > 0;
  }

  /** `response.output_item.added`. */
  begin(frame: WireFrame, emit: Emit): void {
    const item = asObject<WireItem>(frame.item);
    if (item === undefined) return;
    const known = this.#items.find(frame.output_index, item.id);
    if (known === undefined || known.isDone || !isSame(known, item)) this.#open(item, indexOf(frame), emit);
  }

  /** `response.output_item.done`. */
  finish(frame: WireFrame, emit: Emit): void {
    const item = asObject<WireItem>(frame.item);
    if (item === undefined) return;
    const known = this.#items.find(frame.output_index, item.id);
    const isKnown = known !== undefined && known.type === item.type && (!known.isDone || isSame(known, item));
    this.#close(isKnown ? known : this.#open(item, indexOf(frame), emit), item, emit);
  }

  /** The `output` of a whole response: what was not told yet. */
  output(list: unknown, emit: Emit): void {
    if (!Array.isArray(list)) return;
    for (const [place, value] of list.entries()) {
      const item = asObject<WireItem>(value);
      if (item === undefined) continue;
      const known = this.#items.match(item, place);
      if (known?.isDone === true) addEncrypted(known, item, emit);
      else {
        const state = known ?? this.#open(item, place, emit);
        state.isMatched = true;
        this.#close(state, item, emit);
      }
    }
  }

  /** `response.output_text.delta` and `response.refusal.delta`. */
  text(kind: TextKind, frame: WireFrame, emit: Emit): void {
    const item = this.#growing('message', frame, emit);
    if (item !== undefined) this.#texts.delta(kind, item, frame, emit);
  }

  /** `response.output_text.done` and `response.refusal.done`. */
  wholeText(kind: TextKind, frame: WireFrame & WirePart, emit: Emit): void {
    const item = this.#growing('message', frame, emit);
    if (item !== undefined) this.#texts.whole(kind, item, frame, frame.content_index, emit);
  }

  /** `response.output_text.annotation.added`. */
  annotation(frame: WireFrame, emit: Emit): void {
    if (!isWithinDepth(frame)) throw tooDeep();
    const item = this.#growing('message', frame, emit);
    if (item !== undefined) this.#texts.annotation(item, frame, emit);
  }

  /** A delta of thoughts or of their summary. */
  thought(kind: Segment['kind'], frame: WireFrame, emit: Emit): void {
    const item = this.#growing('reasoning', frame, emit);
    if (item !== undefined) thoughtDelta(kind, item, frame, emit);
  }

  /** A delta of a function's arguments or of the text for a free-text tool. */
  argument(frame: WireFrame, emit: Emit): void {
    const item = this.#items.find(frame.output_index, frame.item_id);
    if (item !== undefined && !item.isDone) callDelta(item, frame, emit);
  }

  // An item that was never announced begins with its first delta.
  #growing(type: 'message' | 'reasoning', frame: WireFrame, emit: Emit): ItemState | undefined {
    const { output_index, item_id } = frame;
    const item =
      this.#items.find(output_index, item_id) ?? this.#open({ type, id: item_id }, indexOf(frame), emit);
    return item.kind === type && !item.isDone ? item : undefined;
  }

  #open(item: WireItem, place: number | undefined, emit: Emit): ItemState {
    const kind = kindOf(item.type, this.#dialect);
    const state: ItemState = {
      kind,
      type: asSaid(item.type),
      id: asSaid(item.id),
      index: place ?? -1,
      block: kind === 'message' ? -1 : this.#blocks.take(),
      isDone: false,
      isMatched: false,
      isOpen: false,
      length: 0,
      signature: kind === 'message' ? messageSignature({ ...item }) : undefined,
      segments: [],
      hasEncrypted: false,
      texts: new Map(),
      refusals: new Map(),
    };
    if (kind === 'call' || kind === 'custom-call') {
      if (!isWithinDepth(item)) throw tooDeep();
      if (openCall(state, item, emit)) this.hasCalls = true;
    }
    return this.#items.add(state);
  }

  #close(state: ItemState, item: Item, emit: Emit): void {
    if (state.isDone) return;
    state.isDone = true;
    if (!isWithinDepth(item)) throw tooDeep();
    switch (state.kind) {
      case 'message':
        this.#closeMessage(state, item, emit);
        return;
      case 'reasoning':
        closeThoughts(state, item, emit);
        return;
      case 'call':
      case 'custom-call':
        this.hasCalls = true;
        closeCall(state, item, this.responseId, emit);
        return;
      case 'other':
        this.#closeOther(state, item, emit);
        return;
      default:
        state.kind satisfies never;
    }
  }

  #closeMessage(state: ItemState, item: Item, emit: Emit): void {
    const content: unknown[] = Array.isArray(item.content) ? item.content : [];
    for (const [index, value] of content.entries()) {
      const part = asObject<WirePart>(value);
      if (part === undefined) continue;
      if (part.type === 'output_text' || part.type === 'text')
        this.#texts.whole('text', state, part, index, emit);
      else if (part.type === 'refusal') this.#texts.whole('refusal', state, part, index, emit);
      else this.#extra(this.#blocks.take(), { ...item, content: [part] } as Json, emit);
    }
  }

  #closeOther(state: ItemState, item: Item, emit: Emit): void {
    this.#note(state.type ?? '', item);
    const data = state.type === 'image_generation_call' ? asSaid(item.result) : undefined;
    const bytes = data === undefined ? undefined : fromBase64(data);
    if (bytes === undefined) {
      this.#extra(state.block, item as Json, emit);
      return;
    }
    const signature = imageSignature(item);
    emit({
      type: 'media',
      block: state.block,
      mediaType: `image/${asSaid(item.output_format) ?? 'png'}`,
      data: bytes,
      ...(signature === undefined ? {} : { signature }),
    });
  }

  #note(type: string, item: WireItem): void {
    const id = asSaid(item.call_id) ?? '';
    if (forCaller.has(type)) this.#pending.add(id);
    else if (type.endsWith('_call_output')) this.#pending.delete(id);
    if (!hosted.has(type)) return;
    const name = type.slice(0, -'_call'.length);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  #extra(block: number, value: Json, emit: Emit): void {
    emit({ type: 'extra', block, provider: this.#dialect.vendor, value });
  }
}

/** Items that a hosted tool leaves, for the count of its runs. */
const hosted: ReadonlySet<string> = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'mcp_call',
]);

/** Items that ask the caller to run something, though they are no function calls. */
const forCaller: ReadonlySet<string> = new Set([
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
]);

function kindOf(type: unknown, dialect: OpenaiResponsesDialect): ItemKind {
  if (type === 'message' || type === 'reasoning') return type;
  if (type === 'function_call') return 'call';
  return type === 'custom_tool_call' && dialect.customToolCalls === 'tool-call' ? 'custom-call' : 'other';
}

function isSame(state: ItemState, item: WireItem): boolean {
  return state.id === asSaid(item.id) && state.type === asSaid(item.type);
}

function tooDeep(): ReqLLMError {
  return new ReqLLMError('An item of the reply is nested too deeply to be read.', {
    code: 'bad-response',
    phase: 'decode',
  });
}
