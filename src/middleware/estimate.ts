import type { Chunk } from '../core/chunk.ts';
import type { ModelPrice } from '../core/lookup.ts';
import type { MediaSource } from '../core/message.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Usage, type UsageUnits, usage } from '../core/usage.ts';
import { measureTokens, ratesFor, type TokenModel } from './tokens/estimate.ts';
import { tokensOfText } from './tokens/features.ts';

// An image is 85 to about 1,600 tokens at the vendors that say it, a page of a file about as many; the most is assumed.
const tokensPerFile = 1_600;
const unknownAnswerTokens = 4_096;
// The largest that OpenAI's image models say of one: https://developers.openai.com/api/docs/guides/image-generation
const tokensPerImage = 6_240;
// 25 tokens a second (https://ai.google.dev/gemini-api/docs/speech-generation); four seconds of slow speech to ten tokens
// of text.
const audioTokensPerToken = 10;
// A search reads up to 100 documents, and of long ones each 500 tokens count as one: https://cohere.com/pricing
const documentsPerSearch = 100;
const tokensPerDocument = 500;
// The longest that Grok Imagine makes at once, and more than Veo does:
// https://docs.x.ai/developers/model-capabilities/video/generation
const mostVideoSeconds = 15;
// The sparsest that recordings of speech come as: 16 bits at 16 kHz, or 32 kbit/s.
const bytesPerSecond = { wave: 32_000, packed: 4_000 } as const;

/** How many tokens a call sends, as far as that can be told without asking anybody. */
export interface PromptTokens {
  readonly likely: number;
  /** 19 of 20 recorded calls were not above it. */
  readonly most: number;
}

/** The tokens that a call sends, by the same estimate as `countTokens`; what it cannot count is taken for a large image. */
export function promptTokens(call: AnyCall): PromptTokens {
  if (call.operation === 'text') {
    const { tokens, bound, features } = measureTokens(call);
    const files = tokensPerFile * features.uncounted.length;
    return { likely: Math.round(tokens + files), most: Math.ceil(tokens + bound + files) };
  }
  const { texts, files } = contentOf(call);
  const rates = ratesFor(call.model);
  const words = texts.reduce((sum, text) => sum + tokensOfText(text, rates), 0);
  const likely = Math.ceil(words + tokensPerFile * files);
  // A model that is asked for no text puts no words of its own in front; only the letters are uncertain.
  return { likely, most: Math.ceil(likely + rates.errorShare * words) };
}

function contentOf(call: Exclude<AnyCall, { readonly operation: 'text' }>): {
  readonly texts: readonly string[];
  readonly files: number;
} {
  switch (call.operation) {
    case 'embed': {
      const texts = call.values.filter((value) => typeof value === 'string');
      return { texts, files: call.values.length - texts.length };
    }
    case 'rerank':
      // The query is read with each document.
      return { texts: call.documents.flatMap((each) => [call.query, JSON.stringify(each)]), files: 0 };
    case 'image':
      return { texts: [call.prompt], files: call.images?.length ?? 0 };
    case 'video': {
      const frames = [call.firstFrame, call.lastFrame].filter((each) => each !== undefined);
      return { texts: [call.prompt], files: frames.length };
    }
    case 'speech':
      return { texts: [call.text], files: 0 };
    case 'transcription':
      return { texts: [], files: 1 };
    case 'ocr':
      return { texts: [], files: call.pages?.length ?? 1 };
    case 'moderation': {
      const parts = call.values.flat();
      const texts = parts.filter((part) => typeof part === 'string');
      return { texts, files: parts.length - texts.length };
    }
    default:
      call satisfies never;
      return { texts: [], files: 0 };
  }
}

/** The most tokens that a call can be answered with: what it says, else what the model can write, draw or speak. */
export function answerTokens(call: AnyCall, assumed?: number): number {
  switch (call.operation) {
    case 'text':
      return call.maxTokens ?? assumed ?? call.model.facts.maxOutputTokens ?? unknownAnswerTokens;
    case 'image':
      return tokensPerImage * (call.count ?? 1);
    case 'speech':
      return Math.ceil(
        (audioTokensPerToken * tokensOfText(call.text, ratesFor(call.model))) / (call.speed ?? 1),
      );
    case 'transcription':
      return assumed ?? call.model.facts.maxOutputTokens ?? unknownAnswerTokens;
    default:
      return 0;
  }
}

/** The usage that so many tokens of a call come to, with what it asks for in other units: the most where it does not say. */
export function usageAsked(
  call: AnyCall,
  tokens: { readonly input: number; readonly output: number },
): Usage {
  const units = unitsExpected(call);
  const counts = usage({ inputTokens: tokens.input, outputTokens: tokens.output });
  return Object.keys(units).length === 0 ? counts : { ...counts, units };
}

function unitsExpected(call: AnyCall): UsageUnits {
  switch (call.operation) {
    case 'speech':
      return { characters: call.text.length };
    case 'image':
      return { images: call.count ?? 1 };
    case 'video':
      return { videoSeconds: (call.durationSeconds ?? mostVideoSeconds) * (call.count ?? 1) };
    case 'rerank':
      return { searches: searchesFor(call.documents, call.model) };
    case 'ocr':
      return call.pages === undefined ? {} : { pages: call.pages.length };
    case 'transcription': {
      const audioSeconds = secondsIn(call.audio);
      return audioSeconds === undefined ? {} : { audioSeconds };
    }
    default:
      return {};
  }
}

function searchesFor(documents: readonly unknown[], model: TokenModel): number {
  const rates = ratesFor(model);
  const parts = documents.map((each) =>
    Math.ceil(
      tokensOfText(typeof each === 'string' ? each : JSON.stringify(each), rates) / tokensPerDocument,
    ),
  );
  const counted = parts.reduce((sum, part) => sum + Math.max(1, part), 0);
  return Math.max(1, Math.ceil(counted / documentsPerSearch));
}

// What is only named, by an address or an id, has a length that nobody here knows.
function secondsIn(audio: MediaSource): number | undefined {
  if (!('data' in audio)) return undefined;
  const isWave = /wav|pcm|l16/i.test(audio.mediaType);
  return Math.ceil((audio.data.length * 0.75) / bytesPerSecond[isWave ? 'wave' : 'packed']);
}

/** The most that a call is expected to cost, in US dollars. Undefined where no price is known. */
export function dearestCost(
  call: AnyCall,
  price: ModelPrice | undefined,
  tokens: { readonly input: number; readonly output: number },
): number | undefined {
  return costOf(call, usageAsked(call, tokens), price);
}

/** What a usage costs, in US dollars: what the provider says, else the price list. Undefined where neither knows it. */
export function costOf(call: AnyCall, used: Usage, price: ModelPrice | undefined): number | undefined {
  if (used.cost !== null) return used.cost.range?.high ?? used.cost.total;
  const { startedAt } = call.control;
  const tier = call.operation === 'text' ? call.serviceTier : undefined;
  const facts = tier === undefined ? { at: startedAt } : { at: startedAt, serviceTier: tier };
  const cost = price?.(used, facts).cost;
  return cost === undefined || cost === null ? undefined : (cost.range?.high ?? cost.total);
}

/** About how many tokens of an answer of a model a chunk is. */
export function tokensOfChunk(chunk: Chunk, model: TokenModel): number {
  if (chunk.type === 'text' || chunk.type === 'reasoning' || chunk.type === 'refusal')
    return tokensOfText(chunk.text, ratesFor(model));
  return chunk.type === 'tool-input' ? tokensOfText(chunk.json, ratesFor(model)) : 0;
}
