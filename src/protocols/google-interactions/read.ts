import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { otherBody, parseFrame } from '../frame-json.ts';
import { asObject, asSaid } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { ReplyReader } from './read-reply.ts';
import type { WireFrame, WireInteraction } from './wire.ts';

type Frame = WireFrame & Readonly<Record<string, unknown>>;

/**
 * Reads the events of a stream, under their names since May 2026 (`interaction.created`, `step.*`, `interaction.completed`)
 * and before (`interaction.start`, `content.*`, `interaction.complete`). Events with an id are those of an interaction that
 * can be read on after each of them.
 */
export class InteractionsReader implements StreamReader {
  readonly #reply: ReplyReader;
  #isDone = false;
  #first: string | undefined;
  #cursor: string | undefined;
  /** A stream that was to be read on is told from its beginning: nothing counts until the cursor was passed. */
  #isReplay = false;

  constructor(dialect: GoogleInteractionsDialect) {
    this.#reply = new ReplyReader(dialect, 'stream');
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (this.#isDone) return 'done';
    const { data } = event;
    if (data.length < 16 && (data.trim() === '' || data.trim() === '[DONE]')) return 'open';
    const frame = asObject<WireFrame>(parseFrame(data));
    if (frame === undefined) return 'open';
    const type = asSaid(frame.event_type) ?? event.event ?? '';
    const id = asSaid(frame.event_id);
    if (this.#isRepeated(id)) return 'open';
    try {
      this.#isDone = this.#read(frame, type, emit);
    } catch (error) {
      // An error of the connection's own does not end what is made in the background.
      this.#isDone = this.#first === undefined || !isErrorEvent(frame, type);
      throw error;
    }
    if (id !== undefined) {
      this.#first ??= id;
      this.#cursor = id;
    }
    return this.#isDone ? 'done' : 'open';
  }

  place(): { readonly id: string; readonly cursor?: string } | undefined {
    const { id } = this.#reply;
    if (this.#isDone || this.#cursor === undefined || id === undefined) return undefined;
    return { id, cursor: this.#cursor };
  }

  end(_emit: Emit): void {
    if (this.#isDone) return;
    const isKept = this.#cursor !== undefined;
    this.#isDone = !isKept;
    const advice = isKept ? ' It goes on in the background and can be resumed.' : '';
    throw new ReqLLMError(`The stream ended before the interaction did.${advice}`, {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  #isRepeated(id: string | undefined): boolean {
    if (id === undefined) return this.#isReplay;
    if (!this.#isReplay && id === this.#first && id !== this.#cursor) this.#isReplay = true;
    // One event was read so far, and comes again.
    if (!this.#isReplay && id === this.#first && id === this.#cursor) return true;
    if (!this.#isReplay) return false;
    this.#isReplay = id !== this.#cursor;
    return true;
  }

  // Whether that was the last event.
  #read(frame: Frame, type: string, emit: Emit): boolean {
    if (isErrorEvent(frame, type)) throw failureInside(frame.error, 'stream');
    const index = typeof frame.index === 'number' ? frame.index : undefined;
    switch (type) {
      case 'step.delta':
      case 'content.delta':
        this.#reply.steps(emit).grow(index, frame.delta, emit);
        this.#reply.countSoFar(isRecord(frame.metadata) ? frame.metadata['total_usage'] : undefined, emit);
        return false;
      case 'step.start':
      case 'content.start':
        this.#reply.begin(index, frame.step ?? frame.content, emit);
        return false;
      case 'step.stop':
      case 'content.stop':
        this.#reply.steps(emit).stop(index, emit);
        this.#reply.countSoFar(frame.usage, emit);
        return false;
      default:
        return this.#reply.event(frame, type, emit);
    }
  }
}

/** The chunks of a whole interaction. Throws for a failed one and for what is none. */
export function decodeBody(dialect: GoogleInteractionsDialect, body: unknown, emit: Emit): void {
  const interaction = asObject<WireInteraction>(body);
  if (interaction === undefined) throw otherBody('interaction, as it has no steps', body);
  if (isRecord(interaction.error)) throw failureInside(interaction.error, 'decode');
  const isOne =
    Array.isArray(interaction.steps) ||
    Array.isArray(interaction.outputs) ||
    (interaction.object === 'interaction' && typeof interaction.status === 'string');
  if (!isOne) throw otherBody('interaction, as it has no steps', body);
  new ReplyReader(dialect, 'decode').whole(interaction, emit);
}

function isErrorEvent(frame: Frame, type: string): boolean {
  return type === 'error' || (type === '' && isRecord(frame.error));
}
