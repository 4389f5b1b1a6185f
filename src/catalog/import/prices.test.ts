import { expect, test } from 'vitest';
import { decimalOf, multiply } from './decimal.ts';
import { priceOf } from './prices.ts';

test('binary noise is rounded away, and nothing else', () => {
  expect(decimalOf(0.300_000_000_000_000_04)).toBe('0.3');
  expect(decimalOf(0.049_999_999_999_999_996)).toBe('0.05');
  expect(decimalOf(0.002_8)).toBe('0.0028');
  expect(decimalOf(150)).toBe('150');
  expect(decimalOf(0)).toBe('0');
  for (const none of [-1, Number.NaN, '1', undefined, 1e9]) expect(decimalOf(none)).toBeUndefined();
});

test('products are exact', () => {
  expect(multiply('0.1', '0.2')).toBe('0.02');
  expect(multiply('5', '2')).toBe('10');
  expect(multiply('1.25', '0.5')).toBe('0.625');
  expect(multiply('2.50', '4')).toBe('10');
});

test('a zero for caching beside a paid input is unknown', () => {
  const price = priceOf({ input: 0.5, output: 1.5, cache_read: 0, cache_write: 0 }, undefined, 'openai', 'm');
  expect(price).toEqual({ rates: { input: '0.5', output: '1.5' }, cards: [], basis: 'metered' });
});

test('all zeroes are no price but where the id says free', () => {
  const zero = { input: 0, output: 0 };
  expect(priceOf(zero, undefined, 'openrouter', 'm:free')?.basis).toBe('free');
  expect(priceOf(zero, undefined, 'zai-coding-plan', 'm')?.basis).toBe('subscription');
  expect(priceOf(zero, undefined, 'host', 'm')?.basis).toBe('unknown');
  expect(priceOf(undefined, undefined, 'host', 'm')).toBeUndefined();
});

test('tiers are for the whole request at their own threshold; context_over_200k is never read', () => {
  const cost = {
    input: 5,
    output: 30,
    context_over_200k: { input: 99, output: 99 },
    tiers: [{ input: 10, output: 45, tier: { type: 'context', size: 272_000 } }],
  };
  expect(priceOf(cost, undefined, 'openai', 'm')?.cards).toEqual([
    { when: { promptOver: 272_000 }, rates: { input: '10', output: '45' } },
  ]);
});

test('what `reasoning` means depends on the host', () => {
  const cost = { input: 1, output: 2, reasoning: 6 };
  expect(priceOf(cost, undefined, 'alibaba-cn', 'm')).toMatchObject({
    rates: { input: '1', output: '2' },
    cards: [{ when: { reasoned: true }, rates: { output: '6' } }],
  });
  expect(priceOf(cost, undefined, 'perplexity', 'm')?.rates).toEqual({
    input: '1',
    output: '2',
    reasoning: '6',
  });
  expect(priceOf({ ...cost, reasoning: 2 }, undefined, 'perplexity', 'm')?.rates).toEqual({
    input: '1',
    output: '2',
  });
});

test('modes are cards of their own', () => {
  const modes = {
    fast: { cost: { input: 12.5, output: 75 }, provider: { body: { service_tier: 'priority' } } },
  };
  expect(priceOf({ input: 5, output: 30 }, modes, 'openai', 'm')?.cards).toEqual([
    { when: { serviceTier: 'priority' }, rates: { input: '12.5', output: '75' } },
  ]);
});
