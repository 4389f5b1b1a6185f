import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import { wireReason } from './command-wire.ts';

type Send = (event: WireEvent) => void;
type Call = { readonly name: string; json: string };

/** Writes the events of a stream. */
export class CommandWriter implements StreamWriter {
  readonly #reply = new CommandReply();
  #isStarted = false;

  write(chunk: Chunk, send: Send): void {
    this.#start(chunk, send);
    this.#reply.add(chunk);
    if ((chunk.type === 'text' || chunk.type === 'refusal') && chunk.text !== '')
      send(event('text-generation', { text: chunk.text }));
  }

  end(send: Send): void {
    const response = this.#reply.body();
    const { tool_calls: calls, citations, finish_reason: reason } = response;
    if (calls !== undefined) send(event('tool-calls-generation', { tool_calls: calls }));
    if (citations !== undefined) send(event('citation-generation', { citations }));
    send(event('stream-end', { is_finished: true, finish_reason: reason, response }));
  }

  #start(chunk: Chunk, send: Send): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const id = chunk.type === 'start' ? chunk.id : undefined;
    send(event('stream-start', id === undefined ? {} : { generation_id: id }));
  }
}

/** A whole body. */
export function renderCommandBody(chunks: Iterable<Chunk>): Json {
  const reply = new CommandReply();
  for (const chunk of chunks) reply.add(chunk);
  return reply.body();
}

/** The answer so far. */
class CommandReply {
  #id: string | undefined;
  #text = '';
  readonly #calls = new Map<number, Call>();
  readonly #sources: Source[] = [];
  #meta: JsonObject | undefined;
  #finish = 'COMPLETE';

  add(chunk: Chunk): void {
    if (chunk.type === 'start') this.#id = chunk.id;
    else if (chunk.type === 'text' || chunk.type === 'refusal') this.#text += chunk.text;
    else if (chunk.type === 'tool-call') this.#calls.set(chunk.block, { name: chunk.name, json: '' });
    else if (chunk.type === 'tool-input') this.#grow(chunk.block, chunk.json);
    else if (chunk.type === 'source') this.#sources.push(chunk.source);
    else if (chunk.type === 'usage') this.#meta = metaOf(chunk.usage);
    else if (chunk.type === 'finish') this.#finish = wireReason(chunk.reason, chunk.raw);
  }

  body(): JsonObject {
    const calls = [...this.#calls.values()].map(({ name, json }): Json => ({
      name,
      parameters: inputOf(json),
    }));
    const documents: JsonObject[] = [];
    const citations = this.#sources.map((source) => this.#citation(source, documents));
    return {
      ...(this.#id === undefined ? {} : { generation_id: this.#id }),
      text: this.#text,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(citations.length === 0 ? {} : { citations }),
      ...(documents.length === 0 ? {} : { documents }),
      finish_reason: this.#finish,
      ...(this.#meta === undefined ? {} : { meta: this.#meta }),
    };
  }

  #grow(block: number, json: string): void {
    const call = this.#calls.get(block);
    if (call !== undefined) call.json += json;
  }

  #citation({ url, title, citedText, start, end, raw }: Source, documents: JsonObject[]): JsonObject {
    const own =
      isRecord(raw) && Array.isArray(raw['document_ids']) ? (raw['document_ids'] as Json[])[0] : undefined;
    const id = typeof own === 'string' ? own : `doc_${documents.length}`;
    documents.push({
      id,
      ...(title === undefined ? {} : { title }),
      ...(url === undefined ? {} : { url }),
      ...(citedText === undefined ? {} : { snippet: citedText }),
    });
    const place = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    return { ...place, text: this.#text.slice(start ?? 0, end), document_ids: [id] };
  }
}

function event(type: string, members: JsonObject): WireEvent {
  return { data: JSON.stringify({ is_finished: false, event_type: type, ...members }) };
}

function metaOf({
  inputTokens,
  outputTokens,
}: {
  inputTokens: number | null;
  outputTokens: number | null;
}): JsonObject {
  const counts = {
    ...(inputTokens === null ? {} : { input_tokens: inputTokens }),
    ...(outputTokens === null ? {} : { output_tokens: outputTokens }),
  };
  return { api_version: { version: '1' }, billed_units: counts, tokens: counts };
}

function inputOf(json: string): Json {
  const parsed = parseJson(json === '' ? '{}' : json);
  return parsed.ok && isRecord(parsed.value) ? parsed.value : {};
}
