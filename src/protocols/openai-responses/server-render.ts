import { toBase64 } from '../../core/base64.ts';
import { type CallBody, providerTools } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import { mergeJson } from '../json-merge.ts';
import type { StreamWriter } from '../protocol.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';
import { CallDraft, MessageDraft, type Say, ThoughtsDraft } from './server-drafts.ts';
import { responseObject, statusOf } from './server-response.ts';
import { signatureMembers } from './signature.ts';

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;
type Send = (event: WireEvent) => void;

/** Writes a reply as OpenAI streams it: every item announced, grown, done, and all of them in the last event. */
export class ResponsesWriter implements StreamWriter {
  readonly #call: CallBody;
  readonly #vendor: string;
  readonly #isStream: boolean;
  readonly #output: Json[] = [];
  readonly #calls = new Map<number, { readonly draft: CallDraft; readonly index: number }>();
  #message: { readonly draft: MessageDraft; readonly index: number } | undefined;
  #thoughts: { readonly draft: ThoughtsDraft; readonly index: number } | undefined;
  #start: Of<'start'> | undefined;
  #usage: Of<'usage'> | undefined;
  #finish: Of<'finish'> | undefined;
  #facts: JsonObject = {};
  readonly #ids = new Map<number, string>();
  #sequence = 0;
  #count = 0;
  #send: Send = () => undefined;

  constructor(call: CallBody, dialect: OpenaiResponsesDialect, options = { isStream: true }) {
    this.#call = call;
    this.#isStream = options.isStream;
    this.#vendor = dialect.vendor;
  }

  write(chunk: Chunk, send: Send): void {
    this.#send = send;
    if (this.#start === undefined) this.#begin(chunk.type === 'start' ? chunk : { type: 'start' });
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        this.#text(chunk);
        return;
      case 'reasoning':
        this.#reasoning(chunk);
        return;
      case 'tool-call':
        this.#toolCall(chunk);
        return;
      case 'tool-input':
        this.#calls.get(chunk.block)?.draft.add(chunk.json);
        return;
      case 'media':
        this.#media(chunk);
        return;
      case 'extra':
        this.#extra(chunk);
        return;
      case 'source':
        this.#message?.draft.cite(chunk.source);
        return;
      case 'logprobs':
        this.#message?.draft.logprobs(chunk.logprobs);
        return;
      case 'usage':
        this.#usage = chunk;
        return;
      case 'finish':
        this.#finish = chunk;
        return;
      case 'start':
      case 'media-url':
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
    this.#finish ??= { type: 'finish', reason: 'stop' };
    const { status } = statusOf(this.#finish.reason, this.#finish.raw);
    this.#event(`response.${status}`, { response: this.response() });
  }

  /** The response as it stands. */
  response(): JsonObject {
    const { reason, raw } = this.#finish ?? {};
    const end = reason === undefined ? { status: 'in_progress' } : statusOf(reason, raw);
    return responseObject(this.#call, {
      id: this.#id,
      model: this.#start?.model ?? this.#call.model.id,
      output: this.#output.filter((item) => item !== undefined),
      facts: this.#facts,
      isBackground: this.#call.providerOptions?.[this.#vendor]?.['background'] === true,
      ...end,
      ...(this.#usage === undefined ? {} : { usage: this.#usage.usage }),
    });
  }

  get #id(): string {
    return this.#start?.id ?? 'resp_0';
  }

  #begin(start: Of<'start'>): void {
    this.#start = start;
    this.#event('response.created', { response: this.response() });
    this.#event('response.in_progress', { response: this.response() });
  }

  #text(chunk: Of<'text' | 'refusal'>): void {
    const members = chunk.type === 'text' ? signatureMembers(chunk.signature) : undefined;
    const isOther = members?.['id'] !== undefined && this.#message !== undefined;
    if (this.#message === undefined || isOther) {
      this.#close(false);
      const index = this.#count++;
      const draft = new MessageDraft(members ?? { id: this.#newId('msg', index) }, this.#about(index));
      this.#message = { draft, index };
    }
    this.#message.draft.add(chunk);
  }

  #reasoning(chunk: Of<'reasoning'>): void {
    if (this.#thoughts?.draft.block !== chunk.block) {
      this.#close(false);
      const index = this.#count++;
      const draft = new ThoughtsDraft(chunk, this.#newId('rs', index), this.#about(index), {
        isStream: this.#isStream,
      });
      this.#thoughts = { draft, index };
    }
    this.#thoughts.draft.add(chunk);
  }

  // Calls may grow side by side; whatever is whole is over when another item begins.
  #toolCall(chunk: Of<'tool-call'>): void {
    this.#close(false);
    const index = this.#count++;
    const isCustom =
      signatureMembers(chunk.signature)?.['type'] === 'custom_tool_call' || this.#isCustomTool(chunk.name);
    const id = this.#newId(isCustom ? 'ctc' : 'fc', index);
    this.#calls.set(chunk.block, { draft: new CallDraft(chunk, id, isCustom, this.#about(index)), index });
  }

  #media({ mediaType, data, signature }: Of<'media'>): void {
    // Nothing but images has a place in a response.
    if (!mediaType.startsWith('image/')) return;
    this.#close(false);
    const made = {
      id: this.#newId('ig', this.#count),
      status: 'completed',
      output_format: mediaType.slice('image/'.length),
    };
    const members = signatureMembers(signature) ?? made;
    const item = { ...members, type: 'image_generation_call' };
    this.#item({ ...item, result: null }, { ...item, result: toBase64(data) });
  }

  #extra({ block, provider, value }: Of<'extra'>): void {
    if (provider !== this.#vendor || !isRecord(value)) return;
    if (block === undefined) {
      // How far a background response has come is said by this stream itself.
      const { status: _status, sequence_number: _sequence, ...facts } = value as JsonObject;
      this.#facts = mergeJson(this.#facts, facts);
      return;
    }
    if (typeof value['type'] !== 'string') return;
    this.#close(false);
    this.#item(value as JsonObject, value as JsonObject);
  }

  #item(begun: JsonObject, done: JsonObject): void {
    const index = this.#count++;
    const say = this.#about(index);
    say('response.output_item.added', { item: begun });
    say('response.output_item.done', { item: done });
    this.#output[index] = done;
  }

  // At the end everything is closed; before it, calls whose arguments are not whole stay open.
  #close(isEnd: boolean): void {
    const isCut = isEnd && this.#finish?.reason === 'length';
    this.#closeSaid(isCut);
    for (const [block, { draft, index }] of this.#calls) {
      if (!isEnd && !draft.isWhole) continue;
      this.#output[index] = draft.close(isCut);
      this.#calls.delete(block);
    }
  }

  #closeSaid(isCut: boolean): void {
    if (this.#message !== undefined) this.#output[this.#message.index] = this.#message.draft.close(isCut);
    if (this.#thoughts !== undefined) this.#output[this.#thoughts.index] = this.#thoughts.draft.close();
    this.#message = undefined;
    this.#thoughts = undefined;
  }

  #isCustomTool(name: string): boolean {
    return providerTools(this.#call).some(
      ({ definition }) => definition['type'] === 'custom' && definition['name'] === name,
    );
  }

  #newId(prefix: string, index: number): string {
    return `${prefix}_${this.#id.replace(/^resp_/, '')}_${index}`;
  }

  #about(index: number): Say {
    return (type, members) => {
      const { item, ...others } = members;
      const place = item === undefined ? { item_id: this.#ids.get(index) ?? '' } : {};
      if (isRecord(item) && typeof item['id'] === 'string') this.#ids.set(index, item['id']);
      this.#event(type, {
        ...place,
        output_index: index,
        ...others,
        ...(item === undefined ? {} : { item }),
      });
    };
  }

  #event(type: string, members: JsonObject): void {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...members });
    this.#sequence += 1;
    this.#send({ event: type, data });
  }
}

/** A reply as one body. */
export function renderBody(chunks: Iterable<Chunk>, call: CallBody, dialect: OpenaiResponsesDialect): Json {
  const writer = new ResponsesWriter(call, dialect, { isStream: false });
  const ignore = (): void => undefined;
  for (const chunk of chunks) writer.write(chunk, ignore);
  writer.end(ignore);
  return writer.response();
}
