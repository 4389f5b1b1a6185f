import type { Emit, FinishReason } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json, setOwn } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { GoogleGenerateDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { fullerGrounding, isPlainGrounding, logprobsOf } from './grounding.ts';
import { GroundingSources } from './grounding-sources.ts';
import { PartReader, tooDeep, warn } from './read-parts.ts';
import { usageOf } from './usage.ts';
import { finishReasons, type WireCandidate, type WireFrame, type WireUsage } from './wire.ts';

/**
 * Reads frames of `streamGenerateContent`; a whole body is a stream of one frame. The finish reason may be repeated
 * early and text may follow it, so the finish is emitted at the end of the bytes. Members of the frame and of the
 * candidate that have no place in chunks become metadata under the vendor's name; `index` and `content.role` are
 * left out, as they never vary.
 */
export class GoogleGenerateReader implements StreamReader {
  readonly #dialect: GoogleGenerateDialect;
  readonly #phase: ErrorPhase;
  readonly #parts: PartReader;
  #isStarted = false;
  #isDone = false;
  #hasCandidate = false;
  #hasManyCandidates = false;
  #blockReason: string | undefined;
  #finish: string | undefined;
  #usage: WireUsage | undefined;
  #isCounted = false;
  #searches = 0;
  #sources: GroundingSources | undefined;
  #grounding: Readonly<Record<string, unknown>> = {};
  /** The answer so far, in which grounded statements are found. */
  #said = '';
  #metadata: Record<string, unknown> | undefined;

  constructor(dialect: GoogleGenerateDialect, phase: ErrorPhase = 'stream') {
    this.#dialect = dialect;
    this.#phase = phase;
    this.#parts = new PartReader(dialect.vendor, phase);
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (this.#isDone) return 'done';
    let frame: unknown;
    try {
      frame = JSON.parse(event.data);
    } catch {
      // Google sends no such mark, but gateways in front of it do.
      if (event.data.trim() !== '[DONE]') throw badFrame('a frame that is not JSON', event.data);
      if (this.#finish === undefined) return 'open';
      this.end(emit);
      return 'done';
    }
    return this.frame(frame, emit);
  }

  /** Reads one parsed frame, or a list of them. */
  frame(value: unknown, emit: Emit): StreamState {
    if (Array.isArray(value)) for (const item of value) this.frame(item, emit);
    else if (isRecord(value)) this.#frame(value, emit);
    else throw badFrame('a frame that is no object', String(value));
    return this.#finish === undefined ? 'open' : 'finished';
  }

  end(emit: Emit): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#parts.end(emit);
    if (this.#finish === undefined) {
      this.#count(emit, 'partial');
      throw truncated();
    }
    this.#finishUp(emit, this.#finish);
  }

  /** The end of a whole body, which may lack a finish reason (recording gemini-1.5-flash test_google_no_finish_reason). */
  endBody(emit: Emit): void {
    if (this.#finish === undefined && !this.#parts.hasParts) {
      throw new ReqLLMError('Google answered with no content and no reason for it.', {
        code: 'bad-response',
        phase: this.#phase,
        retryable: true,
      });
    }
    this.#parts.end(emit);
    if (this.#finish === undefined) warn(emit, 'The reply has no finish reason; it is taken as complete.');
    this.#finishUp(emit, this.#finish);
  }

  #frame(frame: WireFrame & Readonly<Record<string, unknown>>, emit: Emit): void {
    if (frame.error !== undefined && frame.error !== null) throw failureInside(frame.error, this.#phase);
    if (!this.#isStarted) this.#start(frame, emit);
    for (const key in frame) {
      switch (key) {
        case 'candidates':
        case 'modelVersion':
        case 'responseId':
          break;
        case 'usageMetadata':
          if (isRecord(frame.usageMetadata)) this.#usage = frame.usageMetadata;
          break;
        default:
          this.#keep(key, frame[key]);
      }
    }
    const { candidates } = frame;
    if (Array.isArray(candidates) && candidates.length > 0) {
      for (const candidate of candidates) if (isRecord(candidate)) this.#candidate(candidate, emit);
    } else if (isRecord(frame.promptFeedback)) this.#blocked(frame.promptFeedback, emit);
    if (!this.#isCounted && this.#finish === undefined) this.#countEarly(emit);
  }

  #start(frame: WireFrame, emit: Emit): void {
    this.#isStarted = true;
    const { responseId, modelVersion } = frame;
    const id = typeof responseId === 'string' ? responseId : '';
    this.#parts.responseId = id;
    emit({
      type: 'start',
      ...(id === '' ? {} : { id }),
      ...(typeof modelVersion === 'string' && modelVersion !== '' ? { model: modelVersion } : {}),
    });
  }

  #candidate(candidate: WireCandidate & Readonly<Record<string, unknown>>, emit: Emit): void {
    if (typeof candidate.index === 'number' && candidate.index > 0) {
      this.#hasManyCandidates = true;
      return;
    }
    this.#hasCandidate = true;
    const parts: unknown = isRecord(candidate.content) ? candidate.content['parts'] : undefined;
    if (Array.isArray(parts)) for (const part of parts) if (isRecord(part)) this.#part(part, emit);
    for (const key in candidate) {
      switch (key) {
        case 'content':
        case 'index':
          break;
        case 'finishReason':
          this.#finishWith(candidate.finishReason);
          break;
        case 'logprobsResult':
          this.#logprobs(candidate.logprobsResult, emit);
          break;
        case 'groundingMetadata':
          this.#ground(candidate.groundingMetadata);
          break;
        default:
          this.#keep(key, candidate[key]);
      }
    }
  }

  #part(part: Readonly<Record<string, unknown>>, emit: Emit): void {
    if (typeof part['text'] === 'string' && part['thought'] !== true) this.#said += part['text'];
    this.#parts.read(part, emit);
  }

  #finishWith(reason: unknown): void {
    if (typeof reason !== 'string' || reason === '') return;
    if (reason !== 'FINISH_REASON_UNSPECIFIED' || this.#finish === undefined) this.#finish = reason;
  }

  #blocked(
    feedback: { readonly blockReason?: unknown; readonly blockReasonMessage?: unknown },
    emit: Emit,
  ): void {
    const { blockReason, blockReasonMessage } = feedback;
    if (typeof blockReason !== 'string') return;
    this.#blockReason = blockReason;
    this.#finish = blockReason;
    if (this.#hasCandidate) return;
    this.#count(emit, 'final');
    const why = typeof blockReasonMessage === 'string' ? ` ${blockReasonMessage}` : '';
    throw new ReqLLMError(
      `Google blocked the prompt (${blockReason}).${why} Change the prompt or the safety settings.`,
      {
        code: 'content-filter',
        phase: this.#phase,
        providerCode: blockReason,
      },
    );
  }

  #logprobs(result: unknown, emit: Emit): void {
    const logprobs = isRecord(result) ? logprobsOf(result) : [];
    if (logprobs.length > 0) emit({ type: 'logprobs', logprobs });
  }

  #ground(grounding: unknown): void {
    if (!isRecord(grounding)) return;
    const { webSearchQueries } = grounding;
    if (Array.isArray(webSearchQueries)) this.#searches = Math.max(this.#searches, webSearchQueries.length);
    (this.#sources ??= new GroundingSources()).read(grounding);
    if (isPlainGrounding(grounding)) return;
    this.#grounding = fullerGrounding(this.#grounding, grounding);
    this.#keep('groundingMetadata', this.#grounding);
  }

  #keep(key: string, value: unknown): void {
    if (value !== undefined && value !== null) setOwn((this.#metadata ??= {}), key, value);
  }

  #count(emit: Emit, status: 'final' | 'partial'): void {
    if (this.#usage === undefined) return;
    if (!isWithinDepth(this.#usage)) throw tooDeep(this.#phase);
    const { costPath } = this.#dialect;
    emit({ type: 'usage', usage: usageOf(this.#usage, { status, searches: this.#searches, costPath }) });
  }

  // Once, so that a reader that leaves early knows at least what the prompt cost.
  #countEarly(emit: Emit): void {
    if (typeof this.#usage?.promptTokenCount !== 'number') return;
    this.#isCounted = true;
    this.#count(emit, 'partial');
  }

  #finishUp(emit: Emit, raw: string | undefined): void {
    if (this.#hasManyCandidates) warn(emit, 'The reply has several candidates; only the first was read.');
    const oddity = raw !== undefined && Object.hasOwn(oddities, raw) ? oddities[raw] : undefined;
    if (oddity !== undefined) warn(emit, `${oddity} (${raw}).`);
    this.#sources?.emit(this.#said, emit);
    if (this.#metadata !== undefined) {
      if (!isWithinDepth(this.#metadata)) throw tooDeep(this.#phase);
      emit({ type: 'extra', provider: this.#dialect.vendor, value: this.#metadata as Json });
    }
    this.#count(emit, 'final');
    emit({ type: 'finish', reason: this.#reason(raw), ...(raw === undefined ? {} : { raw }) });
  }

  #reason(raw: string | undefined): FinishReason {
    if (this.#blockReason !== undefined && raw === this.#blockReason) return 'content-filter';
    const reason =
      raw === undefined ? 'stop' : Object.hasOwn(finishReasons, raw) ? finishReasons[raw] : 'other';
    return reason === 'stop' && this.#parts.hasCalls ? 'tool-calls' : (reason ?? 'other');
  }
}

/** A whole body as chunks; also the list of frames that streaming without `alt=sse` gives. */
export function readBody(body: unknown, emit: Emit, dialect: GoogleGenerateDialect): void {
  if (!isRecord(body) && !Array.isArray(body)) throw badFrame('a body that is no JSON object', String(body));
  const reader = new GoogleGenerateReader(dialect, 'decode');
  reader.frame(body, emit);
  if (Array.isArray(body)) reader.end(emit);
  else reader.endBody(emit);
}

const oddities: Readonly<Record<string, string>> = {
  MALFORMED_FUNCTION_CALL: 'The model made a tool call that cannot be read; try again',
  UNEXPECTED_TOOL_CALL: 'The model called a tool that was not offered; try again or offer the tool',
  TOO_MANY_TOOL_CALLS: 'The model called too many tools in a row',
  MISSING_THOUGHT_SIGNATURE: 'A tool call in the conversation lacks its thought signature',
  MALFORMED_RESPONSE: 'The model gave an answer that cannot be read; try again',
};

function truncated(): ReqLLMError {
  return new ReqLLMError('The stream from Google ended before the answer did. Try again.', {
    code: 'truncated',
    phase: 'stream',
    retryable: true,
  });
}

function badFrame(what: string, text: string): ReqLLMError {
  const snippet = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ReqLLMError(`Google sent ${what}: ${snippet}`, { code: 'bad-response', phase: 'decode' });
}
