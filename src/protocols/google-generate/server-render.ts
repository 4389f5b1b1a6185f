import { base64OfPieces } from '../../core/base64.ts';
import type { CallBody } from '../../core/call.ts';
import type { Chunk, FinishReason, TokenLogprob } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson, setOwn } from '../../core/json.ts';
import type { Source } from '../../core/message.ts';
import type { Usage } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import type { GoogleGenerateDialect } from './dialect.ts';
import { usageOf } from './usage.ts';
import { finishReasons } from './wire.ts';

type Send = (event: WireEvent) => void;
type Take = (part: JsonObject) => void;

/** Writes the frames of `streamGenerateContent?alt=sse`. Facts about the whole reply go into the last one, as Google's do. */
export class GoogleGenerateWriter implements StreamWriter {
  readonly #reply: Reply;

  constructor(call: CallBody, dialect: GoogleGenerateDialect) {
    this.#reply = new Reply(call, dialect);
  }

  write(chunk: Chunk, send: Send): void {
    this.#reply.add(chunk, (part) => this.#part(part, send));
  }

  end(send: Send): void {
    this.#reply.release((part) => this.#part(part, send));
    const content = { parts: [{ text: '' }], role: 'model' };
    send({ data: JSON.stringify(this.#reply.frame({ content, ...this.#reply.outcome() }, true)) });
  }

  #part(part: JsonObject, send: Send): void {
    const candidate = { content: { parts: [part], role: 'model' }, index: 0 };
    send({ data: JSON.stringify(this.#reply.frame(candidate, false)) });
  }
}

/** A whole `generateContent` body. */
export function renderBody(chunks: Iterable<Chunk>, call: CallBody, dialect: GoogleGenerateDialect): Json {
  const reply = new Reply(call, dialect);
  const parts: JsonObject[] = [];
  const take = (part: JsonObject): void => {
    const last = parts.at(-1);
    const goesOn = last?.['thoughtSignature'] === undefined && last?.['thought'] === part['thought'];
    if (
      last !== undefined &&
      goesOn &&
      typeof last['text'] === 'string' &&
      typeof part['text'] === 'string'
    ) {
      parts[parts.length - 1] = { ...part, text: last['text'] + part['text'] };
    } else parts.push(part);
  };
  for (const chunk of chunks) reply.add(chunk, take);
  reply.release(take);
  const content = { ...(parts.length === 0 ? {} : { parts }), role: 'model' };
  return reply.frame({ content, ...reply.outcome() }, true);
}

const frameMembers: ReadonlySet<string> = new Set(['promptFeedback', 'createTime', 'modelStatus']);

/** What a reply has said so far. Calls and media are whole parts here, so they wait, and all behind them, for the end. */
class Reply {
  readonly #dialect: GoogleGenerateDialect;
  readonly #held = new Map<number, Chunk[]>();
  readonly #sources: Source[] = [];
  readonly #logprobs: TokenLogprob[] = [];
  readonly #metadata: Record<string, Json | undefined> = {};
  #id: string | undefined;
  #model: string;
  #usage: Usage | undefined;
  #finish: Extract<Chunk, { type: 'finish' }> | undefined;

  constructor(call: CallBody, dialect: GoogleGenerateDialect) {
    this.#model = call.model.id;
    this.#dialect = dialect;
  }

  add(chunk: Chunk, take: Take): void {
    switch (chunk.type) {
      case 'start':
        this.#id = chunk.id ?? this.#id;
        this.#model = chunk.model ?? this.#model;
        return;
      case 'text':
      case 'reasoning':
      case 'refusal':
        if (this.#held.size > 0) this.#hold(chunk.block, chunk);
        else renderPart([chunk], take, this.#dialect.vendor);
        return;
      case 'tool-call':
      case 'tool-input':
      case 'media':
        this.#hold(chunk.block, chunk);
        return;
      case 'extra':
        if (chunk.block === undefined) this.#know(chunk.provider, chunk.value);
        else if (this.#held.size > 0) this.#hold(chunk.block, chunk);
        else renderPart([chunk], take, this.#dialect.vendor);
        return;
      case 'source':
        this.#sources.push(chunk.source);
        return;
      case 'logprobs':
        this.#logprobs.push(...chunk.logprobs);
        return;
      case 'usage':
        this.#usage = chunk.usage;
        return;
      case 'finish':
        this.#finish = chunk;
        return;
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
    for (const [, chunks] of blocks) renderPart(chunks, take, this.#dialect.vendor);
    this.#held.clear();
  }

  frame(candidate: JsonObject, isLast: boolean): JsonObject {
    const facts = Object.entries(this.#metadata).filter(([key]) => isLast && frameMembers.has(key));
    const usage = isLast && this.#usage !== undefined ? usageMetadata(this.#usage, this.#dialect) : undefined;
    return {
      candidates: [candidate],
      ...(usage === undefined ? {} : { usageMetadata: usage }),
      modelVersion: this.#model,
      ...(this.#id === undefined ? {} : { responseId: this.#id }),
      ...Object.fromEntries(facts),
    };
  }

  /** The members of the last candidate beside its content. */
  outcome(): JsonObject {
    const facts = Object.entries(this.#metadata).filter(([key]) => !frameMembers.has(key));
    const hasGrounding = this.#metadata['groundingMetadata'] !== undefined || this.#sources.length === 0;
    return {
      ...(this.#finish === undefined ? {} : { finishReason: finishReason(this.#finish) }),
      index: 0,
      ...(hasGrounding ? {} : { groundingMetadata: { groundingChunks: this.#sources.map(groundingChunk) } }),
      ...(this.#logprobs.length === 0 ? {} : { logprobsResult: logprobsResult(this.#logprobs) }),
      ...Object.fromEntries(facts),
    };
  }

  #hold(block: number, chunk: Chunk): void {
    const chunks = this.#held.get(block);
    if (chunks === undefined) this.#held.set(block, [chunk]);
    else chunks.push(chunk);
  }

  #know(provider: string, value: Json): void {
    if (provider !== this.#dialect.vendor || !isRecord(value)) return;
    for (const [key, fact] of Object.entries(value as JsonObject)) setOwn(this.#metadata, key, fact);
  }
}

function renderPart(chunks: readonly Chunk[], take: Take, vendor: string): void {
  const [first] = chunks;
  switch (first?.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      for (const chunk of chunks) if ('text' in chunk) takeText(chunk, take);
      return;
    case 'extra':
      if (first.provider === vendor && isRecord(first.value)) take(first.value as JsonObject);
      return;
    case 'media': {
      const data = base64OfPieces(chunks.flatMap((chunk) => (chunk.type === 'media' ? [chunk.data] : [])));
      take({ inlineData: { mimeType: first.mediaType, data }, ...signed(first.signature) });
      return;
    }
    case 'tool-call': {
      const json = chunks.map((chunk) => (chunk.type === 'tool-input' ? chunk.json : '')).join('');
      const args = parseJson(json);
      // Arguments that are no object cannot be said in this format.
      const object = args.ok && isRecord(args.value) ? args.value : {};
      take({
        functionCall: { id: first.id, name: first.name, args: object as JsonObject },
        ...signed(first.signature),
      });
      return;
    }
    default:
  }
}

function takeText(chunk: Extract<Chunk, { type: 'text' | 'reasoning' | 'refusal' }>, take: Take): void {
  const signature = chunk.type === 'refusal' ? undefined : chunk.signature;
  if (chunk.text === '' && signature === undefined) return;
  take({ text: chunk.text, ...(chunk.type === 'reasoning' ? { thought: true } : {}), ...signed(signature) });
}

function signed(signature: string | undefined): JsonObject {
  return signature === undefined ? {} : { thoughtSignature: signature };
}

function groundingChunk(source: Source): JsonObject {
  const { url, title, citedText } = source;
  const place = { ...(url === undefined ? {} : { uri: url }), ...(title === undefined ? {} : { title }) };
  if (source.kind !== 'document') return { web: place };
  return { retrievedContext: { ...place, ...(citedText === undefined ? {} : { text: citedText }) } };
}

function logprobsResult(logprobs: readonly TokenLogprob[]): JsonObject {
  const wire = ({ token, logprob }: { token: string; logprob: number }): JsonObject => ({
    token,
    logProbability: logprob,
  });
  const top = logprobs.some((one) => one.top !== undefined);
  return {
    chosenCandidates: logprobs.map(wire),
    ...(top ? { topCandidates: logprobs.map((one) => ({ candidates: (one.top ?? []).map(wire) })) } : {}),
  };
}

// Google's own numbers go back as they are, unless somebody changed the counts.
function usageMetadata(usage: Usage, dialect: GoogleGenerateDialect): JsonObject {
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, reasoningTokens, raw } = usage;
  if (isRecord(raw) && 'promptTokenCount' in raw) {
    const read = usageOf(raw, { status: 'final', searches: 0, costPath: dialect.costPath });
    if (read.inputTokens === inputTokens && read.outputTokens === outputTokens) return raw as JsonObject;
  }
  const candidates = outputTokens === null ? null : Math.max(0, outputTokens - (reasoningTokens ?? 0));
  const counts = {
    promptTokenCount: inputTokens,
    cachedContentTokenCount: cacheReadTokens === 0 ? null : cacheReadTokens,
    candidatesTokenCount: candidates,
    thoughtsTokenCount: reasoningTokens === 0 ? null : reasoningTokens,
    totalTokenCount: totalTokens,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== null));
}

function finishReason({ reason, raw }: { readonly reason: FinishReason; readonly raw?: string }): string {
  const meant = reason === 'tool-calls' ? 'stop' : reason;
  if (raw !== undefined && Object.hasOwn(finishReasons, raw) && finishReasons[raw] === meant) return raw;
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return 'STOP';
    case 'length':
      return 'MAX_TOKENS';
    case 'content-filter':
    case 'refusal':
      return 'SAFETY';
    default:
      return 'OTHER';
  }
}
