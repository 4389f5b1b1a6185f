import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson, setOwn } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import { asText } from '../loose.ts';
import type { StreamWriter } from '../protocol.ts';
import { stopReasonOf } from './finish.ts';
import { citationOf } from './sources.ts';
import { countersFor } from './usage.ts';

type Send = (event: WireEvent) => void;
type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

interface Writing {
  /** Index of the block on the wire. */
  readonly index: number;
  readonly kind: Chunk['type'];
  /** Arguments of the tool call so far. */
  json: string;
  isOpen: boolean;
}

// Facts that the API puts beside the stop reason; others stand in the event itself.
const besideReason: ReadonlySet<string> = new Set(['stop_sequence', 'stop_details', 'container']);

/** Writes a reply as Anthropic streams it. `vendor` is the provider whose opaque parts are its own. */
export class MessagesWriter implements StreamWriter {
  readonly #vendor: string;
  readonly #model: string;
  readonly #blocks: Map<number, Writing> = new Map();
  /** Chunks of calls that began while the arguments of another were incomplete: one block is written at a time. */
  #waiting: Chunk[] = [];
  #current: Writing | undefined;
  #count = 0;
  #start: Of<'start'> = { type: 'start' };
  #usage: Usage | undefined;
  readonly #facts: Record<string, Json | undefined> = {};
  #finish: Of<'finish'> | undefined;
  #hasBegun = false;

  constructor(vendor: string, model: string) {
    this.#vendor = vendor;
    this.#model = model;
  }

  write(chunk: Chunk, send: Send): void {
    switch (chunk.type) {
      case 'start':
        this.#start = chunk;
        return;
      case 'usage':
        this.#usage = chunk.usage;
        return;
      case 'finish':
        this.#finish = chunk;
        return;
      case 'extra':
        if (chunk.provider !== this.#vendor || !isRecord(chunk.value)) return;
        if (chunk.block !== undefined) return this.#place(chunk, send);
        for (const [name, fact] of Object.entries(chunk.value)) setOwn(this.#facts, name, fact);
        return;
      case 'text':
      case 'reasoning':
      case 'refusal':
      case 'tool-call':
      case 'tool-input':
      case 'source':
        return this.#place(chunk, send);
      // The format has no place for these in a reply.
      case 'media':
      case 'media-url':
      case 'vector':
      case 'score':
      case 'verdict':
      case 'page':
      case 'job':
      case 'segment':
      case 'recording':
      case 'logprobs':
      case 'recovery':
      case 'warning':
        return;
      default:
        chunk satisfies never;
    }
  }

  end(send: Send): void {
    this.#begin(send);
    this.#close(send);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const chunk of sortedByBlock(waiting)) this.#put(chunk, send);
    this.#close(send);
    if (this.#finish !== undefined) this.#sendEnd(this.#finish, send);
    sendFrame(send, { type: 'message_stop' });
  }

  /** Writes the chunk now, or keeps it until the call that is being written is complete. */
  #place(chunk: Chunk, send: Send): void {
    this.#begin(send);
    const current = this.#current;
    const isElsewhere =
      'block' in chunk && chunk.block !== undefined && this.#blocks.get(chunk.block) !== current;
    const isIncomplete = current?.kind === 'tool-call' && isElsewhere && !isComplete(current.json);
    if (isIncomplete || (this.#waiting.length > 0 && isElsewhere)) this.#waiting.push(chunk);
    else this.#put(chunk, send);
  }

  #put(chunk: Chunk, send: Send): void {
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        if (chunk.text !== '')
          this.#grow(this.#blockFor(chunk, textStart, send), { type: 'text_delta', text: chunk.text }, send);
        return;
      case 'reasoning':
        return this.#think(chunk, send);
      case 'tool-call': {
        const caller = chunk.signature === undefined ? undefined : parseJson(chunk.signature);
        const made =
          caller?.ok === true && isRecord(caller.value) ? { caller: caller.value as JsonObject } : {};
        this.#blockFor(chunk, { type: 'tool_use', id: chunk.id, name: chunk.name, input: {}, ...made }, send);
        return;
      }
      case 'tool-input': {
        const writing = this.#blocks.get(chunk.block);
        if (writing === undefined || !writing.isOpen || chunk.json === '') return;
        writing.json += chunk.json;
        return this.#grow(writing, { type: 'input_json_delta', partial_json: chunk.json }, send);
      }
      case 'source': {
        const writing = chunk.block === undefined ? undefined : this.#blocks.get(chunk.block);
        if (writing?.isOpen !== true || writing.kind !== 'text') return;
        return this.#grow(writing, { type: 'citations_delta', citation: citationOf(chunk.source) }, send);
      }
      case 'extra':
        return this.#putOpaque(chunk, send);
      default:
    }
  }

  #think(chunk: Of<'reasoning'>, send: Send): void {
    if (chunk.text === '' && chunk.signature === undefined) return;
    const writing = this.#blockFor(chunk, { type: 'thinking', thinking: '', signature: '' }, send);
    if (chunk.text !== '') this.#grow(writing, { type: 'thinking_delta', thinking: chunk.text }, send);
    if (chunk.signature !== undefined)
      this.#grow(writing, { type: 'signature_delta', signature: chunk.signature }, send);
  }

  // The inputs of the provider's own tools are streamed; results come whole.
  #putOpaque(chunk: Of<'extra'>, send: Send): void {
    const value = chunk.value as JsonObject;
    const { input } = value;
    const isStreamed =
      asText(value['type'])?.endsWith('_use') === true && isRecord(input) && Object.keys(input).length > 0;
    const writing = this.#blockFor(chunk, isStreamed ? { ...value, input: {} } : value, send);
    if (isStreamed)
      this.#grow(writing, { type: 'input_json_delta', partial_json: JSON.stringify(input) }, send);
  }

  /** The open block of this chunk; begins one where there is none, or where it was closed already. */
  #blockFor(chunk: Chunk & { readonly block?: number }, start: JsonObject, send: Send): Writing {
    const block = chunk.block ?? 0;
    const before = this.#blocks.get(block);
    if (before?.isOpen === true && before.kind === chunk.type && chunk.type !== 'extra') return before;
    this.#close(send);
    const writing: Writing = { index: this.#count, kind: chunk.type, json: '', isOpen: true };
    this.#count += 1;
    this.#blocks.set(block, writing);
    this.#current = writing;
    sendFrame(send, { type: 'content_block_start', index: writing.index, content_block: start });
    // Anthropic's first ping follows the first block.
    if (writing.index === 0) sendFrame(send, { type: 'ping' });
    return writing;
  }

  #grow(writing: Writing, delta: JsonObject, send: Send): void {
    sendFrame(send, { type: 'content_block_delta', index: writing.index, delta });
  }

  #close(send: Send): void {
    const current = this.#current;
    if (current === undefined) return;
    current.isOpen = false;
    this.#current = undefined;
    sendFrame(send, { type: 'content_block_stop', index: current.index });
  }

  #begin(send: Send): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { id, model } = this.#start;
    // The input is counted before the first word; a reply that is not counted yet begins with zeros, as gateways do.
    const usage = { ...countersFor(this.#usage), output_tokens: 1 };
    const message = {
      ...(id === undefined ? {} : { id }),
      type: 'message',
      role: 'assistant',
      model: model ?? this.#model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    };
    sendFrame(send, { type: 'message_start', message });
  }

  #sendEnd({ reason, raw }: Of<'finish'>, send: Send): void {
    const facts = Object.entries(this.#facts);
    const beside = facts.filter(([name]) => besideReason.has(name));
    const around = facts.filter(([name]) => !besideReason.has(name));
    sendFrame(send, {
      type: 'message_delta',
      delta: { stop_reason: stopReasonOf(reason, raw), stop_sequence: null, ...Object.fromEntries(beside) },
      ...Object.fromEntries(around),
      usage: countersFor(this.#usage),
    });
  }
}

const textStart: JsonObject = { type: 'text', text: '' };

/** The frame as Anthropic sends it: its type is also the event's name. */
export function sendFrame(send: Send, frame: JsonObject & { readonly type: string }): void {
  send({ event: frame.type, data: JSON.stringify(frame) });
}

function isComplete(json: string): boolean {
  return parseJson(json).ok;
}

function sortedByBlock(chunks: readonly Chunk[]): Chunk[] {
  const blockOf = (chunk: Chunk): number => ('block' in chunk ? (chunk.block ?? 0) : 0);
  return [...chunks].sort((left, right) => blockOf(left) - blockOf(right));
}
