import type { Chunk } from '../../core/chunk.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { CatalogModel, PriceCondition } from '../../catalog/schema.ts';
import type { Cost, Usage } from '../../core/usage.ts';
import { canonical } from '../conformance/canonical.ts';
import { ScenarioFailure } from './scenario.ts';

/** Fails the scenario unless something holds. `expected` is a sentence about what should have been. */
export function expectThat(holds: boolean, expected: string, found?: unknown): asserts holds {
  if (holds) return;
  const text = found === undefined ? '' : ` Found: ${JSON.stringify(found)?.slice(0, 200) ?? 'nothing'}.`;
  throw new ScenarioFailure(`${expected}${text}`);
}

/** What every answer must be: something was said, it ended in a way we know, and the conversation goes on from it. */
export function checkAnswer(response: ModelResponse): void {
  const { message, context, finishReason, toolCalls } = response;
  expectThat(message.role === 'assistant', "The answer's role must be assistant.", message.role);
  expectThat(
    canonical(context.messages.at(-1)) === canonical(message),
    'The conversation must end with the answer.',
  );
  // Some hosts leave the reason out of whole bodies; one that they give must be known.
  const isKnown = finishReason !== 'other' || response.rawFinishReason === undefined;
  expectThat(isKnown, 'The reason of the end must be one we know.', response.rawFinishReason);
  const isCut = finishReason === 'length';
  expectThat(
    said(response) !== '' || toolCalls.length > 0 || isCut || (response.usage.reasoningTokens ?? 0) > 0,
    'The answer must hold text, thoughts or a tool call.',
  );
  checkUsage(response.usage);
  checkCost(response.usage);
}

/** Text and thoughts together. */
export function said({ text, reasoning = '' }: ModelResponse): string {
  return (text + reasoning).trim();
}

/** Counters that do not contradict each other. What a provider does not count is null and passes. */
export function checkUsage(usage: Usage): void {
  const { inputTokens, outputTokens, totalTokens } = usage;
  expectThat(usage.status !== 'unknown', 'The provider must have counted tokens.', usage.status);
  expectThat((inputTokens ?? 0) > 0, 'The prompt must have tokens.', inputTokens);
  expectThat(outputTokens !== null && outputTokens >= 0, 'The output must be counted.', outputTokens);
  const sum = (inputTokens ?? 0) + outputTokens;
  expectThat((totalTokens ?? -1) >= sum, 'The total must be no less than input and output.', usage);
  const cached = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
  expectThat(cached <= (inputTokens ?? 0), 'Cached tokens must be a part of the input.', usage);
  const { reasoningTokens } = usage;
  expectThat((reasoningTokens ?? 0) <= outputTokens, 'Thoughts must be a part of the output.', usage);
}

/** A cost whose parts make the whole. A model without a known price has none. */
export function checkCost({ cost }: Usage): void {
  if (cost === null) return;
  expectThat(cost.total >= 0 && Number.isFinite(cost.total), 'The cost must be a number.', cost.total);
  const parts = partsOf(cost);
  if (cost.source === 'provider' || !cost.complete || parts.includes(null)) return;
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  expectThat(Math.abs(sum - cost.total) < 1e-9, "The cost's parts must make the whole.", cost);
}

const plainMeters: readonly string[] = ['input', 'output', 'cache_read', 'cache_write', 'cache_write_1h'];

/** A cost that is exactly the counted tokens at the list's rates, wherever no other rate or condition can apply. */
export function checkPrice(usage: Usage, facts: CatalogModel | undefined): void {
  const { cost, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, tools, units } = usage;
  // No tier is asked for, and the prompts are short.
  const isOut = ({ serviceTier = 'standard', promptOver = Infinity }: PriceCondition): boolean =>
    serviceTier !== 'standard' || promptOver < Infinity;
  const cards = facts?.pricing?.periods.at(-1)?.cards ?? [];
  const [card, ...others] = cards.filter(({ when }) => when === undefined || !isOut(when));
  const rates = card?.rates.filter(({ per }) => per === 1_000_000) ?? [];
  const isPlain =
    card?.when === undefined &&
    others.length === 0 &&
    rates.length === card?.rates.length &&
    rates.every(({ meter, variant }) => variant === undefined && plainMeters.includes(meter));
  const isFresh = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) === 0;
  if (cost?.source !== 'registry' || !isPlain || !isFresh || tools !== undefined || units !== undefined)
    return;
  const usd = (wanted: string): number => Number(rates.find(({ meter }) => meter === wanted)?.usd ?? 0);
  const expected = ((inputTokens ?? 0) * usd('input') + (outputTokens ?? 0) * usd('output')) / 1_000_000;
  const isExact = Math.abs(cost.total - expected) <= 1e-12 + expected * 1e-9;
  expectThat(isExact, 'The cost must be what the counted tokens cost.', [cost.total, expected]);
}

// Thoughts without a rate of their own are priced with the output.
function partsOf({ input, output, cacheRead, cacheWrite, reasoning, tools }: Cost): (number | null)[] {
  return [input, output, cacheRead ?? 0, cacheWrite ?? 0, reasoning ?? 0, tools ?? 0];
}

/** A stream that keeps the rules of streams, and adds up to its response. */
export function checkStream(chunks: readonly Chunk[], response: ModelResponse): void {
  const finishes = chunks.filter(({ type }) => type === 'finish').length;
  expectThat(finishes === 1, 'A stream must have one finish.', finishes);
  expectThat(chunks.at(-1)?.type === 'finish', 'The finish must come last.', chunks.at(-1)?.type);
  const kinds = new Map<number, string>();
  for (const chunk of chunks) {
    if (!('block' in chunk) || chunk.block === undefined || chunk.type === 'source') continue;
    const kind = chunk.type === 'tool-input' ? 'tool-call' : chunk.type;
    const before = kinds.get(chunk.block) ?? kind;
    expectThat(before === kind, 'A block must not change its kind.', [before, kind]);
    kinds.set(chunk.block, kind);
  }
  const text = chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
  expectThat(text === response.text, 'The pieces of text must be the text of the response.');
}
