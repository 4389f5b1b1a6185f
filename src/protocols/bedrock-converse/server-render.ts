import { base64OfPieces } from '../../core/base64.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import { mediaTypeFormat } from './formats.ts';
import { stopReasonOf } from './finish.ts';
import { Facts } from './server-facts.ts';
import { citationOf } from './sources.ts';
import { countersFor } from './usage.ts';

type Send = (event: WireEvent) => void;
type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

interface Writing {
  readonly block: number;
  readonly index: number;
  readonly kind: Chunk['type'];
  /** Arguments of the tool call so far. */
  json: string;
}

/** Writes a reply as Bedrock streams it: one block at a time, the count behind the stop reason. */
export class ConverseWriter implements StreamWriter {
  readonly #facts: Facts;
  /** Chunks of blocks that began while the arguments of another were incomplete. */
  #waiting: Chunk[] = [];
  #current: Writing | undefined;
  #count = 0;
  #hasBegun = false;

  constructor(vendor: string) {
    this.#facts = new Facts(vendor);
  }

  write(chunk: Chunk, send: Send): void {
    if (this.#facts.take(chunk)) return;
    if (!('block' in chunk) || chunk.block === undefined) return;
    const current = this.#current;
    const isElsewhere = current !== undefined && chunk.block !== current.block;
    const isIncomplete = current?.kind === 'tool-call' && isElsewhere && !isComplete(current.json);
    if (isIncomplete || (isElsewhere && this.#waiting.length > 0)) this.#waiting.push(chunk);
    else this.#put(chunk, send);
  }

  end(send: Send): void {
    this.#begin(send);
    this.#close(send);
    for (const chunk of sortedByBlock(this.#waiting)) this.#put(chunk, send);
    this.#close(send);
    const { finish, beside, around } = this.#facts;
    if (finish === undefined) return;
    frame(send, 'messageStop', { stopReason: stopReasonOf(finish.reason, finish.raw), ...beside });
    frame(send, 'metadata', { usage: countersFor(this.#facts.usage), ...around });
  }

  #put(chunk: Chunk, send: Send): void {
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        if (chunk.text !== '') this.#grow(chunk, undefined, { text: chunk.text }, send);
        return;
      case 'reasoning':
        if (chunk.text !== '') this.#grow(chunk, undefined, thought({ text: chunk.text }), send);
        if (chunk.signature !== undefined)
          this.#grow(chunk, undefined, thought({ signature: chunk.signature }), send);
        return;
      case 'tool-call': {
        const start = { toolUse: { toolUseId: chunk.id, name: chunk.name } };
        this.#grow(chunk, start, undefined, send);
        return;
      }
      case 'tool-input':
        if (this.#current?.block !== chunk.block || chunk.json === '') return;
        this.#current.json += chunk.json;
        this.#delta(this.#current.index, { toolUse: { input: chunk.json } }, send);
        return;
      case 'source':
        if (this.#current?.block === chunk.block && this.#current?.kind === 'text')
          this.#delta(this.#current.index, { citation: citationOf(chunk.source) }, send);
        return;
      case 'media': {
        const start = { image: { format: mediaTypeFormat(chunk.mediaType) } };
        const source = { bytes: base64OfPieces([chunk.data]) };
        this.#grow(chunk, start, { image: { source } }, send);
        return;
      }
      case 'extra':
        return this.#own(chunk, send);
      default:
    }
  }

  // What Bedrock runs itself is streamed like a call and a text.
  #own(chunk: Of<'extra'>, send: Send): void {
    const value = chunk.value as JsonObject;
    const { toolUse, toolResult } = value;
    if (isRecord(toolUse)) {
      const { input, ...start } = toolUse;
      const json = typeof input === 'string' ? input : JSON.stringify(input ?? {});
      return this.#grow(chunk, { toolUse: start as JsonObject }, { toolUse: { input: json } }, send);
    }
    if (isRecord(toolResult)) {
      const { content, ...start } = toolResult;
      const delta = { toolResult: (content ?? []) as Json };
      return this.#grow(chunk, { toolResult: start as JsonObject }, delta, send);
    }
    this.#grow(chunk, undefined, value, send);
  }

  /** Adds to the chunk's block; begins it where it is not the current one. Only some kinds announce themselves. */
  #grow(
    chunk: Chunk & { readonly block?: number },
    start: JsonObject | undefined,
    delta: JsonObject | undefined,
    send: Send,
  ): void {
    this.#begin(send);
    const block = chunk.block ?? 0;
    if (this.#current?.block !== block || this.#current.kind !== chunk.type) {
      this.#close(send);
      this.#current = { block, index: this.#count, kind: chunk.type, json: '' };
      this.#count += 1;
      if (start !== undefined)
        frame(send, 'contentBlockStart', { contentBlockIndex: this.#current.index, start });
    }
    if (delta !== undefined) this.#delta(this.#current.index, delta, send);
  }

  #delta(index: number, delta: JsonObject, send: Send): void {
    frame(send, 'contentBlockDelta', { contentBlockIndex: index, delta });
  }

  #close(send: Send): void {
    if (this.#current === undefined) return;
    frame(send, 'contentBlockStop', { contentBlockIndex: this.#current.index });
    this.#current = undefined;
  }

  #begin(send: Send): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    frame(send, 'messageStart', { role: 'assistant' });
  }
}

function thought(delta: JsonObject): JsonObject {
  return { reasoningContent: delta };
}

function frame(send: Send, event: string, payload: JsonObject): void {
  send({ event, data: JSON.stringify(payload) });
}

// A call without arguments so far may get them behind the start of the next one.
function isComplete(json: string): boolean {
  return parseJson(json).ok;
}

function sortedByBlock(chunks: readonly Chunk[]): Chunk[] {
  const blockOfChunk = (chunk: Chunk): number => ('block' in chunk ? (chunk.block ?? 0) : 0);
  return [...chunks].sort((left, right) => blockOfChunk(left) - blockOfChunk(right));
}
