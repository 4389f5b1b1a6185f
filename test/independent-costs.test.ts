// What things cost, worked out a second time: every metered price list of the catalogue, with its decimals as whole numbers
// and none of the library's own sums. `price` must come to the same, or say what it does not know.
import { expect, test } from 'vitest';
import { models, price, type RateCard } from '../src/models.ts';

const digits = 30;
const picodollar = 10n ** BigInt(digits - 12);

const usages: readonly Readonly<Record<string, number>>[] = [
  { input: 1_234, output: 567 },
  { input: 250_001, output: 8_191, cache_read: 31_337 },
  { input: 99, output: 1, cache_read: 7, cache_write: 13, cache_write_1h: 17 },
  { input: 600_000, output: 3, reasoning: 77 },
  { input: 272_001, output: 9 },
  { cache_read: 1 },
];
const tiers = [undefined, 'batch', 'flex', 'priority'] as const;
// Where a list names no rate for these, the rate that vendors bill them by, or the nearest.
const others: Readonly<Record<string, readonly string[]>> = {
  reasoning: ['output'],
  cache_read: ['input'],
  cache_write: ['input'],
  cache_write_1h: ['cache_write', 'input'],
};

test('every price list comes to the same when it is worked out by whole numbers', () => {
  const seen = { equal: 0, unknown: new Set<string>() };
  const different: string[] = [];
  for (const { spec, pricing } of models.list()) {
    const cards = pricing?.periods.at(-1)?.cards ?? [];
    if (pricing?.basis !== 'metered' || !cards.every(isPlain)) continue;
    for (const serviceTier of tiers)
      for (const usage of usages) {
        const { usd, basis, missing } = price(
          pricing,
          usage,
          serviceTier === undefined ? {} : { serviceTier },
        );
        if (usd === byHand(cards, usage, serviceTier)) seen.equal += 1;
        else if (basis === 'unknown' && missing.length > 0) seen.unknown.add(spec);
        else different.push(`${spec} ${serviceTier} ${JSON.stringify(usage)}`);
      }
  }
  expect(different).toEqual([]);
  expect(seen.equal).toBeGreaterThan(100_000);
  // Priority and a long prompt at once: two cards hold, of which neither is the closer one, and both are named.
  expect([...seen.unknown].filter((spec) => !/gpt-5[.-][45]$/.test(spec))).toEqual([]);
  expect(seen.unknown.size).toBeLessThan(20);
});

/** Whether a card asks nothing but the length of the prompt and the tier: the rest is in `price.test.ts`. */
function isPlain({ scope, when }: RateCard): boolean {
  return (
    scope !== 'marginal' &&
    (when === undefined || Object.keys(when).every((key) => ['promptOver', 'serviceTier'].includes(key)))
  );
}

function byHand(
  cards: readonly RateCard[],
  usage: Readonly<Record<string, number>>,
  tier = 'standard',
): string {
  const { output: _output, reasoning: _reasoning, ...prompt } = usage;
  const size = Object.values(prompt).reduce((sum, count) => sum + count, 0);
  const held = cards.filter(
    ({ when = {} }) =>
      size > (when.promptOver ?? -1) && (when.serviceTier === undefined || when.serviceTier === tier),
  );
  const weight = ({ when = {} }: RateCard): number =>
    Object.keys(when).length * 1e9 + Number(when.promptOver ?? 0);
  const rates = new Map(
    held
      .toSorted((a, b) => weight(a) - weight(b))
      .flatMap((card) => card.rates.map((rate) => [rate.meter as string, rate])),
  );
  let sum = 0n;
  for (const [meter, count] of Object.entries(usage)) {
    const name = [meter, ...(others[meter] ?? [])].find((each) => rates.has(each)) ?? '';
    const rate = rates.get(name);
    if (rate === undefined) continue;
    const [whole = '', rest = ''] = rate.usd.split('.');
    const amount =
      (BigInt(whole + rest) * BigInt(count) * 10n ** BigInt(digits)) /
      (10n ** BigInt(rest.length) * BigInt(rate.per));
    // Each line of a bill is rounded to the picodollar, half up.
    sum += (amount + picodollar / 2n) / picodollar;
  }
  const text = sum.toString().padStart(13, '0');
  return `${text.slice(0, -12)}.${text.slice(-12)}`.replace(/\.?0+$/, '');
}
