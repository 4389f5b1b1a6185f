import type { CallBody } from '../../core/call.ts';
import type { Model } from '../../core/model.ts';
import { tokenFeatures, type TokenFeatures } from './features.ts';
import { familyRates, type TokenRates } from './rates.ts';

/** How many tokens a call comes to without asking anybody. */
export interface TokenEstimate {
  readonly tokens: number;
  /** 19 of 20 recorded calls were within this many tokens; null where parts could not be counted. */
  readonly errorBound: number | null;
  /** What is in the call but not in the count. */
  readonly uncounted: readonly string[];
}

/** What of a model tells how its tokens are made: who serves it, and its name. */
export type TokenModel = Pick<Model, 'provider' | 'id'>;

interface Family {
  readonly name: string;
  readonly id: RegExp;
  readonly provider?: RegExp;
}

// The first that fits counts. A family is models whose tokens are alike and whose hosts put the same words of their own in
// front (recorded: xAI and Cohere do where Azure and Bedrock do not). Ids may have a vendor or a region in front.
const families: readonly Family[] = [
  { name: 'gpt-oss', id: /gpt-oss/ },
  { name: 'claude-3', id: /claude-(?:3|2|instant)/ },
  // Up to Opus 4.1 tools are told in some 200 tokens fewer.
  { name: 'claude-4', id: /claude-(?:opus|sonnet)-4(?:[-.][01](?!\d)|[-@]2025|$)/ },
  { name: 'claude', id: /claude/ },
  { name: 'gemma', id: /gemma/ },
  // Up to Gemini 2.0 tools and schemas are not counted.
  { name: 'gemini-2', id: /gemini-(?:1|2\.0)|learnlm/ },
  { name: 'gemini', id: /gemini/ },
  { name: 'deepseek-4', id: /deepseek.*v4/ },
  { name: 'deepseek', id: /deepseek/ },
  { name: 'llama-4', id: /llama-?4/ },
  { name: 'llama', id: /llama/ },
  { name: 'qwen', id: /qwen|qwq/ },
  { name: 'grok-4', id: /grok-4(?:-0709|-latest)?$/ },
  { name: 'grok-4-fast', id: /grok-(?:[4-9]|code)/, provider: /^(?:xai|openrouter)$/ },
  { name: 'grok', id: /grok/ },
  { name: 'glm', id: /glm/ },
  // OpenRouter's host of the first MiniMax puts 670 tokens in front, that of Devstral Small 1,200, Ollama's templates 350.
  { name: 'minimax-01', id: /minimax-01/ },
  { name: 'minimax', id: /minimax/ },
  { name: 'kimi', id: /kimi/ },
  { name: 'mistral', id: /./, provider: /^mistral$/ },
  { name: 'devstral-small', id: /devstral-small/, provider: /^openrouter$/ },
  {
    name: 'mistral-ollama',
    id: /mistral|mixtral|magistral|ministral|codestral|devstral/,
    provider: /^ollama$/,
  },
  { name: 'mistral-open', id: /mistral|mixtral|magistral|ministral|codestral|devstral|pixtral|voxtral/ },
  { name: 'command-a', id: /command-(?:a-0|r7b)/, provider: /^cohere$/ },
  { name: 'command-r', id: /command/, provider: /^amazon-bedrock$/ },
  { name: 'command', id: /command|c4ai|aya/ },
  { name: 'nova-2', id: /nova-2/ },
  { name: 'nova', id: /nova/ },
  { name: 'gpt-5', id: /gpt-[5-9]|(?:^|[/.])o[1-9]/ },
  { name: 'gpt', id: /gpt|codex/ },
];

/** The family of models whose tokens are alike; `other` for one that is not known. */
export function familyOf({ provider, id }: TokenModel): string {
  const name = id.toLowerCase();
  const fits = (family: Family): boolean => family.id.test(name) && (family.provider?.test(provider) ?? true);
  return families.find(fits)?.name ?? 'other';
}

/** The rates that count for a model. */
export function ratesFor(model: TokenModel): TokenRates {
  return (familyRates[familyOf(model)] ?? familyRates['other']) as TokenRates;
}

/** Estimates the tokens of a call from its characters, with rates and bounds that were learned from recorded usage. */
export function estimateTokens(call: CallBody): TokenEstimate {
  const { tokens, bound, features } = measureTokens(call);
  const { uncounted } = features;
  return {
    tokens: Math.round(tokens),
    errorBound: uncounted.length > 0 ? null : Math.ceil(bound),
    uncounted,
  };
}

/** The same before it is rounded; the bound leaves out what is not counted. */
export function measureTokens(call: CallBody): {
  readonly tokens: number;
  readonly bound: number;
  readonly features: TokenFeatures;
} {
  const rates = ratesFor(call.model);
  const features = tokenFeatures(call);
  const text = textTokens(features, rates);
  const family = familyOf(call.model);
  const images = features.images.map(({ detail }) => imageTokens(family, call.model.id, detail));
  const low = images.reduce((sum, range) => sum + range.low, 0);
  const high = images.reduce((sum, range) => sum + range.high, 0);
  const bound = rates.errorTokens + rates.errorShare * text + (high - low) / 2;
  return { tokens: text + (low + high) / 2, bound, features };
}

/** The tokens of the words alone. */
export function textTokens(features: TokenFeatures, rates: TokenRates): number {
  const tokens =
    rates.base +
    rates.message * features.messages +
    (features.tools > 0 ? rates.anyTool : 0) +
    rates.tool * features.tools +
    (features.forced ? rates.forced : 0) +
    (features.barred ? rates.barred : 0) +
    rates.schema * features.schema +
    (features.output > 0 ? rates.anyOutput : 0) +
    rates.output * features.output +
    (features.thinks ? rates.thinks : 0) +
    rates.calls * features.calls +
    rates.thoughts * features.thoughts +
    rates.latin * features.latin +
    rates.digits * features.digits +
    rates.symbols * features.symbols +
    rates.cjk * features.cjk +
    rates.other * features.other;
  return Math.max(0, tokens);
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What one image comes to: the range over all sizes that the vendors' pages allow, as the size is not looked at.
 * https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs (width × height / 750, at most about
 * 1,600), https://platform.openai.com/docs/guides/images-vision#calculating-costs (85, and 170 for each of up to eight
 * tiles; 2,833 and 5,667 at GPT-4o mini; up to 1,536 patches, times 1.62 to 2.46, at later small models),
 * https://ai.google.dev/gemini-api/docs/tokens#multimodal-tokens (258 a tile; ten were recorded).
 */
function imageTokens(family: string, id: string, detail: 'auto' | 'low' | 'high' | undefined): Range {
  if (family.startsWith('claude')) return { low: 10, high: 1_600 };
  if (family === 'gpt' || family === 'gpt-5') return gptImageTokens(id, detail === 'low');
  if (family.startsWith('gem')) return { low: 258, high: 4_128 };
  return { low: 0, high: 4_096 };
}

function gptImageTokens(id: string, isLow: boolean): Range {
  if (id.includes('4o-mini')) return { low: 2_833, high: isLow ? 2_833 : 48_169 };
  if (/nano|mini/.test(id)) return { low: 2, high: 3_779 };
  return { low: 70, high: isLow ? 85 : 1_445 };
}
