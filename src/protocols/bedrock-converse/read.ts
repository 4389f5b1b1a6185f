import type { Emit } from '../../core/chunk.ts';
import { isWithinDepth, type Json, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { awsStreamFailure, isAwsFailure } from '../../wire/aws-exception.ts';
import { asObject, asSaid } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { BedrockConverseDialect } from './dialect.ts';
import { truncated, unreadable } from './failure.ts';
import { finishReasonOf } from './finish.ts';
import { BlockReader } from './read-blocks.ts';
import { usageOf } from './usage.ts';
import type { WireBody, WireFrame } from './wire.ts';

// What has a place among the chunks, or says nothing: `p` is padding that hides the length of tokens. All other members
// (metrics, trace, performanceConfig, serviceTier, additionalModelResponseFields, …) are kept as metadata.
const placed: ReadonlySet<string> = new Set(['output', 'stopReason', 'usage', 'p']);

/** Reads the events of `ConverseStream`. The count comes after the stop reason, and with it the stream is done. */
export class ConverseReader implements StreamReader {
  readonly #dialect: BedrockConverseDialect;
  readonly #blocks: BlockReader;
  #isStarted = false;
  #stopReason: string | undefined;
  #usage: Readonly<Record<string, unknown>> | undefined;
  #metadata: Record<string, unknown> | undefined;

  constructor(dialect: BedrockConverseDialect) {
    this.#dialect = dialect;
    this.#blocks = new BlockReader(dialect.vendor);
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (isAwsFailure(event)) throw awsStreamFailure(event);
    const frame = parsed(event.data);
    this.#start(emit);
    switch (event.event) {
      case 'contentBlockDelta':
        this.#blocks.delta(frame.contentBlockIndex, frame.delta, emit);
        break;
      case 'contentBlockStart':
        this.#blocks.start(frame.contentBlockIndex, frame.start, emit);
        break;
      case 'contentBlockStop':
        this.#blocks.stop(frame.contentBlockIndex, emit);
        break;
      case 'messageStop':
      case 'metadata':
        this.#facts(frame);
        break;
      default:
    }
    if (this.#stopReason === undefined) return 'open';
    if (this.#usage === undefined) return 'finished';
    this.#finish(emit, this.#stopReason);
    return 'done';
  }

  end(emit: Emit): void {
    if (this.#stopReason === undefined) {
      if (this.#usage !== undefined)
        emit({ type: 'usage', usage: { ...usageOf(this.#usage), status: 'partial' } });
      throw truncated();
    }
    this.#finish(emit, this.#stopReason);
  }

  /** Reads a whole body. */
  body(body: WireBody, emit: Emit): void {
    this.#start(emit);
    const message = asObject(asObject(body.output)?.['message']);
    const content = message?.['content'];
    if (Array.isArray(content)) for (const block of content) this.#blocks.whole(block, emit);
    this.#facts(body);
    if (this.#stopReason === undefined) throw unreadable('a body without a stop reason');
    this.#finish(emit, this.#stopReason);
  }

  // Converse names neither the reply nor the model: the request's id is in a header.
  #start(emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    emit({ type: 'start' });
  }

  #facts(facts: WireFrame | WireBody): void {
    this.#stopReason = asSaid(facts.stopReason) ?? this.#stopReason;
    this.#usage = asObject(facts.usage) ?? this.#usage;
    for (const name in facts) {
      if (placed.has(name) || facts[name] === undefined || facts[name] === null) continue;
      setOwn((this.#metadata ??= {}), name, facts[name]);
    }
  }

  #finish(emit: Emit, raw: string): void {
    this.#blocks.stopAll(emit);
    if (this.#metadata !== undefined) {
      if (!isWithinDepth(this.#metadata)) throw unreadable('facts that are nested too deep');
      emit({ type: 'extra', provider: this.#dialect.vendor, value: this.#metadata as Json });
    }
    if (raw.startsWith('malformed_')) {
      const message = `The model gave an answer that Bedrock cannot read; try again (${raw.slice(0, 60)}).`;
      emit({ type: 'warning', warning: { code: 'reply', message } });
    }
    if (this.#usage !== undefined) {
      if (!isWithinDepth(this.#usage)) throw unreadable('counters that are nested too deep');
      emit({ type: 'usage', usage: usageOf(this.#usage) });
    }
    emit({ type: 'finish', reason: finishReasonOf(raw), raw });
  }
}

/** A whole body as chunks. */
export function readBody(value: unknown, emit: Emit, dialect: BedrockConverseDialect): void {
  const body = asObject<WireBody>(value);
  if (body === undefined) throw unreadable('no JSON object');
  if (!isWithinDepth(body)) throw unreadable('JSON that is nested too deep');
  new ConverseReader(dialect).body(body, emit);
}

function parsed(data: string): WireFrame {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw unreadable(`an event that is no JSON: ${JSON.stringify(data.slice(0, 60))}`);
  }
  const frame = asObject<WireFrame>(value);
  if (frame === undefined) throw unreadable('an event that is no JSON object');
  return frame;
}
