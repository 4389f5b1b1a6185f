import type { Emit } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import { logprobsOf } from './citations.ts';
import type { CohereChatDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { finishOf, isFailure } from './finish.ts';
import { MessageReader } from './read-message.ts';
import { usageOf } from './usage.ts';
import type { WireBody, WireFrame, WireUsage } from './wire.ts';

/**
 * Reads the events of a chat stream. `message-end` is the terminal one and holds the finish reason and the usage; the
 * `[DONE]` that newer models send behind it says nothing more. Members of the end that have no place in chunks become
 * metadata under the vendor's name; `role`, and the ids of tokens beside log probabilities, are left out.
 */
export class CohereChatReader implements StreamReader {
  readonly #vendor: string;
  readonly #message: MessageReader;
  #isStarted = false;
  #isDone = false;

  constructor({ vendor }: CohereChatDialect) {
    this.#vendor = vendor;
    this.#message = new MessageReader(vendor, 'stream');
  }

  read(event: WireEvent, emit: Emit): StreamState {
    const frame = parsed(event.data);
    if (frame === undefined) return this.#isDone ? 'done' : 'open';
    if (!this.#isStarted) this.#start(frame, emit);
    const message = frame.delta?.message;
    switch (frame.type) {
      case 'content-delta':
        this.#message.delta(frame.index, message?.content, emit);
        if (isRecord(frame.logprobs)) emit({ type: 'logprobs', logprobs: logprobsOf([frame.logprobs]) });
        break;
      case 'tool-call-delta':
        this.#message.callDelta(frame.index, message?.tool_calls, emit);
        break;
      case 'tool-plan-delta':
        this.#message.plan(message?.tool_plan, emit);
        break;
      case 'content-start':
        this.#message.contentStart(frame.index, message?.content, emit);
        break;
      case 'tool-call-start':
        this.#message.callStart(frame.index, message?.tool_calls, emit);
        break;
      case 'tool-call-end':
        this.#message.callEnd(frame.index, emit);
        break;
      case 'citation-start':
        this.#message.citations(message?.citations, emit);
        break;
      case 'message-start':
        if (isRecord(message)) this.#message.whole(message, emit);
        break;
      case 'message-end':
        return this.#end(frame, emit);
      default:
        if (frame.type === undefined || frame.type === 'error') refuseError(frame);
    }
    return 'open';
  }

  end(emit: Emit): void {
    if (this.#isDone) return;
    this.#message.end(emit);
    throw new ReqLLMError('The stream from Cohere ended before the answer did. Try again.', {
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
  }

  #start({ id }: WireFrame, emit: Emit): void {
    this.#isStarted = true;
    const own = typeof id === 'string' ? id : '';
    this.#message.responseId = own;
    emit({ type: 'start', ...(own === '' ? {} : { id: own }) });
  }

  #end({ delta }: WireFrame, emit: Emit): StreamState {
    const { finish_reason: reason, usage, error, message: _message, ...rest } = isRecord(delta) ? delta : {};
    if (isFailure(reason) || (typeof error === 'string' && error !== ''))
      throw failureInside(reason, error, 'stream');
    // Without a reason nothing says that the answer is whole.
    if (typeof reason !== 'string') return 'open';
    finishUp({ emit, message: this.#message, vendor: this.#vendor, reason, usage, rest, phase: 'stream' });
    this.#isDone = true;
    return 'done';
  }
}

/** A whole body as chunks. */
export function readBody(body: unknown, emit: Emit, { vendor }: CohereChatDialect): void {
  if (!isRecord(body)) throw badFrame('a body that is no JSON object', shown(body));
  const { message, finish_reason: reason, usage, logprobs, ...facts } = body as WireBody & Facts;
  const { id, rest } = idOf(facts);
  if (!isRecord(message)) throw bodyFailure(body, reason);
  if (isFailure(reason)) throw failureInside(reason, undefined, 'decode');
  emit({ type: 'start', ...(id === undefined ? {} : { id }) });
  const reader = new MessageReader(vendor, 'decode');
  reader.responseId = id ?? '';
  reader.whole(message, emit);
  if (Array.isArray(logprobs) && logprobs.length > 0)
    emit({ type: 'logprobs', logprobs: logprobsOf(logprobs) });
  if (typeof reason !== 'string') {
    const said = 'The reply has no finish reason; it is taken as complete.';
    emit({ type: 'warning', warning: { code: 'reply', message: said } });
  }
  const known = typeof reason === 'string' ? reason : undefined;
  finishUp({ emit, message: reader, vendor, reason: known, usage, rest, phase: 'decode' });
}

type Facts = Readonly<Record<string, unknown>>;

interface Ending {
  readonly emit: Emit;
  readonly message: MessageReader;
  readonly vendor: string;
  readonly reason: string | undefined;
  readonly usage: WireUsage | undefined;
  /** What else is said about the reply. */
  readonly rest: Facts;
  readonly phase: ErrorPhase;
}

function finishUp({ emit, message, vendor, reason, usage, rest, phase }: Ending): void {
  message.end(emit);
  const facts: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) setOwn(facts, key, value);
  if (!isWithinDepth(facts) || !isWithinDepth(usage)) throw tooDeep(phase);
  if (Object.keys(facts).length > 0) emit({ type: 'extra', provider: vendor, value: facts as Json });
  if (isRecord(usage)) emit({ type: 'usage', usage: usageOf(usage) });
  emit(finishOf(reason, message.hasCalls));
}

// Some hosts give two ids instead of one (recorded at the Vercel AI SDK's fixtures).
function idOf({ id, ...rest }: Facts): { readonly id: string | undefined; readonly rest: Facts } {
  if (typeof id === 'string' && id !== '') return { id, rest };
  const { response_id: other, ...others } = rest;
  return typeof other === 'string' ? { id: other, rest: others } : { id: undefined, rest };
}

function parsed(data: string): WireFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    if (data.trim() === '[DONE]') return undefined;
    throw badFrame('an event that is not JSON', data);
  }
  if (!isRecord(frame)) throw badFrame('an event that is no object', data);
  return frame;
}

function refuseError({ message }: WireFrame): void {
  if (typeof message === 'string') throw failureInside(undefined, message, 'stream');
}

function bodyFailure(body: WireBody, reason: unknown): ReqLLMError {
  if (typeof body.message === 'string') return failureInside(undefined, body.message, 'decode');
  if (typeof reason === 'string' && isFailure(reason)) return failureInside(reason, undefined, 'decode');
  return new ReqLLMError('Cohere answered without a message.', {
    code: 'bad-response',
    phase: 'decode',
    retryable: true,
  });
}

function tooDeep(phase: ErrorPhase): ReqLLMError {
  return new ReqLLMError('Cohere sent JSON that is nested too deep to be read.', {
    code: 'bad-response',
    phase,
  });
}

// Not every list can be made a text: what it holds may have no `toString`.
function shown(value: unknown): string {
  return Array.isArray(value) ? '[…]' : String(value);
}

function badFrame(what: string, text: string): ReqLLMError {
  const snippet = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ReqLLMError(`Cohere sent ${what}: ${snippet}`, { code: 'bad-response', phase: 'decode' });
}
