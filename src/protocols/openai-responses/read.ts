import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { otherBody, parseFrame } from '../frame-json.ts';
import { asObject } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { ReplyReader } from './read-reply.ts';
import type { WireFrame, WireResponse } from './wire.ts';

/**
 * Reads the events of a stream; the `type` in the data counts, whatever the framing calls the event. Progress of hosted
 * tools, previews of images and the deltas of code, commands and patches are passed over: the done item holds them.
 *
 * A background response tells how to resume it in its metadata: `background`, `status`, and the `sequence_number` of
 * the last event that was read, anew after each event.
 */
export class ResponsesReader implements StreamReader {
  readonly #reply: ReplyReader;
  #isDone = false;
  #cursor = -1;

  constructor(dialect: OpenaiResponsesDialect) {
    this.#reply = new ReplyReader(dialect, 'stream');
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (this.#isDone) return 'done';
    const { data } = event;
    if (data.length < 16 && (data.trim() === '' || data.trim() === '[DONE]')) return 'open';
    const frame = asObject<WireFrame>(parseFrame(data));
    if (frame === undefined) return 'open';
    return this.event(frame, typeof frame.type === 'string' ? frame.type : (event.event ?? ''), emit);
  }

  /** Reads one event that is parsed already, as WebSockets hand them over. */
  event(frame: WireFrame & Readonly<Record<string, unknown>>, type: string, emit: Emit): StreamState {
    if (this.#isDone) return 'done';
    const { sequence_number: sequence } = frame;
    const isNumbered = this.#reply.isBackground && typeof sequence === 'number';
    // Some servers tell a resumed stream from its beginning (openai-node filters it too).
    if (isNumbered && sequence <= this.#cursor && type !== 'error') return 'open';
    try {
      this.#isDone = this.#read(frame, type, emit);
    } catch (error) {
      // An error of the connection's own does not end what is made in the background.
      this.#isDone = !this.#reply.isBackground || type !== 'error';
      throw error;
    }
    if (this.#reply.isBackground && typeof sequence === 'number') this.#cursor = sequence;
    if (this.#isDone) return 'done';
    if (isNumbered) this.#reply.tell({ sequence_number: sequence }, emit);
    return 'open';
  }

  place(): { readonly id: string; readonly cursor?: string } | undefined {
    const { isBackground, id } = this.#reply;
    if (this.#isDone || !isBackground || id === undefined) return undefined;
    return this.#cursor < 0 ? { id } : { id, cursor: String(this.#cursor) };
  }

  end(_emit: Emit): void {
    if (this.#isDone) return;
    this.#isDone = !this.#reply.isBackground;
    const advice = this.#reply.isBackground ? ' It goes on in the background and can be resumed.' : '';
    throw new ReqLLMError(`The stream ended before the response did.${advice}`, {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  // Whether that was the last event.
  #read(frame: WireFrame & Readonly<Record<string, unknown>>, type: string, emit: Emit): boolean {
    switch (type) {
      case 'response.output_text.delta':
        this.#reply.items(emit).text('text', frame, emit);
        return false;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#reply.items(emit).argument(frame, emit);
        return false;
      case 'response.reasoning_summary_text.delta':
        this.#reply.items(emit).thought('summary', frame, emit);
        return false;
      case 'response.reasoning_text.delta':
        this.#reply.items(emit).thought('content', frame, emit);
        return false;
      case 'response.refusal.delta':
        this.#reply.items(emit).text('refusal', frame, emit);
        return false;
      case 'response.output_text.done':
        this.#reply.items(emit).wholeText('text', frame, emit);
        return false;
      case 'response.refusal.done':
        this.#reply.items(emit).wholeText('refusal', frame, emit);
        return false;
      case 'response.output_text.annotation.added':
        this.#reply.items(emit).annotation(frame, emit);
        return false;
      case 'response.output_item.added':
        this.#reply.items(emit).begin(frame, emit);
        return false;
      case 'response.output_item.done':
        this.#reply.items(emit).finish(frame, emit);
        return false;
      default:
        return this.#reply.event(frame, type, emit);
    }
  }
}

/** The chunks of a whole response. Throws for a failed one and for what is none. */
export function decodeBody(dialect: OpenaiResponsesDialect, body: unknown, emit: Emit): void {
  const response = asObject<WireResponse>(body);
  if (response === undefined) throw otherBody('response, as it has no output', body);
  if (isRecord(response.error) || (typeof response.error === 'string' && response.error !== ''))
    throw failureInside(response, 'decode');
  if (!Array.isArray(response.output) && response.status !== 'failed')
    throw otherBody('response, as it has no output', body);
  const reply = new ReplyReader(dialect, 'decode');
  reply.start(response, emit);
  reply.finish(response, emit);
}
