import type { CallBody } from '../../core/call.ts';
import { tokenFeatures, type TokenFeatures } from './token-features.ts';
import { familyRates, type TokenRates } from './token-rates.ts';

/** How many tokens a call comes to without asking anybody. */
export interface TokenEstimate {
  readonly tokens: number;
  /** 19 of 20 recorded calls were within this many tokens; null where parts could not be counted. */
  readonly errorBound: number | null;
  /** What is in the call but not in the count. */
  readonly uncounted: readonly string[];
}

// Families by model id, the first that fits counts. Ids may have a vendor or a region in front.
const families: readonly (readonly [family: string, pattern: RegExp])[] = [
  ['gpt-oss', /gpt-oss/],
  ['claude-3', /claude-(?:3|2|instant)/],
  ['claude', /claude/],
  ['gemini', /gemini|gemma|learnlm/],
  ['deepseek', /deepseek/],
  ['llama', /llama/],
  ['qwen', /qwen|qwq/],
  ['grok-4', /grok-[4-9]/],
  ['grok', /grok/],
  ['glm', /glm/],
  ['minimax', /minimax/],
  ['kimi', /kimi/],
  ['mistral', /mistral|mixtral|magistral|ministral|codestral|devstral|pixtral|voxtral/],
  ['command-a', /command-a-03/],
  ['command', /command|c4ai|aya/],
  ['nova-2', /nova-2/],
  ['nova', /nova/],
  ['gpt-5', /gpt-[5-9]|(?:^|[/.])o[1-9]/],
  ['gpt', /gpt|codex/],
];

/** The family of models whose tokens are alike; `other` for one that is not known. */
export function familyOf(modelId: string): string {
  const id = modelId.toLowerCase();
  return families.find(([, pattern]) => pattern.test(id))?.[0] ?? 'other';
}

/** The rates that count for a model. */
export function ratesFor(modelId: string): TokenRates {
  return (familyRates[familyOf(modelId)] ?? familyRates['other']) as TokenRates;
}

/** Estimates the tokens of a call from its characters, with rates and bounds that were learned from recorded usage. */
export function estimateTokens(call: CallBody): TokenEstimate {
  const rates = ratesFor(call.model.id);
  const features = tokenFeatures(call);
  const text = textTokens(features, rates);
  const images = features.images.map(({ detail }) => imageTokens(familyOf(call.model.id), detail));
  const low = images.reduce((sum, range) => sum + range.low, 0);
  const high = images.reduce((sum, range) => sum + range.high, 0);
  const bound = rates.errorTokens + rates.errorShare * text + (high - low) / 2;
  return {
    tokens: Math.round(text + (low + high) / 2),
    errorBound: features.uncounted.length > 0 ? null : Math.ceil(bound),
    uncounted: features.uncounted,
  };
}

/** The tokens of the words alone. */
export function textTokens(features: TokenFeatures, rates: TokenRates): number {
  return (
    rates.base +
    rates.message * features.messages +
    (features.tools > 0 ? rates.anyTool : 0) +
    rates.tool * features.tools +
    rates.schema * features.schema +
    rates.output * features.output +
    rates.latin * features.latin +
    rates.digits * features.digits +
    rates.symbols * features.symbols +
    rates.cjk * features.cjk +
    rates.other * features.other
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What one image comes to: the range over all sizes that the vendors' pages allow, as the size is not looked at.
 * https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs (width × height / 750, at most about
 * 1,600), https://platform.openai.com/docs/guides/images-vision#calculating-costs (85, and 170 for each of up to eight
 * tiles), https://ai.google.dev/gemini-api/docs/tokens#multimodal-tokens (258 a tile).
 */
function imageTokens(family: string, detail: 'auto' | 'low' | 'high' | undefined): Range {
  if (family.startsWith('claude')) return { low: 10, high: 1_600 };
  if (family === 'gpt' || family === 'gpt-5')
    return detail === 'low' ? { low: 70, high: 85 } : { low: 70, high: 1_445 };
  if (family === 'gemini') return { low: 258, high: 1_548 };
  return { low: 64, high: 4_096 };
}
