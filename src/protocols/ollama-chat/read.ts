import { fromBase64 } from '../../core/base64.ts';
import type { Emit, TokenLogprob } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { OllamaChatDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { finishOf } from './finish.ts';
import { imageTypeOf } from './image-type.ts';
import { usageOf } from './usage.ts';
import type { WireFrame, WireLogprob, WireMessage, WireToolCall } from './wire.ts';

/**
 * Reads the lines of a chat stream; a whole body is a stream of one line. The line with `done` is the last. Its members
 * that have no place in chunks (the time it was made, durations in nanoseconds) become metadata under the vendor's
 * name; the `created_at` of the lines before it and the bytes beside log probabilities are left out.
 */
export class OllamaChatReader implements StreamReader {
  readonly #vendor: string;
  readonly #phase: ErrorPhase;
  #isStarted = false;
  #isDone = false;
  #block = -1;
  #kind: 'text' | 'reasoning' | 'other' = 'other';
  #stamp = '';
  #calls = 0;

  constructor({ vendor }: OllamaChatDialect, phase: ErrorPhase = 'stream') {
    this.#vendor = vendor;
    this.#phase = phase;
  }

  read(event: WireEvent, emit: Emit): StreamState {
    let frame: unknown;
    try {
      frame = JSON.parse(event.data);
    } catch {
      throw badFrame('a line that is not JSON', event.data);
    }
    return this.frame(frame, emit);
  }

  /** Reads one parsed line. */
  frame(value: unknown, emit: Emit): StreamState {
    if (!isRecord(value)) throw badFrame('a line that is no object', shown(value));
    const frame: WireFrame = value;
    if (frame.error !== undefined && frame.error !== null) throw failureInside(frame.error, this.#phase);
    if (!this.#isStarted) this.#start(frame, emit);
    if (isRecord(frame.message)) this.#message(frame.message, emit);
    if (Array.isArray(frame.logprobs) && frame.logprobs.length > 0)
      emit({ type: 'logprobs', logprobs: logprobsOf(frame.logprobs) });
    if (frame.done !== true) return 'open';
    this.finish(value, emit);
    return 'done';
  }

  end(): void {
    if (this.#isDone) return;
    throw new ReqLLMError('The stream from Ollama ended before the answer did. Try again.', {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  /** Everything that the last line says beside its message. */
  finish(frame: WireFrame & Readonly<Record<string, unknown>>, emit: Emit): void {
    this.#isDone = true;
    const facts: Record<string, unknown> = {};
    for (const key in frame) if (!ownMembers.has(key)) setOwn(facts, key, frame[key]);
    if (!isWithinDepth(facts)) {
      const message = 'Ollama sent JSON that is nested too deep to be read.';
      throw new ReqLLMError(message, { code: 'bad-response', phase: this.#phase });
    }
    if (Object.keys(facts).length > 0) emit({ type: 'extra', provider: this.#vendor, value: facts as Json });
    const usage = usageOf(frame);
    if (usage !== undefined) emit({ type: 'usage', usage });
    const { done_reason: reason } = frame;
    emit(finishOf(typeof reason === 'string' && reason !== '' ? reason : undefined, this.#calls > 0));
  }

  #start({ model, created_at: time }: WireFrame, emit: Emit): void {
    this.#isStarted = true;
    // Replies have no id; the time is what tells the calls of one turn from those of another.
    this.#stamp = typeof time === 'string' ? time.replace(/\D/g, '') : '';
    emit({ type: 'start', ...(typeof model === 'string' && model !== '' ? { model } : {}) });
  }

  #message({ content, thinking, images, tool_calls: calls }: WireMessage, emit: Emit): void {
    if (typeof thinking === 'string' && thinking !== '') this.#say('reasoning', thinking, emit);
    if (typeof content === 'string' && content !== '') this.#say('text', content, emit);
    if (Array.isArray(images)) for (const image of images) this.#image(image, emit);
    if (Array.isArray(calls)) for (const call of calls) if (isRecord(call)) this.#call(call, emit);
  }

  #say(kind: 'text' | 'reasoning', text: string, emit: Emit): void {
    if (this.#kind !== kind) {
      this.#kind = kind;
      this.#block += 1;
    }
    emit({ type: kind, block: this.#block, text });
  }

  #image(data: unknown, emit: Emit): void {
    const bytes = typeof data === 'string' ? fromBase64(data) : undefined;
    if (bytes === undefined) {
      warn(emit, 'An image in the reply is not base64 and was left out.');
      return;
    }
    this.#kind = 'other';
    this.#block += 1;
    emit({ type: 'media', block: this.#block, mediaType: imageTypeOf(data as string), data: bytes });
  }

  #call({ id, function: called }: WireToolCall, emit: Emit): void {
    this.#kind = 'other';
    this.#block += 1;
    this.#calls += 1;
    const ownId = typeof id === 'string' && id !== '' ? id : undefined;
    const madeId = this.#stamp === '' ? `call_${this.#calls}` : `call_${this.#stamp}_${this.#calls}`;
    const name: unknown = called?.name;
    const block = this.#block;
    emit({ type: 'tool-call', block, id: ownId ?? madeId, name: typeof name === 'string' ? name : '' });
    emit({ type: 'tool-input', block, json: jsonOf(called?.arguments) });
  }
}

/** A whole body as chunks. */
export function readBody(body: unknown, emit: Emit, dialect: OllamaChatDialect): void {
  const reader = new OllamaChatReader(dialect, 'decode');
  if (reader.frame(body, emit) === 'done') return;
  const frame = body as WireFrame & Readonly<Record<string, unknown>>;
  if (!isRecord(frame.message)) {
    throw new ReqLLMError('Ollama answered without a message.', {
      code: 'bad-response',
      phase: 'decode',
      retryable: true,
    });
  }
  warn(emit, 'The reply does not say that it is done; it is taken as complete.');
  reader.finish(frame, emit);
}

const ownMembers: ReadonlySet<string> = new Set([
  'model',
  'message',
  'done',
  'done_reason',
  'prompt_eval_count',
  'eval_count',
  'logprobs',
  'error',
]);

function logprobsOf(list: readonly unknown[]): TokenLogprob[] {
  return list.filter(isRecord).map((item: WireLogprob): TokenLogprob => {
    const top: unknown = item.top_logprobs;
    const others = Array.isArray(top) ? { top: top.filter(isRecord).map((other) => logprobOf(other)) } : {};
    return { ...logprobOf(item), ...others };
  });
}

function logprobOf({ token, logprob }: WireLogprob): { token: string; logprob: number } {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
  };
}

// Arguments are an object; a text among them (gateways) is handed on as it is.
function jsonOf(args: unknown): string {
  if (typeof args === 'string') return args;
  try {
    return JSON.stringify(args ?? {});
  } catch {
    // V8's stringify runs out of stack at some thousand levels; cut off, the fold calls it invalid.
    return '{"nested too deep"';
  }
}

function warn(emit: Emit, message: string): void {
  emit({ type: 'warning', warning: { code: 'reply', message } });
}

// Not every list can be made a text: what it holds may have no `toString`.
function shown(value: unknown): string {
  return Array.isArray(value) ? '[…]' : String(value);
}

function badFrame(what: string, text: string): ReqLLMError {
  const snippet = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ReqLLMError(`Ollama sent ${what}: ${snippet}`, { code: 'bad-response', phase: 'decode' });
}
