import type { Emit } from '../../core/chunk.ts';
import { type ErrorPhase, ReqLLMError } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { count, usage } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import { asObject, asSaid, asText, membersOf } from '../loose.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import {
  reasonOf,
  type WireCall,
  type WireCitation,
  type WireFrame,
  type WireReply,
} from './command-wire.ts';
import { unreadable } from './failure.ts';

/**
 * Reads the events of a stream: `text-generation`, `citation-generation`, `tool-calls-generation`, and `stream-end`,
 * whose `response` repeats the answer whole. What it repeats is read only where the stream did not say it.
 * `search_queries`, `is_search_required`, `response_id` and the history in it are left out: they were asked or said before.
 */
export class CommandReader implements StreamReader {
  #id = '';
  #isStarted = false;
  #textBlock: number | undefined;
  #blocks = 0;
  #calls = 0;
  #reason: string | undefined;
  #meta: unknown;
  #citations: unknown[] = [];
  #documents: readonly unknown[] = [];

  read(event: WireEvent, emit: Emit): StreamState {
    const frame = parsed(event.data);
    this.#start(frame, emit);
    switch (frame.event_type) {
      case 'text-generation':
        this.#text(frame.text, emit);
        break;
      case 'tool-calls-generation':
        this.#toolCalls(frame.tool_calls, emit);
        break;
      case 'citation-generation':
        for (const citation of listOf(frame.citations)) this.#citations.push(citation);
        break;
      case 'search-results':
        this.#documents = listOf(frame.documents);
        break;
      case 'stream-end':
        this.#whole(membersOf(frame.response), frame.finish_reason, 'stream', emit);
        break;
      default:
    }
    return this.#reason === undefined ? 'open' : 'finished';
  }

  /** A whole body. */
  body(body: WireReply, emit: Emit): void {
    this.#start(body, emit);
    this.#whole(body, body.finish_reason, 'decode', emit);
    if (this.#reason === undefined) throw unreadable('a body without a finish reason');
  }

  end(emit: Emit): void {
    const raw = this.#reason;
    if (raw === undefined) {
      const facts = { code: 'truncated', phase: 'stream', retryable: true } as const;
      throw new ReqLLMError('The stream from Bedrock ended before the answer did. Try again.', facts);
    }
    for (const source of sourcesIn(this.#citations, this.#documents))
      emit({ type: 'source', ...(this.#textBlock === undefined ? {} : { block: this.#textBlock }), source });
    this.#count(emit);
    emit({ type: 'finish', reason: reasonOf(raw, this.#calls > 0), raw });
  }

  #start({ generation_id: id }: WireReply, emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#id = asSaid(id) ?? '';
    emit({ type: 'start', ...(this.#id === '' ? {} : { id: this.#id }) });
  }

  #text(text: unknown, emit: Emit): void {
    if (typeof text !== 'string' || text === '') return;
    this.#textBlock ??= this.#blocks++;
    emit({ type: 'text', block: this.#textBlock, text });
  }

  #toolCalls(calls: unknown, emit: Emit): void {
    for (const call of listOf(calls)) {
      const { name, parameters } = asObject<WireCall>(call) ?? {};
      if (typeof name !== 'string') continue;
      if (!isWithinDepth(parameters)) throw unreadable('arguments that are nested too deep');
      const block = this.#blocks++;
      // The format has no ids.
      emit({ type: 'tool-call', block, id: `${this.#id === '' ? 'call' : this.#id}-${this.#calls}`, name });
      emit({ type: 'tool-input', block, json: JSON.stringify(parameters ?? {}) });
      this.#calls += 1;
    }
  }

  #whole(reply: WireReply, reason: unknown, phase: ErrorPhase, emit: Emit): void {
    const raw = asSaid(reason) ?? asSaid(reply.finish_reason);
    if (raw === 'ERROR') throw failed(reply, phase);
    if (this.#textBlock === undefined) this.#text(reply.text, emit);
    if (this.#calls === 0) this.#toolCalls(reply.tool_calls, emit);
    if (this.#citations.length === 0) this.#citations = [...listOf(reply.citations)];
    if (this.#documents.length === 0) this.#documents = listOf(reply.documents);
    this.#meta = reply.meta;
    this.#reason = raw;
  }

  #count(emit: Emit): void {
    const meta = membersOf(this.#meta);
    const counts = membersOf(isRecord(meta['tokens']) ? meta['tokens'] : meta['billed_units']);
    const inputTokens = count(counts['input_tokens']);
    const outputTokens = count(counts['output_tokens']);
    if (inputTokens === null && outputTokens === null) return;
    if (!isWithinDepth(meta)) throw unreadable('counters that are nested too deep');
    emit({ type: 'usage', usage: usage({ inputTokens, outputTokens, raw: meta as Json }) });
  }
}

/** A whole body as chunks. */
export function readCommandBody(body: unknown, emit: Emit): void {
  if (!isRecord(body)) throw unreadable('a body that is no JSON object');
  const reader = new CommandReader();
  reader.body(body, emit);
  reader.end(emit);
}

function parsed(data: string): WireFrame {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    throw unreadable(`a frame that is no JSON: ${JSON.stringify(data.slice(0, 60))}`);
  }
  if (!isRecord(frame)) throw unreadable('a frame that is no JSON object');
  return frame;
}

function failed({ text }: WireReply, phase: ErrorPhase): ReqLLMError {
  const said = asSaid(text)?.slice(0, 200);
  const message =
    said === undefined ? 'Cohere failed to answer. Try again.' : `Cohere failed to answer: ${said}`;
  return new ReqLLMError(message, { code: 'server', phase, retryable: true, providerCode: 'ERROR' });
}

function sourcesIn(citations: readonly unknown[], documents: readonly unknown[]): Source[] {
  return citations.filter(isRecord).flatMap((citation: WireCitation): Source[] => {
    if (!isWithinDepth(citation)) throw unreadable('citations that are nested too deep');
    const { start, end } = citation;
    const span = {
      ...(typeof start === 'number' ? { start } : {}),
      ...(typeof end === 'number' ? { end } : {}),
    };
    const ids = listOf(citation.document_ids).filter((id) => typeof id === 'string');
    if (ids.length === 0) return [{ kind: 'other', ...span, raw: citation as Json }];
    return ids.map((id) => ({
      ...placeOf(id, documents),
      ...span,
      raw: { ...citation, document_ids: [id] } as Json,
    }));
  });
}

function placeOf(id: string, documents: readonly unknown[]): Source {
  const found: Readonly<Record<string, unknown>> =
    documents.filter(isRecord).find((document) => document['id'] === id) ?? {};
  const url = asText(found['url']);
  const citedText = asText(found['snippet']) ?? asText(found['text']);
  return {
    kind: 'document',
    ...(url === undefined ? {} : { url }),
    title: asText(found['title']) ?? id,
    ...(citedText === undefined ? {} : { citedText }),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
