import type { Attempt } from './attempt.ts';
import { base64OfPieces } from './base64.ts';
import type { Chunk, FinishReason, TokenLogprob } from './chunk.ts';
import type { Context } from './context.ts';
import { isRecord, type Json, type JsonObject, parseJson, setOwn } from './json.ts';
import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  ImagePart,
  Origin,
  Source,
  ToolCallPart,
} from './message.ts';
import type { RecoveryEvent } from './recovery.ts';
import { unknownUsage, type Usage } from './usage.ts';
import type { Warning } from './warning.ts';

/** What one model turn said. Plain JSON. */
export interface ModelResponse {
  readonly id: string | null;
  readonly model: {
    readonly spec: string;
    readonly provider: string;
    readonly id: string;
    /** The model that answered, as the provider names it. */
    readonly served?: string;
  };
  readonly message: AssistantMessage;
  /** The conversation with this answer at its end: the input of the next call. */
  readonly context: Context;
  /** All text of the answer, in order. */
  readonly text: string;
  readonly reasoning?: string;
  readonly toolCalls: readonly ToolCallPart[];
  readonly files: readonly (ImagePart | FilePart)[];
  readonly sources: readonly Source[];
  readonly logprobs?: readonly TokenLogprob[];
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string;
  /** The sum over `attempts`: what the call used. */
  readonly usage: Usage;
  readonly attempts: readonly Attempt[];
  readonly warnings: readonly Warning[];
  readonly timing: { readonly firstChunkMs?: number; readonly totalMs: number };
  readonly requestId?: string;
  /** Set when nobody was asked: when the answer was made, in milliseconds since 1970, and what it used then. */
  readonly cached?: { readonly at: number; readonly usage: Usage };
  /** Facts that only this provider reports, by provider id. */
  readonly providerMetadata?: Readonly<Record<string, JsonObject>>;
  /** The body that was sent, when asked for with `include`. */
  readonly requestBody?: Json;
  /** What the provider sent, frame by frame or as one body, when asked for with `include`. */
  readonly raw?: readonly Json[];
}

/** What the chunks of one reply add up to. */
export interface Folded {
  readonly id: string | null;
  readonly served?: string;
  readonly message: AssistantMessage;
  readonly text: string;
  readonly reasoning?: string;
  readonly toolCalls: readonly ToolCallPart[];
  readonly files: readonly (ImagePart | FilePart)[];
  readonly sources: readonly Source[];
  readonly logprobs?: readonly TokenLogprob[];
  /** Absent when no `finish` was seen. */
  readonly finishReason?: FinishReason;
  readonly rawFinishReason?: string;
  readonly usage: Usage;
  readonly warnings: readonly Warning[];
  readonly providerMetadata?: Readonly<Record<string, JsonObject>>;
}

export interface Fold {
  add(chunk: Chunk): void;
  /** The response so far. Tool arguments are parsed here, once each. */
  result(): Folded;
  readonly warnings: readonly Warning[];
}

interface Block {
  readonly kind: AssistantPart['type'] | 'media';
  text: string;
  signature?: string;
  id?: string;
  name?: string;
  mediaType?: string;
  pieces?: Uint8Array[];
  url?: string;
  citations?: Source[];
  value?: Json;
  provider?: string;
}

// The answers of other operations, and jobs; what is made of them is put together there.
type OtherAnswer = Extract<
  Chunk,
  { readonly type: 'vector' | 'score' | 'verdict' | 'page' | 'segment' | 'recording' | 'job' }
>;

/** The only place where chunks become a response: bodies, streams, simulators and recordings all go through it. */
export function createFold(writer?: Origin): Fold {
  const blocks = new Map<number, Block>();
  const warnings: Warning[] = [];
  let origin = writer;
  let sources: Source[] = [];
  let logprobs: TokenLogprob[] = [];
  let metadata: Record<string, Record<string, Json | undefined>> = {};
  let start: Extract<Chunk, { type: 'start' }> = { type: 'start' };
  let finish: Extract<Chunk, { type: 'finish' }> | undefined;
  let usage: Usage = unknownUsage;

  const blockOf = (index: number, kind: Block['kind']): Block => {
    let block = blocks.get(index);
    if (block === undefined) blocks.set(index, (block = { kind, text: '' }));
    if (block.kind !== kind) throw new TypeError(`Block ${index} is ${block.kind} and cannot become ${kind}`);
    return block;
  };

  // A further request has counts of its own, and another answer takes the place of what was shown.
  const recover = (event: RecoveryEvent): void => {
    if (event.phase === 'ok') usage = unknownUsage;
    if (event.phase !== 'retract') return;
    origin = event.origin ?? origin;
    blocks.clear();
    [sources, logprobs, metadata] = [[], [], {}];
    start = { type: 'start' };
    finish = undefined;
  };

  const add = (chunk: Chunk): void => {
    switch (chunk.type) {
      case 'text':
      case 'reasoning':
      case 'refusal':
        growText(blockOf(chunk.block, chunk.type), chunk);
        return;
      case 'tool-call':
        beginCall(blockOf(chunk.block, 'tool-call'), chunk);
        return;
      case 'tool-input':
        blockOf(chunk.block, 'tool-call').text += chunk.json;
        return;
      case 'media-url':
        Object.assign(blockOf(chunk.block, 'media'), { url: chunk.url, mediaType: chunk.mediaType });
        return;
      case 'media':
        if (chunk.preview !== true) growMedia(blockOf(chunk.block, 'media'), chunk);
        return;
      case 'source':
        sources.push(chunk.source);
        if (chunk.block !== undefined) (blockOf(chunk.block, 'text').citations ??= []).push(chunk.source);
        return;
      case 'extra':
        if (chunk.block === undefined) mergeMetadata(metadata, chunk.provider, chunk.value);
        else Object.assign(blockOf(chunk.block, 'extra'), { provider: chunk.provider, value: chunk.value });
        return;
      case 'logprobs':
        for (const each of chunk.logprobs) logprobs.push(each);
        return;
      case 'warning':
        warnings.push(chunk.warning);
        return;
      case 'usage':
        usage = chunk.usage;
        return;
      case 'start':
        start = { ...start, ...chunk };
        return;
      case 'finish':
        finish = chunk;
        return;
      case 'recovery':
        recover(chunk.event);
        return;
      default:
        chunk satisfies OtherAnswer;
    }
  };

  const result = (): Folded => {
    const content = [...blocks.entries()]
      .sort(([left], [right]) => left - right)
      .map(([, block]) => partOf(block));
    const toolCalls = content.filter((part) => part.type === 'tool-call');
    const reasoning = content.filter((part) => part.type === 'reasoning');
    return {
      id: start.id ?? null,
      ...(start.model === undefined ? {} : { served: start.model }),
      message: { role: 'assistant', content, ...(origin === undefined ? {} : { origin }) },
      text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      ...(reasoning.length === 0 ? {} : { reasoning: reasoning.map((part) => part.text).join('') }),
      toolCalls,
      files: content.filter((part) => part.type === 'image' || part.type === 'file'),
      sources,
      ...(logprobs.length === 0 ? {} : { logprobs }),
      ...(finish === undefined ? {} : { finishReason: finish.reason }),
      ...(finish?.raw === undefined ? {} : { rawFinishReason: finish.raw }),
      usage,
      warnings,
      ...(Object.keys(metadata).length === 0 ? {} : { providerMetadata: metadata }),
    };
  };

  return { add, result, warnings };
}

/** The chunks of a reply as one value. */
export function foldChunks(chunks: Iterable<Chunk>, origin?: Origin): Folded {
  const fold = createFold(origin);
  for (const chunk of chunks) fold.add(chunk);
  return fold.result();
}

type Of<Type extends Chunk['type']> = Extract<Chunk, { type: Type }>;

function growText(block: Block, chunk: Of<'text' | 'reasoning' | 'refusal'>): void {
  block.text += chunk.text;
  if (chunk.type !== 'refusal' && chunk.signature !== undefined)
    block.signature = (block.signature ?? '') + chunk.signature;
}

function beginCall(block: Block, { id, name, signature }: Of<'tool-call'>): void {
  block.id = id;
  block.name = name;
  if (signature !== undefined) block.signature = signature;
}

function growMedia(block: Block, { mediaType, data, signature }: Of<'media'>): void {
  block.mediaType = mediaType;
  (block.pieces ??= []).push(data);
  if (signature !== undefined) block.signature = signature;
}

function partOf(block: Block): AssistantPart {
  const signature = block.signature === undefined ? {} : { signature: block.signature };
  switch (block.kind) {
    case 'text':
      return {
        type: 'text',
        text: block.text,
        ...(block.citations === undefined ? {} : { citations: block.citations }),
        ...signature,
      };
    case 'reasoning':
      return { type: 'reasoning', text: block.text, ...signature };
    case 'refusal':
      return { type: 'refusal', text: block.text };
    case 'tool-call':
      return { ...toolCallOf(block), ...signature };
    case 'extra':
      return { type: 'extra', provider: block.provider ?? '', value: block.value ?? null };
    default: {
      if (block.url !== undefined) return linkOf(block.url, block.mediaType);
      const mediaType = block.mediaType ?? 'application/octet-stream';
      const source = { data: base64OfPieces(block.pieces ?? []), mediaType };
      return { type: mediaType.startsWith('image/') ? 'image' : 'file', source, ...signature };
    }
  }
}

function linkOf(url: string, mediaType: string | undefined): ImagePart | FilePart {
  const type = mediaType === undefined || mediaType.startsWith('image/') ? 'image' : 'file';
  return { type, source: { url, ...(mediaType === undefined ? {} : { mediaType }) } };
}

// Models send no text at all for a tool without arguments; everything else must be JSON, complete, and an object.
function toolCallOf(block: Block): ToolCallPart {
  const call = { type: 'tool-call' as const, id: block.id ?? '', name: block.name ?? '' };
  if (block.text.trim() === '') return { ...call, input: {} };
  const parsed = parseJson(block.text);
  if (parsed.ok && isRecord(parsed.value)) return { ...call, input: parsed.value as JsonObject };
  const invalid = parsed.ok ? 'the arguments are not a JSON object' : parsed.problem;
  return { ...call, input: null, invalid, raw: block.text };
}

function mergeMetadata(
  metadata: Record<string, Record<string, Json | undefined>>,
  provider: string,
  value: Json,
): void {
  const facts = (metadata[provider] ??= {});
  if (isRecord(value)) for (const [key, fact] of Object.entries(value)) setOwn(facts, key, fact);
}
