import type { Emit, FinishReason } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import { asObject, asSaid } from '../loose.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { ItemReader } from './read-items.ts';
import { membersBut } from './signature.ts';
import { usageOf } from './usage.ts';
import type { WireFrame, WireResponse } from './wire.ts';

type Response = WireResponse & Readonly<Record<string, unknown>>;

/** What a response says about itself: its id, its state, its counts and its end. */
export class ReplyReader {
  isBackground = false;
  id: string | undefined;
  readonly #dialect: OpenaiResponsesDialect;
  readonly #phase: ErrorPhase;
  readonly #items: ItemReader;
  #isStarted = false;

  constructor(dialect: OpenaiResponsesDialect, phase: ErrorPhase) {
    this.#dialect = dialect;
    this.#phase = phase;
    this.#items = new ItemReader(dialect);
  }

  /** The items, for an event about one. */
  items(emit: Emit): ItemReader {
    if (!this.#isStarted) this.start(undefined, emit);
    return this.#items;
  }

  start(response: Response | undefined, emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const id = asSaid(response?.id);
    const model = asSaid(response?.model);
    this.id = id;
    if (id !== undefined) this.#items.responseId = id;
    emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
  }

  /** Any event that is not about an item. Whether it was the last one. */
  event(frame: WireFrame & Readonly<Record<string, unknown>>, type: string, emit: Emit): boolean {
    const response = asObject<WireResponse>(frame.response);
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        this.start(response, emit);
        this.#progress(response, emit);
        return false;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
      // The name that ChatGPT's own backend has for `completed`.
      case 'response.done':
        this.start(response, emit);
        this.#end(response ?? {}, type, frame.sequence_number, emit);
        return true;
      case 'error':
        throw failureInside(frame, this.#phase);
      default:
        // Gateways report errors without a type.
        if (type === '' && isRecord(frame.error)) throw failureInside(frame, this.#phase);
        return false;
    }
  }

  /** The end of a response: what was not told yet, the counts, the facts, the finish. */
  finish(response: Response, emit: Emit, status: unknown = response.status): void {
    if (!isWithinDepth(response)) throw tooDeep();
    if (status === 'failed') {
      this.#count(response, 'partial', emit);
      throw failureInside(isRecord(response.error) ? response.error : undefined, this.#phase);
    }
    this.#items.output(response.output, emit);
    const facts = factsOf(response);
    if (response.background === true) this.tell({ background: true, status: status as Json, ...facts }, emit);
    else if (Object.keys(facts).length > 0) this.tell(facts, emit);
    if (status === 'queued' || status === 'in_progress') {
      const message = `The answer is not ready (${status}): it is made in the background; ask for it by its id.`;
      emit({ type: 'warning', warning: { code: 'reply', message } });
    }
    this.#count(response, 'final', emit);
    emit({ type: 'finish', ...this.#reason(status, response.incomplete_details) });
  }

  /** Facts about the reply. */
  tell(value: Readonly<Record<string, Json>>, emit: Emit): void {
    emit({ type: 'extra', provider: this.#dialect.vendor, value });
  }

  #progress(response: Response | undefined, emit: Emit): void {
    if (response?.background !== true) return;
    this.isBackground = true;
    this.tell({ background: true, status: asSaid(response.status) ?? 'in_progress' }, emit);
  }

  #end(response: Response, type: string, sequence: unknown, emit: Emit): void {
    if (response.background === true && typeof sequence === 'number')
      this.tell({ sequence_number: sequence }, emit);
    const named = type.slice('response.'.length);
    this.finish(response, emit, asSaid(response.status) ?? (named === 'done' ? 'completed' : named));
  }

  #count(response: Response, status: 'final' | 'partial', emit: Emit): void {
    const usage = usageOf(response, this.#items.counts, status);
    if (usage !== undefined) emit({ type: 'usage', usage });
  }

  #reason(status: unknown, details: unknown): { reason: FinishReason; raw?: string } {
    const raw = asSaid(isRecord(details) ? details['reason'] : undefined) ?? asSaid(status);
    const told = raw === undefined ? {} : { raw };
    if (status === 'incomplete') return { reason: cuts.get(raw ?? '') ?? 'other', ...told };
    if (status === 'cancelled') return { reason: 'cancelled', ...told };
    // Recordings of hosts that leave the status out, or call it "complete", are whole answers.
    if (status !== undefined && status !== 'completed' && status !== 'complete')
      return { reason: 'other', ...told };
    if (this.#items.isWaiting) return { reason: 'tool-calls', ...told };
    return { reason: this.#items.hasRefusal ? 'refusal' : 'stop', ...told };
  }
}

const cuts: ReadonlyMap<string, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['max_tokens', 'length'],
  ['content_filter', 'content-filter'],
]);

// What is told elsewhere, and what only repeats the request.
const untold: ReadonlySet<string> = new Set(
  (
    'object id model created_at completed_at status background error incomplete_details output output_text usage ' +
    'instructions input tools tool_choice parallel_tool_calls text reasoning temperature top_p top_logprobs ' +
    'truncation frequency_penalty presence_penalty max_output_tokens max_tool_calls metadata store ' +
    'previous_response_id prompt_cache_key prompt_cache_retention safety_identifier user'
  ).split(' '),
);

// Facts such as the service tier, moderation results and content filters.
function factsOf(response: Response): Record<string, Json> {
  const facts = membersBut(response, untold) as Record<string, Json>;
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  );
}

function tooDeep(): ReqLLMError {
  return new ReqLLMError('The response is nested too deeply to be read.', {
    code: 'bad-response',
    phase: 'decode',
  });
}
