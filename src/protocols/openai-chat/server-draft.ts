import { base64OfPieces, toBase64 } from '../../core/base64.ts';
import type { CallBody } from '../../core/call.ts';
import type { Chunk, FinishReason, TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import type { Usage } from '../../core/usage.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { finishReasonOf } from './finish.ts';

type Start = Extract<Chunk, { type: 'start' }>;
type Finish = Extract<Chunk, { type: 'finish' }>;

/** Members of a message, whole or as a delta. */
export type Members = Record<string, Json>;

type Picture = { readonly mediaType: string; readonly pieces: Uint8Array[] } | { readonly url: string };

/** What both forms of a reply have in common: each chunk as members of a message. */
export class Draft {
  usage: Usage | undefined;
  readonly #dialect: OpenaiChatDialect;
  readonly #call: CallBody;
  readonly #calls = new Map<number, number>();
  readonly #images = new Map<number, Picture>();
  readonly #sources: Source[] = [];
  readonly #facts: Members = {};
  #start: Start | undefined;
  #finish: Finish | undefined;
  #hasRefusal = false;

  constructor(dialect: OpenaiChatDialect, call: CallBody) {
    this.#dialect = dialect;
    this.#call = call;
  }

  head(object: string): JsonObject {
    const { id = 'chatcmpl-0', model = this.#call.model.id } = this.#start ?? {};
    // Pure, so no clock: 0 stands for the time.
    return { id, object, created: 0, model };
  }

  /** The members that a chunk adds to the message, if it does. */
  add(chunk: Chunk): Members | undefined {
    switch (chunk.type) {
      case 'text':
        return { content: chunk.text };
      case 'reasoning':
        return this.#thought(chunk);
      case 'refusal':
        this.#hasRefusal = true;
        return { refusal: chunk.text };
      case 'tool-call':
        return { tool_calls: [this.#callOf(chunk)] };
      case 'tool-input':
        return {
          tool_calls: [{ index: this.#calls.get(chunk.block) ?? 0, function: { arguments: chunk.json } }],
        };
      case 'media':
        return this.#mediaOf(chunk);
      case 'media-url':
        this.#images.set(chunk.block, chunk);
        return undefined;
      case 'source':
        return this.#sourceOf(chunk);
      case 'logprobs':
        return { logprobs: { content: chunk.logprobs.map(logprobOf) } };
      case 'extra':
        return this.#extraOf(chunk);
      default:
        this.#note(chunk);
        return undefined;
    }
  }

  /** Members of the message that can be said only at its end. */
  late(): Members {
    const images = [...this.#images.values()].map((picture, index) => {
      return { type: 'image_url', index, image_url: { url: addressOf(picture) } };
    });
    return images.length === 0 ? {} : { images };
  }

  /** Members beside the choices: the host's own facts, and the sources of the whole answer in Perplexity's form. */
  facts(): JsonObject {
    const results = this.#sources.map(resultOf);
    return { ...this.#facts, ...(results.length === 0 ? {} : { search_results: results }) };
  }

  finishReason(): string | null {
    if (this.#finish === undefined) return null;
    const { reason, raw } = this.#finish;
    const spoken = { hasCalls: this.#calls.size > 0, hasRefusal: this.#hasRefusal };
    if (raw !== undefined && ownReasons.has(raw) && finishReasonOf(raw, spoken) === reason) return raw;
    return reason === 'other' ? (raw ?? null) : words[reason];
  }

  #thought({ text, signature }: Extract<Chunk, { type: 'reasoning' }>): Members {
    const { reasoningFields, replayReasoning } = this.#dialect;
    const said = { [reasoningFields[0] ?? 'reasoning_content']: text };
    if (signature === undefined || replayReasoning !== 'reasoning_details') return said;
    // The proof alone: the words are in the other member.
    return { ...said, reasoning_details: [{ type: 'reasoning.text', text: '', signature, index: 0 }] };
  }

  #note(chunk: Chunk): void {
    if (chunk.type === 'start') this.#start ??= chunk;
    else if (chunk.type === 'usage') this.usage = chunk.usage;
    else if (chunk.type === 'finish') this.#finish = chunk;
  }

  #callOf({ block, id, name, signature }: Extract<Chunk, { type: 'tool-call' }>): JsonObject {
    const index = this.#calls.size;
    this.#calls.set(block, index);
    const proof =
      signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } };
    return { index, id, type: 'function', function: { name, arguments: '' }, ...proof };
  }

  // Pictures are sent whole, so their pieces wait; speech goes out as it comes.
  #mediaOf({ block, mediaType, data }: Extract<Chunk, { type: 'media' }>): Members | undefined {
    if (mediaType.startsWith('audio/')) return { audio: { data: toBase64(data) } };
    const image = this.#images.get(block);
    if (image === undefined || 'url' in image) this.#images.set(block, { mediaType, pieces: [data] });
    else image.pieces.push(data);
    return undefined;
  }

  #sourceOf({ block, source }: Extract<Chunk, { type: 'source' }>): Members | undefined {
    if (block === undefined) this.#sources.push(source);
    if (block === undefined || source.url === undefined) return undefined;
    const { url, title = '', citedText, start = 0, end = 0 } = source;
    const said = {
      url,
      title,
      start_index: start,
      end_index: end,
      ...(citedText === undefined ? {} : { content: citedText }),
    };
    return { annotations: [{ type: 'url_citation', url_citation: said }] };
  }

  #extraOf({ block, provider, value }: Extract<Chunk, { type: 'extra' }>): Members | undefined {
    if (provider !== this.#dialect.vendor || !isRecord(value)) return undefined;
    if (block !== undefined) return value as Members;
    for (const [name, fact] of Object.entries(value))
      if (!headMembers.has(name)) setOwn(this.#facts, name, fact);
    return undefined;
  }
}

function addressOf(picture: Picture): string {
  return 'url' in picture
    ? picture.url
    : `data:${picture.mediaType};base64,${base64OfPieces(picture.pieces)}`;
}

const headMembers = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error']);
const ownReasons = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);
const words: Readonly<Record<Exclude<FinishReason, 'other'>, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'stop',
  paused: 'stop',
  cancelled: 'stop',
};

// A result that came with more than a source holds goes out as it came.
function resultOf({ url = '', title, citedText, raw }: Source): Json {
  return isRecord(raw) && raw['url'] === url
    ? raw
    : { title: title ?? null, url, snippet: citedText ?? null };
}

function logprobOf({ token, logprob, top = [] }: TokenLogprob): JsonObject {
  return { token, logprob, bytes: null, top_logprobs: top.map((other) => ({ ...other, bytes: null })) };
}
