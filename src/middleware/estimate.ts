import type { Chunk } from '../core/chunk.ts';
import type { ModelPrice } from '../core/lookup.ts';
import type { Part } from '../core/message.ts';
import type { AnyCall } from '../core/operation.ts';
import { type Usage, usage } from '../core/usage.ts';

// A token of English is about four characters, of code about three and a half; other scripts take up to one a character.
const charactersPerToken = 3.5;
// An image is 85 to about 1,600 tokens at the vendors that say it; the most is assumed.
const tokensPerFile = 1_600;
const tokensPerMessage = 4;
const unknownAnswerTokens = 4_096;

/** About how many tokens a call sends. Rather too many than too few; nothing is looked up. */
export function promptTokens(call: AnyCall): number {
  switch (call.operation) {
    case 'text': {
      const content = call.messages.flatMap((message): readonly Part[] => message.content);
      const parts = content.reduce((sum, part) => sum + tokensOfPart(part), 0);
      return parts + tokensIn(JSON.stringify(call.tools)) + tokensPerMessage * call.messages.length;
    }
    case 'embed':
      return call.values.reduce(
        (sum, value) => sum + (typeof value === 'string' ? tokensIn(value) : tokensPerFile),
        0,
      );
    case 'rerank':
      return tokensIn(call.query) + tokensIn(JSON.stringify(call.documents));
    case 'image':
      return tokensIn(call.prompt) + tokensPerFile * (call.images?.length ?? 0);
    case 'speech':
      return tokensIn(call.text);
    case 'transcription':
      return tokensPerFile;
    default:
      call satisfies never;
      return 0;
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

/** About how many tokens of an answer a chunk is. */
export function tokensOfChunk(chunk: Chunk): number {
  if (chunk.type === 'text' || chunk.type === 'reasoning' || chunk.type === 'refusal')
    return chunk.text.length / charactersPerToken;
  return chunk.type === 'tool-input' ? chunk.json.length / charactersPerToken : 0;
}

function tokensOfPart(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return tokensIn(part.text);
    case 'tool-call':
      return tokensIn(part.name) + tokensIn(JSON.stringify(part.input)) + 8;
    case 'tool-result':
      return part.content.reduce((sum, each) => sum + tokensOfPart(each), 8);
    case 'extra':
      return tokensIn(JSON.stringify(part.value));
    case 'image':
    case 'file':
      return tokensPerFile;
    default:
      part satisfies never;
      return 0;
  }
}

function tokensIn(text: string | undefined): number {
  if (text === undefined) return 0;
  let wide = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x2ff) wide += 1;
  return Math.ceil((text.length - wide) / charactersPerToken + wide);
}
