import type { CallBody } from '../../core/call.ts';
import type { Chunk, FinishReason } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { pendingStates } from '../../core/recovery.ts';
import type { WireEvent } from '../../wire/event.ts';
import { mergeJson } from '../json-merge.ts';
import type { StreamWriter } from '../protocol.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import { eventId } from './server-resume.ts';
import {
  CallDraft,
  MediaDraft,
  OtherDraft,
  type Say,
  type StepDraft,
  TextDraft,
  ThoughtDraft,
} from './server-steps.ts';
import { wireUsage } from './usage.ts';

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;
type Send = (event: WireEvent) => void;

interface OpenStep {
  readonly draft: StepDraft;
  readonly index: number;
}

/** Writes a reply as Google streams it: every step begun, grown and stopped. Those made in the background have ids. */
export class InteractionsWriter implements StreamWriter {
  readonly #call: CallBody;
  readonly #vendor: string;
  readonly #open = new Map<number, OpenStep>();
  readonly #steps: JsonObject[] = [];
  #text: TextDraft | undefined;
  #start: Of<'start'> | undefined;
  #usage: Of<'usage'> | undefined;
  #finish: Of<'finish'> | undefined;
  #facts: JsonObject = {};
  #count = 0;
  #events = 0;
  #send: Send = () => undefined;

  constructor(call: CallBody, { vendor }: GoogleInteractionsDialect) {
    this.#call = call;
    this.#vendor = vendor;
  }

  write(chunk: Chunk, send: Send): void {
    this.#send = send;
    if (this.#start === undefined) this.#begin(chunk.type === 'start' ? chunk : { type: 'start' });
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        this.#grow(chunk.block, chunk, (say) => (this.#text = new TextDraft(say)));
        return;
      case 'reasoning':
        this.#grow(chunk.block, chunk, (say) => new ThoughtDraft(say));
        return;
      case 'tool-call':
        this.#grow(chunk.block, chunk, (say) => new CallDraft(chunk, say));
        return;
      case 'tool-input':
        this.#open.get(chunk.block)?.draft.add(chunk);
        return;
      case 'media':
      case 'media-url':
        this.#grow(chunk.block, chunk, (say) => new MediaDraft(chunk, say));
        return;
      case 'extra':
        this.#extra(chunk);
        return;
      case 'source':
        this.#text?.cite(chunk.source);
        return;
      case 'usage':
        this.#usage = chunk;
        return;
      case 'finish':
        this.#finish = chunk;
        return;
      case 'start':
      case 'logprobs':
      case 'vector':
      case 'score':
      case 'verdict':
      case 'page':
      case 'job':
      case 'segment':
      case 'recording':
      case 'recovery':
      case 'warning':
        return;
      default:
        chunk satisfies never;
    }
  }

  end(send: Send): void {
    this.#send = send;
    if (this.#start === undefined) this.#begin({ type: 'start' });
    this.#close(true);
    this.#event('interaction.completed', { interaction: this.#interaction(true) });
    send({ event: 'done', data: '[DONE]' });
  }

  /** The interaction as a body has it. */
  interaction(): JsonObject {
    return { ...this.#interaction(true), steps: this.#steps };
  }

  #begin(start: Of<'start'>): void {
    this.#start = start;
    this.#event('interaction.created', { interaction: this.#interaction(false) });
    const id = start.id === undefined ? {} : { interaction_id: start.id };
    this.#event('interaction.status_update', { ...id, status: 'in_progress' });
  }

  #interaction(isEnd: boolean): JsonObject {
    const { id, model = this.#call.model.id } = this.#start ?? {};
    const head = {
      ...(id === undefined ? {} : { id }),
      status: isEnd ? statusOf(this.#finish) : 'in_progress',
      object: 'interaction',
      model,
    };
    if (!isEnd) return head;
    const usage = this.#usage === undefined ? {} : { usage: wireUsage(this.#usage.usage) };
    // Rendering is pure, so there is no clock to ask.
    const times = { created: '1970-01-01T00:00:00Z', updated: '1970-01-01T00:00:00Z' };
    return mergeJson({ ...head, ...usage, ...times }, this.#facts);
  }

  #grow(block: number, chunk: Chunk, draft: (say: Say) => StepDraft): void {
    let open = this.#open.get(block);
    if (open === undefined) {
      this.#close(false);
      const index = this.#count++;
      open = { index, draft: draft(this.#about(index)) };
      this.#open.set(block, open);
    }
    open.draft.add(chunk);
  }

  #extra(chunk: Of<'extra'>): void {
    const { block, provider, value } = chunk;
    if (provider !== this.#vendor || !isRecord(value)) return;
    if (block === undefined) this.#facts = mergeJson(this.#facts, value as JsonObject);
    else if (typeof value['type'] === 'string')
      this.#grow(block, chunk, (say) => new OtherDraft(value as Json, say));
  }

  // At the end everything is closed; before it, calls whose arguments are not whole stay open.
  #close(isEnd: boolean): void {
    for (const [block, { draft, index }] of this.#open) {
      if (!isEnd && !draft.isWhole) continue;
      this.#steps[index] = draft.close();
      this.#event('step.stop', { index });
      this.#open.delete(block);
    }
  }

  #about(index: number): Say {
    return {
      start: (step) => this.#event('step.start', { index, step }),
      delta: (delta) => this.#event('step.delta', { index, delta }),
    };
  }

  #event(type: string, members: JsonObject): void {
    const isKept = isBackground(this.#call, this.#vendor);
    const id = isKept ? { event_id: eventId(this.#events) } : {};
    this.#events += 1;
    this.#send({ event: type, data: JSON.stringify({ ...members, ...id, event_type: type }) });
  }
}

/** A reply as one body. */
export function renderBody(
  chunks: Iterable<Chunk>,
  call: CallBody,
  dialect: GoogleInteractionsDialect,
): Json {
  const writer = new InteractionsWriter(call, dialect);
  const ignore = (): void => undefined;
  for (const chunk of chunks) writer.write(chunk, ignore);
  writer.end(ignore);
  return writer.interaction();
}

/** Whether the answer to a call is made in the background. */
export function isBackground({ providerOptions }: CallBody, vendor: string): boolean {
  return providerOptions?.[vendor]?.['background'] === true;
}

const statuses: Readonly<Record<string, readonly FinishReason[]>> = {
  completed: ['stop', 'tool-calls'],
  requires_action: ['stop', 'tool-calls'],
  incomplete: ['length'],
  cancelled: ['cancelled'],
  requires_continuation: ['paused'],
  budget_exceeded: ['other'],
};

function statusOf(finish: Of<'finish'> | undefined): string {
  const { reason = 'stop', raw = '' } = finish ?? {};
  if (reason === 'other' && pendingStates.has(raw)) return raw;
  if (Object.hasOwn(statuses, raw) && statuses[raw]?.includes(reason) === true) return raw;
  switch (reason) {
    case 'tool-calls':
      return 'requires_action';
    case 'length':
    case 'content-filter':
    case 'other':
      return 'incomplete';
    case 'cancelled':
      return 'cancelled';
    case 'paused':
      return 'requires_continuation';
    default:
      return 'completed';
  }
}
