import type { Cost, Usage } from '../../core/usage.ts';
import type { Meter, Pricing } from '../schema.ts';
import { type PriceFacts, tierName } from './cards.ts';
import { factsOf, metersOf } from './meters.ts';
import { dollarNumber } from './money.ts';
import { type Billed, billFor } from './price.ts';

/** What `costOf` needs to know beside the counts. */
export interface CostFacts extends PriceFacts {
  /** The version of the catalogue that the prices are from. */
  readonly version: string;
}

type Component = 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning' | 'tools';

const components: Readonly<Partial<Record<Meter, Component>>> = {
  input: 'input',
  input_audio: 'input',
  input_image: 'input',
  input_video: 'input',
  output: 'output',
  output_audio: 'output',
  output_image: 'output',
  output_video: 'output',
  reasoning: 'reasoning',
  cache_read: 'cacheRead',
  cache_read_audio: 'cacheRead',
  cache_write: 'cacheWrite',
  cache_write_1h: 'cacheWrite',
};

/**
 * What the counted usage of one request cost. The provider's own figure wins and the computed one is kept beside it.
 * `null` when there is neither a figure nor a count or price list to make one from. Not for sums over several requests:
 * the prices of long prompts hold for each alone.
 */
export function costOf(usage: Usage, pricing: Pricing | undefined, facts: CostFacts): Cost | null {
  const reported = usage.cost?.source === 'provider' ? usage.cost : null;
  const { inputTokens, outputTokens, units } = usage;
  const isCounted = inputTokens !== null || outputTokens !== null || units !== undefined;
  if (pricing === undefined || !isCounted) return reported;
  const { version } = facts;
  const all = { ...facts, ...factsOf(usage) };
  const priced = billFor(pricing, { request: 1, ...metersOf(usage) }, all);
  const missing = [...new Set([...uncounted(usage), ...priced.missing])];
  const tier = all.serviceTier === undefined ? undefined : tierName(all.serviceTier);
  const origin = { version, ...(tier === undefined ? {} : { tier }) };
  if (reported !== null) {
    // A computed figure that is known to be incomplete says nothing about the reported one.
    const isWhole = missing.length === 0;
    return { ...reported, ...(isWhole ? { computed: dollarNumber(priced.total) } : {}), pricing: origin };
  }
  if (priced.lines.length === 0 && missing.length > 0) return null;
  return {
    total: dollarNumber(priced.total),
    currency: 'USD',
    ...partsOf(priced, usage),
    source: 'registry',
    complete: missing.length === 0 && usage.status === 'final',
    ...(priced.basis === 'range'
      ? { range: { low: dollarNumber(priced.low), high: dollarNumber(priced.high) } }
      : {}),
    pricing: origin,
    ...(missing.length === 0 ? {} : { missing }),
  };
}

// What is billed by the image, the second or the character has no tokens to count.
function uncounted({ inputTokens, outputTokens, units }: Usage): string[] {
  if (units !== undefined) return [];
  const input = inputTokens === null ? ['input'] : [];
  return outputTokens === null ? [...input, 'output'] : input;
}

function partsOf({ lines, missing }: Billed, usage: Usage): Record<Component, number | null> {
  const sums: Partial<Record<Component, bigint>> = {};
  for (const { meter, amount } of lines) {
    const component = components[meter] ?? 'tools';
    sums[component] = (sums[component] ?? 0n) + amount;
  }
  // Nothing of a kind was used: known to cost nothing. Used without a price, or not counted: unknown.
  const part = (name: Component, isFree: boolean): number | null => {
    const sum = sums[name];
    return sum === undefined ? (isFree ? 0 : null) : dollarNumber(sum);
  };
  const { tools } = usage;
  return {
    input: part('input', usage.inputTokens !== null && !missing.includes('input')),
    output: part('output', usage.outputTokens !== null && !missing.includes('output')),
    cacheRead: part('cacheRead', usage.cacheReadTokens === 0),
    cacheWrite: part('cacheWrite', usage.cacheWriteTokens === 0),
    reasoning: part('reasoning', usage.reasoningTokens === 0),
    tools: part('tools', tools === undefined || Object.values(tools).every((times) => times === 0)),
  };
}
