import type { Chunk } from '../core/chunk.ts';
import type { ModelPrice } from '../core/lookup.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Usage, usage } from '../core/usage.ts';
import { measureTokens, ratesFor, type TokenModel } from './token-estimate.ts';
import { tokensOfText } from './token-features.ts';

// An image is 85 to about 1,600 tokens at the vendors that say it, a page of a file about as many; the most is assumed.
const tokensPerFile = 1_600;
const unknownAnswerTokens = 4_096;

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
    case 'speech':
      return { texts: [call.text], files: 0 };
    case 'transcription':
      return { texts: [], files: 1 };
    default:
      call satisfies never;
      return { texts: [], files: 0 };
  }
}

/** The most tokens that a call can be answered with: what it says, else what the model can write. */
export function answerTokens(call: AnyCall, assumed?: number): number {
  if (call.operation !== 'text') return 0;
  return call.maxTokens ?? assumed ?? call.model.facts.maxOutputTokens ?? unknownAnswerTokens;
}

/** The most that a call is expected to cost, in US dollars. Undefined where no price is known. */
export function dearestCost(
  call: AnyCall,
  price: ModelPrice | undefined,
  tokens: { readonly input: number; readonly output: number },
): number | undefined {
  const counts = usage({ inputTokens: tokens.input, outputTokens: tokens.output });
  return costOf(call, counts, price);
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
