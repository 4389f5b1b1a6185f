import { base64OfPieces } from '../../core/base64.ts';
import type { CallBody } from '../../core/call.ts';
import type { Chunk, TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson, setOwn } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import type { OllamaChatDialect } from './dialect.ts';
import { wireReason } from './finish.ts';
import { wireUsage } from './usage.ts';

type Send = (event: WireEvent) => void;
type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;
/** Takes the next piece of the message, and the log probabilities that belong to it. */
type Take = (message: JsonObject, logprobs?: JsonObject[]) => void;

// A codec has no clock; a reply that is passed on brings its own time.
const someTime = '1970-01-01T00:00:00Z';

/** Writes the lines of a chat stream. */
export class OllamaChatWriter implements StreamWriter {
  readonly #reply: Reply;

  constructor(call: CallBody, dialect: OllamaChatDialect) {
    this.#reply = new Reply(call, dialect);
  }

  write(chunk: Chunk, send: Send): void {
    this.#reply.add(chunk, this.#line(send));
  }

  end(send: Send): void {
    this.#reply.release(this.#line(send));
    const message = { role: 'assistant', content: '' };
    send({ data: JSON.stringify({ ...this.#reply.head(), message, ...this.#reply.ending() }) });
  }

  #line(send: Send): Take {
    return (message, logprobs) => {
      const said = { role: 'assistant', content: '', ...message };
      const line = {
        ...this.#reply.head(),
        message: said,
        ...(logprobs === undefined ? {} : { logprobs }),
        done: false,
      };
      send({ data: JSON.stringify(line) });
    };
  }
}

/** A whole body. Thoughts, text, images and calls have one place each. */
export function renderBody(chunks: Iterable<Chunk>, call: CallBody, dialect: OllamaChatDialect): Json {
  const reply = new Reply(call, dialect);
  const logprobs: JsonObject[] = [];
  let whole: JsonObject = { role: 'assistant', content: '' };
  const take: Take = (piece, more = []) => {
    whole = joined(whole, piece);
    logprobs.push(...more);
  };
  for (const chunk of chunks) reply.add(chunk, take);
  reply.release(take);
  return {
    ...reply.head(),
    message: whole,
    ...(logprobs.length === 0 ? {} : { logprobs }),
    ...reply.ending(),
  };
}

function joined(whole: JsonObject, piece: JsonObject): JsonObject {
  const sum: Record<string, Json | undefined> = { ...whole };
  for (const [key, value] of Object.entries(piece)) {
    const before = sum[key];
    if (typeof before === 'string' && typeof value === 'string') sum[key] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) sum[key] = [...before, ...value] as Json[];
    else sum[key] = value;
  }
  return sum;
}

/** What a reply has said so far. Calls and images are whole here, so they wait, and all behind them, for the end. */
class Reply {
  readonly #vendor: string;
  readonly #held = new Map<number, Chunk[]>();
  readonly #metadata: Record<string, Json | undefined> = {};
  #model: string;
  #usage: Usage | undefined;
  #finish: Of<'finish'> | undefined;

  constructor(call: CallBody, { vendor }: OllamaChatDialect) {
    this.#model = call.model.id;
    this.#vendor = vendor;
  }

  add(chunk: Chunk, take: Take): void {
    switch (chunk.type) {
      case 'start':
        this.#model = chunk.model ?? this.#model;
        return;
      case 'text':
      case 'refusal':
      case 'reasoning':
        if (this.#held.size > 0) this.#hold(chunk.block, chunk);
        else say(chunk, take);
        return;
      case 'tool-call':
      case 'tool-input':
      case 'media':
        this.#hold(chunk.block, chunk);
        return;
      case 'logprobs':
        take({}, chunk.logprobs.map(wireLogprob));
        return;
      case 'extra':
        if (chunk.block !== undefined || chunk.provider !== this.#vendor || !isRecord(chunk.value)) return;
        for (const [key, fact] of Object.entries(chunk.value as JsonObject))
          setOwn(this.#metadata, key, fact);
        return;
      case 'usage':
        this.#usage = chunk.usage;
        return;
      case 'finish':
        this.#finish = chunk;
        return;
      case 'source':
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

  /** Hands over what waited, in the order of the blocks. */
  release(take: Take): void {
    const blocks = [...this.#held.entries()].sort(([left], [right]) => left - right);
    for (const [, chunks] of blocks) renderHeld(chunks, take);
    this.#held.clear();
  }

  head(): JsonObject {
    return { model: this.#model, created_at: someTime };
  }

  /** The members of the last line beside its message. */
  ending(): JsonObject {
    return {
      done: true,
      ...(this.#finish === undefined ? {} : { done_reason: wireReason(this.#finish) }),
      ...this.#metadata,
      ...(this.#usage === undefined ? {} : wireUsage(this.#usage)),
    };
  }

  #hold(block: number, chunk: Chunk): void {
    const chunks = this.#held.get(block);
    if (chunks === undefined) this.#held.set(block, [chunk]);
    else chunks.push(chunk);
  }
}

function say({ type, text }: Of<'text' | 'refusal' | 'reasoning'>, take: Take): void {
  if (text !== '') take(type === 'reasoning' ? { thinking: text } : { content: text });
}

function renderHeld(chunks: readonly Chunk[], take: Take): void {
  const [first] = chunks;
  switch (first?.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      for (const chunk of chunks)
        if (chunk.type === 'text' || chunk.type === 'refusal' || chunk.type === 'reasoning') say(chunk, take);
      return;
    case 'media': {
      const pieces = chunks.flatMap((chunk) => (chunk.type === 'media' ? [chunk.data] : []));
      // Sounds and documents have no place here.
      if (first.mediaType.startsWith('image/')) take({ images: [base64OfPieces(pieces)] });
      return;
    }
    case 'tool-call': {
      const json = chunks.map((chunk) => (chunk.type === 'tool-input' ? chunk.json : '')).join('');
      const parsed = parseJson(json);
      // Arguments that are no object cannot be said in this format.
      const args = parsed.ok && isRecord(parsed.value) ? (parsed.value as JsonObject) : {};
      take({ tool_calls: [{ id: first.id, function: { name: first.name, arguments: args } }] });
      return;
    }
    default:
  }
}

function wireLogprob({ token, logprob, top }: TokenLogprob): JsonObject {
  const others = top?.map((other) => ({ token: other.token, logprob: other.logprob }));
  return { token, logprob, ...(others === undefined ? {} : { top_logprobs: others }) };
}
