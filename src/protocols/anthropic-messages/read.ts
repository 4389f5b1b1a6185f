import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { asObject, asSaid, isTextWithinDepth } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';
import { failureInside, unreadable } from './failure.ts';
import { finishReasonOf } from './finish.ts';
import { BlockReader } from './read-blocks.ts';
import { mergeCounters, usageOf } from './usage.ts';
import type { WireDelta, WireFrame, WireReply } from './wire.ts';

// What has a place of its own among the chunks; every other member of a reply is kept as metadata. `type` and `role`
// say nothing that is not known before.
const placed: ReadonlySet<string> = new Set([
  'id',
  'type',
  'role',
  'model',
  'content',
  'stop_reason',
  'usage',
  'delta',
  'error',
  'index',
]);

/** A reader for one stream. */
export function createReader(dialect: AnthropicMessagesDialect): StreamReader {
  return new MessagesReader(dialect.vendor);
}

/** A whole body as chunks. Throws the error that a 200 body reports, and `bad-response` for what is no reply. */
export function decodeBody(dialect: AnthropicMessagesDialect, body: unknown, emit: Emit): void {
  const reply = asObject<WireReply>(body);
  if (reply === undefined || !isWithinDepth(reply))
    throw unreadable('no JSON object, or one nested too deep');
  const failure = failureInside(reply, 'decode');
  if (failure !== undefined) throw failure;
  if (reply.content === undefined && reply.stop_reason === undefined) throw unreadable('it has no content');
  const reader = new MessagesReader(dialect.vendor);
  reader.readReply(reply, emit);
  reader.finish(emit);
}

class MessagesReader implements StreamReader {
  readonly #vendor: string;
  readonly #blocks: BlockReader;
  readonly #metadata: Record<string, Json> = {};
  #counters: Readonly<Record<string, unknown>> | undefined;
  #around: Readonly<Record<string, unknown>> = {};
  #stopReason: string | undefined;
  #state: StreamState = 'open';
  #hasBegun = false;
  #isNamed = false;

  constructor(vendor: string) {
    this.#vendor = vendor;
    this.#blocks = new BlockReader(vendor);
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (this.#state === 'done' || event.event === 'ping') return this.#state;
    const frame = this.#parse(event.data);
    if (frame === undefined) return this.#state;
    switch (frame.type) {
      case 'content_block_delta': {
        this.#hasBegun = true;
        const delta = asObject<WireDelta>(frame.delta);
        if (!isTextWithinDepth(event.data, delta)) throw unreadable('a delta is nested too deep');
        if (delta !== undefined) this.#blocks.grow(frame.index, delta, emit);
        break;
      }
      case 'content_block_start':
        if (!isWithinDepth(frame.content_block)) throw unreadable('a block is nested too deep');
        this.#hasBegun = true;
        this.#blocks.begin(frame.index, frame.content_block, emit);
        break;
      case 'content_block_stop':
        this.#blocks.end(frame.index, emit);
        break;
      case 'message_start':
        if (!isWithinDepth(frame)) throw unreadable('the start is nested too deep');
        this.#readStart(frame, emit);
        break;
      case 'message_delta':
        if (!isWithinDepth(frame)) throw unreadable('the end is nested too deep');
        this.#readEnd(frame);
        break;
      case 'message_stop':
        this.finish(emit);
        break;
      default:
        this.#readOther(frame, event, emit);
    }
    return this.#state;
  }

  end(emit: Emit): void {
    if (this.#state === 'done') return;
    if (this.#state === 'finished') return this.finish(emit);
    throw new ReqLLMError('The stream ended before the message did.', {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  readReply(reply: WireReply, emit: Emit): void {
    const id = asSaid(reply.id);
    const model = asSaid(reply.model);
    this.#isNamed = true;
    if (id !== undefined) this.#blocks.replyId = id;
    emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
    this.#hasBegun = true;
    this.#readFacts(reply);
    this.#readContent(reply.content, emit);
  }

  finish(emit: Emit): void {
    this.#blocks.endAll(emit);
    this.#state = 'done';
    this.#emitUsage('final', emit);
    if (Object.keys(this.#metadata).length > 0) {
      emit({ type: 'extra', provider: this.#vendor, value: { ...this.#metadata } });
    }
    const raw = this.#stopReason;
    emit({ type: 'finish', reason: finishReasonOf(raw), ...(raw === undefined ? {} : { raw }) });
  }

  #parse(data: string): WireFrame | undefined {
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      if (data.trim() === '') return undefined;
      // Gateways that also speak another format end every stream its way.
      if (data.trim() === '[DONE]') return { type: 'message_stop' };
      throw unreadable('a frame is not JSON');
    }
    return asObject<WireFrame>(value);
  }

  #readStart(frame: WireFrame, emit: Emit): void {
    const message = asObject<WireReply>(frame.message);
    if (message === undefined) return;
    // A second start, or one after content, can only bring counters.
    if (this.#hasBegun) {
      if (!this.#isNamed) this.#keepName(message);
      return this.#counters === undefined ? this.#readFacts(message) : undefined;
    }
    this.readReply(message, emit);
    // What a caller that breaks off has been billed for at least.
    this.#emitUsage('partial', emit);
  }

  // A reply begins with its name or has none, so one that comes later is kept beside the answer.
  #keepName({ id, model }: WireReply): void {
    this.#isNamed = true;
    for (const [name, value] of Object.entries({ id: asSaid(id), model: asSaid(model) }))
      if (value !== undefined) this.#metadata[name] = value;
  }

  #readEnd(frame: WireFrame): void {
    const delta = asObject<WireReply>(frame.delta);
    this.#readFacts(frame);
    if (delta !== undefined) this.#readFacts(delta);
  }

  #readOther(frame: WireFrame, event: WireEvent, emit: Emit): void {
    const failure = failureInside(event.event === 'error' ? { ...frame, type: 'error' } : frame, 'stream');
    if (failure !== undefined) throw failure;
    // Some hosts answer a stream request with the whole message as one event.
    if (frame.type !== 'message' || this.#hasBegun || !isWithinDepth(frame)) return;
    this.readReply(frame, emit);
    this.finish(emit);
  }

  #readContent(content: unknown, emit: Emit): void {
    if (typeof content === 'string') this.#blocks.begin(0, { type: 'text', text: content }, emit);
    if (!Array.isArray(content)) return this.#blocks.endAll(emit);
    for (const [index, block] of content.entries()) {
      this.#blocks.begin(index, block, emit);
      this.#blocks.end(index, emit);
    }
  }

  /** Takes the stop reason, the counters and everything that has no place of its own. */
  #readFacts(facts: WireReply): void {
    const reason = asSaid(facts.stop_reason);
    if (reason !== undefined) {
      this.#stopReason = reason;
      this.#state = 'finished';
    }
    if (isRecord(facts.usage)) {
      this.#counters = mergeCounters(this.#counters, facts.usage);
      this.#around = facts;
    }
    for (const [name, value] of Object.entries(facts)) {
      if (value != null && !placed.has(name)) setOwn(this.#metadata, name, value as Json);
    }
  }

  #emitUsage(status: 'final' | 'partial', emit: Emit): void {
    if (this.#counters === undefined) return;
    emit({ type: 'usage', usage: usageOf(this.#counters, this.#around, status) });
  }
}
