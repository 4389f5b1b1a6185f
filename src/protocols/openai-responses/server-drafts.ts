import type { Chunk, TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import { annotationOf, wireLogprobs } from './annotations.ts';
import { reasoningItemOf } from './reasoning.ts';
import { signatureMembers } from './signature.ts';

/** Sends one event about the item. */
export type Say = (type: string, members: JsonObject) => void;

interface DraftPart {
  readonly block: number;
  readonly kind: 'text' | 'refusal';
  text: string;
  readonly annotations: JsonObject[];
  readonly logprobs: JsonObject[];
}

/** A message in the making: one part after the other. */
export class MessageDraft {
  readonly #members: JsonObject;
  readonly #say: Say;
  readonly #parts: DraftPart[] = [];
  #isPartOpen = false;

  constructor(members: JsonObject, say: Say) {
    this.#members = members;
    this.#say = say;
    say('response.output_item.added', {
      item: { ...members, type: 'message', status: 'in_progress', role: 'assistant', content: [] },
    });
  }

  add(chunk: Extract<Chunk, { type: 'text' | 'refusal' }>): void {
    const { block, type: kind, text } = chunk;
    let part = this.#parts.at(-1);
    if (part === undefined || part.block !== block || part.kind !== kind) {
      this.#closePart();
      part = { block, kind, text: '', annotations: [], logprobs: [] };
      this.#parts.push(part);
      this.#isPartOpen = true;
      this.#tell('response.content_part.added', { part: wirePart({ ...part, text: '' }) });
    }
    if (text === '') return;
    part.text += text;
    if (kind === 'text') this.#tell('response.output_text.delta', { delta: text, logprobs: [] });
    else this.#tell('response.refusal.delta', { delta: text });
  }

  /** A citation of the text that is being made; elsewhere the format has no place for one. */
  cite(source: Source): void {
    const part = this.#parts.at(-1);
    const annotation = annotationOf(source);
    if (part === undefined || part.kind !== 'text' || annotation === undefined) return;
    part.annotations.push(annotation);
    const annotation_index = part.annotations.length - 1;
    this.#tell('response.output_text.annotation.added', { annotation_index, annotation });
  }

  logprobs(logprobs: readonly TokenLogprob[]): void {
    const part = this.#parts.at(-1);
    if (part === undefined || part.kind !== 'text') return;
    const wire = wireLogprobs(logprobs);
    part.logprobs.push(...wire);
    this.#tell('response.output_text.delta', { delta: '', logprobs: wire });
  }

  close(isCut: boolean): JsonObject {
    this.#closePart();
    const status = isCut ? 'incomplete' : 'completed';
    const item = {
      ...this.#members,
      type: 'message',
      status,
      role: 'assistant',
      content: this.#parts.map(wirePart),
    };
    this.#say('response.output_item.done', { item });
    return item;
  }

  #closePart(): void {
    const part = this.#parts.at(-1);
    if (part === undefined || !this.#isPartOpen) return;
    this.#isPartOpen = false;
    if (part.kind === 'refusal') this.#tell('response.refusal.done', { refusal: part.text });
    else this.#tell('response.output_text.done', { text: part.text, logprobs: part.logprobs });
    this.#tell('response.content_part.done', { part: wirePart(part) });
  }

  #tell(type: string, members: JsonObject): void {
    this.#say(type, { content_index: this.#parts.length - 1, ...members });
  }
}

/**
 * Thoughts in the making. In a stream they go out at once as one summary, as their layout is known at their end only;
 * where it is known from the start, they wait until they are whole.
 */
export class ThoughtsDraft {
  readonly block: number;
  readonly #id: string;
  readonly #say: Say;
  readonly #waits: boolean;
  #text = '';
  #signature: string | undefined;

  constructor(
    chunk: Extract<Chunk, { type: 'reasoning' }>,
    id: string,
    say: Say,
    options: { readonly isStream: boolean },
  ) {
    this.block = chunk.block;
    this.#say = say;
    const members = signatureMembers(chunk.signature);
    this.#waits =
      !options.isStream || (members !== undefined && ('summary' in members || 'content' in members));
    this.#id = typeof members?.['id'] === 'string' ? members['id'] : id;
    say('response.output_item.added', { item: { id: this.#id, type: 'reasoning', summary: [] } });
  }

  add({ text, signature }: Extract<Chunk, { type: 'reasoning' }>): void {
    if (signature !== undefined) this.#signature = (this.#signature ?? '') + signature;
    if (text === '') return;
    if (this.#text === '' && !this.#waits) this.#part('added', 0, '');
    this.#text += text;
    if (!this.#waits) this.#say('response.reasoning_summary_text.delta', { summary_index: 0, delta: text });
  }

  close(): JsonObject {
    const item = this.#item();
    if (this.#waits) this.#tellAll(item);
    else if (this.#text !== '') this.#summaryDone(0, this.#text);
    this.#say('response.output_item.done', { item });
    return item;
  }

  #item(): JsonObject {
    const signature = this.#signature;
    const proof = signature === undefined ? {} : { signature };
    const item = this.#waits ? reasoningItemOf({ type: 'reasoning', text: this.#text, ...proof }) : undefined;
    if (item !== undefined) return { id: this.#id, ...item };
    // Proof from another format is as opaque as encrypted thoughts are.
    const foreign: JsonObject = signature === undefined ? {} : { encrypted_content: signature };
    const { summary: _summary, content: _content, ...members } = signatureMembers(signature) ?? foreign;
    const summary = this.#text === '' ? [] : [{ type: 'summary_text', text: this.#text }];
    return { id: this.#id, type: 'reasoning', summary, ...members };
  }

  #tellAll({ content, summary }: JsonObject): void {
    for (const [index, text] of textsOf(content, 'reasoning_text').entries()) {
      const part = { type: 'reasoning_text', text };
      this.#say('response.content_part.added', { content_index: index, part: { ...part, text: '' } });
      if (text !== '') this.#say('response.reasoning_text.delta', { content_index: index, delta: text });
      this.#say('response.reasoning_text.done', { content_index: index, text });
      this.#say('response.content_part.done', { content_index: index, part });
    }
    for (const [index, text] of textsOf(summary, 'summary_text').entries()) {
      this.#part('added', index, '');
      if (text !== '')
        this.#say('response.reasoning_summary_text.delta', { summary_index: index, delta: text });
      this.#summaryDone(index, text);
    }
  }

  #summaryDone(index: number, text: string): void {
    this.#say('response.reasoning_summary_text.done', { summary_index: index, text });
    this.#part('done', index, text);
  }

  #part(end: 'added' | 'done', index: number, text: string): void {
    this.#say(`response.reasoning_summary_part.${end}`, {
      summary_index: index,
      part: { type: 'summary_text', text },
    });
  }
}

/** A tool call in the making. The text for a free-text tool goes out when its JSON is whole. */
export class CallDraft {
  readonly block: number;
  readonly #item: JsonObject;
  readonly #say: Say;
  readonly #isCustom: boolean;
  #json = '';

  constructor(chunk: Extract<Chunk, { type: 'tool-call' }>, id: string, isCustom: boolean, say: Say) {
    this.block = chunk.block;
    this.#say = say;
    this.#isCustom = isCustom;
    const members = signatureMembers(chunk.signature);
    const type = isCustom ? 'custom_tool_call' : 'function_call';
    const call = { call_id: chunk.id, name: chunk.name };
    this.#item = { id, ...members, type, status: 'in_progress', ...call };
    const body = isCustom ? { input: '' } : { arguments: '' };
    say('response.output_item.added', { item: { ...this.#item, ...body } });
  }

  /** Whether the arguments are an object that nothing can be added to. */
  get isWhole(): boolean {
    const parsed = parseJson(this.#json);
    return parsed.ok && isRecord(parsed.value);
  }

  add(json: string): void {
    this.#json += json;
    if (json !== '' && !this.#isCustom) this.#say('response.function_call_arguments.delta', { delta: json });
  }

  close(isCut: boolean): JsonObject {
    const text = this.#isCustom ? freeText(this.#json) : this.#json;
    if (this.#isCustom) {
      if (text !== '') this.#say('response.custom_tool_call_input.delta', { delta: text });
      this.#say('response.custom_tool_call_input.done', { input: text });
    } else this.#say('response.function_call_arguments.done', { arguments: text });
    const status = isCut && !this.isWhole ? 'incomplete' : 'completed';
    const item = { ...this.#item, status, ...(this.#isCustom ? { input: text } : { arguments: text }) };
    this.#say('response.output_item.done', { item });
    return item;
  }
}

function wirePart({ kind, text, annotations, logprobs }: DraftPart): JsonObject {
  if (kind === 'refusal') return { type: 'refusal', refusal: text };
  return { type: 'output_text', text, annotations: [...annotations], logprobs: [...logprobs] };
}

// A list with anything but plain texts is told by the done item alone.
function textsOf(list: Json | undefined, type: string): string[] {
  if (!Array.isArray(list)) return [];
  const texts = list.map((part: Json) =>
    isRecord(part) && part['type'] === type ? part['text'] : undefined,
  );
  return texts.every((text) => typeof text === 'string') ? texts : [];
}

function freeText(json: string): string {
  const parsed = parseJson(json);
  const text = parsed.ok && isRecord(parsed.value) ? parsed.value['input'] : undefined;
  return typeof text === 'string' ? text : json;
}
