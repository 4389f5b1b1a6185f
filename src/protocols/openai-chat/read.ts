import type { Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { parseFrame, unreadableFrame } from '../frame-json.ts';
import { asObject, isTextWithinDepth } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { ChatReply } from './read-reply.ts';
import type { WireReply } from './wire.ts';

/** The chunks of a whole body. Throws for an error that came with status 200 and for what is no chat completion. */
export function decodeBody(dialect: OpenaiChatDialect, body: unknown, emit: Emit): void {
  const reply = asObject<WireReply>(body);
  if (reply === undefined) throw notAReply(body);
  if (!isWithinDepth(reply)) throw tooDeep();
  const failure = failureInside(reply, 'decode');
  if (failure !== undefined) throw failure;
  if (!Array.isArray(reply.choices)) throw notAReply(body);
  const state = new ChatReply(dialect);
  state.body(reply, emit);
  state.finish(emit);
}

/** The memory of one stream. */
export class ChatStreamReader implements StreamReader {
  readonly #reply: ChatReply;
  readonly #needsMarker: boolean;
  #isDone = false;

  constructor(dialect: OpenaiChatDialect) {
    this.#reply = new ChatReply(dialect);
    this.#needsMarker = dialect.doneMarker === 'required';
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (this.#isDone) return 'done';
    const { data } = event;
    if (data.length < 16) {
      const word = data.trim();
      if (word === '') return this.#state();
      if (word === '[DONE]') return this.#close(emit);
    }
    const frame = asObject<WireReply>(parseFrame(data));
    if (event.event === 'error')
      throw this.#failed(failureInside(frame ?? {}, 'stream') ?? unreadableFrame('error event', data), emit);
    if (frame === undefined) return this.#state();
    if (!isTextWithinDepth(data, frame)) throw this.#failed(tooDeep(), emit);
    if (frame.error !== undefined || !Array.isArray(frame.choices)) {
      const failure = failureInside(frame, 'stream');
      if (failure !== undefined) throw this.#failed(failure, emit);
    }
    this.#reply.frame(frame, emit);
    return this.#state();
  }

  end(emit: Emit): void {
    if (this.#isDone) return;
    if (!this.#reply.isFinished || this.#needsMarker) {
      const facts = { code: 'truncated', phase: 'stream', retryable: true } as const;
      throw this.#failed(
        new ReqLLMError(
          'The stream ended before the answer did: no finish reason and no [DONE] came.',
          facts,
        ),
        emit,
      );
    }
    this.#close(emit);
  }

  #close(emit: Emit): StreamState {
    this.#isDone = true;
    this.#reply.finish(emit);
    return 'done';
  }

  // What was counted so far is owed for, so it goes out before the failure.
  #failed(error: ReqLLMError, emit: Emit): ReqLLMError {
    this.#isDone = true;
    this.#reply.usage(emit, 'partial');
    return error;
  }

  #state(): StreamState {
    return this.#reply.isFinished ? 'finished' : 'open';
  }
}

function tooDeep(): ReqLLMError {
  return new ReqLLMError('The reply holds JSON that is nested too deep to be read.', {
    code: 'bad-response',
    phase: 'decode',
  });
}

function notAReply(body: unknown): ReqLLMError {
  const shown =
    typeof body === 'string'
      ? JSON.stringify(body.slice(0, 60))
      : Array.isArray(body)
        ? 'a list'
        : String(typeof body);
  const told = isRecord(body)
    ? `an object with ${Object.keys(body).slice(0, 5).join(', ') || 'nothing in it'}`
    : shown;
  const message = `The reply is no chat completion, as it has no choices; it is ${told.slice(0, 80)}.`;
  return new ReqLLMError(message, { code: 'bad-response', phase: 'decode' });
}
