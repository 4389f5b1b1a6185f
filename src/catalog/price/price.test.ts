import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Meter, Pricing, Rate, RateCard } from '../schema.ts';
import { dollars, parseDollars, picodollars } from './money.ts';
import { price } from './price.ts';

const perMillion = (meter: Meter, usd: string, variant?: string): Rate => ({
  meter,
  usd,
  per: 1_000_000,
  ...(variant === undefined ? {} : { variant }),
});

function metered(...cards: RateCard[]): Pricing {
  return { currency: 'USD', basis: 'metered', periods: [{ from: null, source: 'test', cards }] };
}

const base: RateCard = {
  scope: 'full',
  rates: [perMillion('input', '2.5'), perMillion('output', '10'), perMillion('cache_read', '1.25')],
};
const long: RateCard = {
  when: { promptOver: 200_000 },
  scope: 'full',
  rates: [perMillion('input', '5'), perMillion('output', '15')],
};

describe('money', () => {
  it('multiplies decimals exactly', () => {
    expect(dollars(picodollars('0.1', 3, 1_000_000))).toBe('0.0000003');
    expect(dollars(picodollars('0.000001', 1, 1_000_000))).toBe('0.000000000001');
    expect(dollars(picodollars('0.28', 0.1 + 0.2, 60))).toBe('0.0014');
    expect(dollars(picodollars('0.006', '12.5', 60))).toBe('0.00125');
    expect(dollars(picodollars('1', 1e21, 1))).toBe('1000000000000000000000');
    expect(dollars(picodollars('1', 1.5e-7, 1))).toBe('0.00000015');
    expect(dollars(parseDollars('12.30'))).toBe('12.3');
  });

  it('refuses what is no amount', () => {
    for (const bad of ['-1', '1e3', '', '.5', 'NaN']) expect(() => parseDollars(bad)).toThrow(TypeError);
    expect(() => picodollars('1', -1, 1)).toThrow(TypeError);
    expect(() => picodollars('1', Number.POSITIVE_INFINITY, 1)).toThrow(TypeError);
  });
});

describe('price', () => {
  it('bills each meter on a line of its own', () => {
    const cost = price(metered(base), { input: 1_000, cache_read: 2_000, output: 100, reasoning: 50 });
    // 1000 × 2.5 + 2000 × 1.25 + 100 × 10 + 50 × 10 (thoughts are output) = 6500 millionths of a dollar
    expect(cost).toMatchObject({ usd: '0.0065', low: '0.0065', high: '0.0065', basis: 'exact', missing: [] });
    expect(cost.lines.map(({ meter, usd }) => `${meter} ${usd}`)).toEqual([
      'input 0.0025',
      'cache_read 0.0025',
      'output 0.001',
      'reasoning 0.0005',
    ]);
  });

  it('bills the whole request at the card of long prompts, cached tokens included in the length', () => {
    const pricing = metered(base, long);
    expect(price(pricing, { input: 200_000, output: 1 })).toMatchObject({ usd: '0.50001', cards: 1 });
    // 199999 × 5 + 2 × 1.25 (the card names no cached rate) + 1 × 15
    expect(price(pricing, { input: 199_999, cache_read: 2, output: 1 })).toMatchObject({
      usd: '1.0000125',
      cards: 2,
    });
    expect(price(pricing, { output: 1 }, { promptTokens: 300_000 }).usd).toBe('0.000015');
  });

  it('bills only the units past a marginal threshold', () => {
    const marginal: RateCard = {
      when: { promptOver: 100 },
      scope: 'marginal',
      rates: [perMillion('input', '4')],
    };
    const cost = price(metered(base, marginal), { input: 150, cache_read: 20 });
    // 170 in the prompt, 70 past the threshold, all of them fresh: 80 × 2.5 + 70 × 4 + 20 × 1.25
    expect(cost.usd).toBe('0.000505');
  });

  it('takes the tier that served, and names a tier without a price', () => {
    const flex: RateCard = {
      when: { serviceTier: 'flex' },
      scope: 'full',
      rates: [perMillion('input', '1.25')],
    };
    const pricing = metered(base, flex);
    expect(price(pricing, { input: 1_000 }).usd).toBe('0.0025');
    expect(price(pricing, { input: 1_000 }, { serviceTier: 'default' }).usd).toBe('0.0025');
    expect(price(pricing, { input: 1_000 }, { serviceTier: 'flex' })).toMatchObject({
      usd: '0.00125',
      basis: 'exact',
    });
    expect(price(pricing, { input: 1_000 }, { serviceTier: 'auto' })).toMatchObject({
      usd: '0.0025',
      low: '0.00125',
      high: '0.0025',
      basis: 'range',
    });
    expect(price(pricing, { input: 1_000 }, { serviceTier: 'priority' })).toMatchObject({
      basis: 'unknown',
      missing: ['service tier priority'],
    });
  });

  it('stands the dearer rate in where two cards disagree and none knows better', () => {
    const flex: RateCard = {
      when: { serviceTier: 'flex' },
      scope: 'full',
      rates: [perMillion('input', '1.25')],
    };
    const cost = price(metered(base, flex, long), { input: 300_000 }, { serviceTier: 'flex' });
    expect(cost).toMatchObject({ usd: '1.5', basis: 'unknown' });
    expect(cost.missing).toEqual(['input (flex, over 200000 tokens)']);
    const both: RateCard = {
      when: { serviceTier: 'flex', promptOver: 200_000 },
      scope: 'full',
      rates: [perMillion('input', '2')],
    };
    // The card of both is billed, and what the others disagree about is settled by it.
    expect(price(metered(base, flex, long, both), { input: 300_000 }, { serviceTier: 'flex' })).toMatchObject(
      {
        usd: '0.6',
        basis: 'exact',
      },
    );
  });

  it('prices at the rates of the day, by the hour where the hour counts', () => {
    const peak: RateCard = {
      when: { utc: { from: '01:00', to: '04:00', days: [1, 2, 3, 4, 5] } },
      scope: 'full',
      rates: [perMillion('input', '5')],
    };
    const pricing: Pricing = {
      currency: 'USD',
      basis: 'metered',
      periods: [
        { from: '2026-01-01', source: 'test', cards: [{ scope: 'full', rates: [perMillion('input', '4')] }] },
        { from: '2026-08-01', source: 'test', cards: [base, peak] },
      ],
    };
    const usdAt = (at: string): string => price(pricing, { input: 1_000_000 }, { at: new Date(at) }).usd;
    expect(usdAt('2026-07-31T23:59:59Z')).toBe('4');
    expect(usdAt('2026-08-03T03:59:59Z')).toBe('5');
    expect(usdAt('2026-08-03T04:00:00Z')).toBe('2.5');
    expect(usdAt('2026-08-02T02:00:00Z')).toBe('2.5');
    expect(price(pricing, { input: 1_000_000 })).toMatchObject({ usd: '2.5', high: '5', basis: 'range' });
    expect(price(pricing, { input: 1 }, { at: new Date('2025-12-31') })).toMatchObject({
      basis: 'unknown',
      missing: ['input'],
      usd: '0',
    });
  });

  it('names what has no rate and never takes it for free', () => {
    const cost = price(metered(base), { input: 1_000, cache_write: 1_000, web_search: 2, request: 1 });
    // The fresh rate stands in for the written tokens; nothing can stand in for the searches.
    expect(cost).toMatchObject({ usd: '0.005', basis: 'unknown', missing: ['cache_write', 'web_search'] });
    const tools: readonly Rate[] = [{ meter: 'web_search', usd: '10', per: 1_000 }];
    expect(price(metered(base), { web_search: 2 }, { toolPrices: tools })).toMatchObject({
      usd: '0.02',
      basis: 'exact',
    });
  });

  it('tells a free model from a subscription', () => {
    const zero: RateCard = { scope: 'full', rates: [perMillion('input', '0'), perMillion('output', '0')] };
    const periods = [{ from: null, source: 'test', cards: [zero] }];
    expect(price({ currency: 'USD', basis: 'free', periods }, { input: 5 })).toMatchObject({
      usd: '0',
      basis: 'exact',
    });
    expect(price({ currency: 'USD', basis: 'subscription', periods }, { input: 5 })).toMatchObject({
      basis: 'unknown',
      missing: ['input'],
    });
  });

  it('gives a range over variants that nobody named', () => {
    const search: RateCard = {
      scope: 'full',
      rates: [
        { meter: 'request', usd: '5', per: 1_000, variant: 'low' },
        { meter: 'request', usd: '12', per: 1_000, variant: 'high' },
      ],
    };
    expect(price(metered(search), { request: 1 })).toMatchObject({
      low: '0.005',
      high: '0.012',
      basis: 'range',
    });
    expect(price(metered(search), { request: 1 }, { variants: { request: 'high' } })).toMatchObject({
      usd: '0.012',
      basis: 'exact',
    });
  });

  it('bills images, audio by the minute, characters and hours of sessions', () => {
    const media: RateCard = {
      scope: 'full',
      rates: [
        { meter: 'image', usd: '0.04', per: 1 },
        { meter: 'audio_second', usd: '0.006', per: 60 },
        { meter: 'character', usd: '15', per: 1_000_000 },
        { meter: 'code_session', usd: '0.03', per: 1 },
      ],
    };
    // 2 × 0.04 + 30 s × 0.006 / 60 + 1000 × 15 / 10^6 + 0.03
    const cost = price(metered(media), { image: 2, audio_second: 30, character: 1_000, code_session: 1 });
    expect(cost).toMatchObject({ usd: '0.128', basis: 'exact' });
  });
});

describe('laws', () => {
  const rate = fc.integer({ min: 1, max: 600_000_000 }).map((micro) => dollars(BigInt(micro) * 1_000_000n));
  const counts = fc.record({
    input: fc.nat(2_000_000),
    output: fc.nat(200_000),
    cache_read: fc.nat(2_000_000),
    reasoning: fc.nat(100_000),
  });
  const pricing = fc.tuple(rate, rate, rate).map(([input, output, read]) =>
    metered({
      scope: 'full',
      rates: [perMillion('input', input), perMillion('output', output), perMillion('cache_read', read)],
    }),
  );

  it('the sum of the lines is the total, to the last digit', () => {
    fc.assert(
      fc.property(pricing, counts, (prices, meters) => {
        const { usd, lines } = price(prices, meters);
        expect(dollars(lines.reduce((sum, line) => sum + parseDollars(line.usd), 0n))).toBe(usd);
      }),
    );
  });

  it('two requests cost what their counts cost together', () => {
    fc.assert(
      fc.property(pricing, counts, counts, (prices, one, other) => {
        const both = {
          input: one.input + other.input,
          output: one.output + other.output,
          cache_read: one.cache_read + other.cache_read,
          reasoning: one.reasoning + other.reasoning,
        };
        const sum = parseDollars(price(prices, one).usd) + parseDollars(price(prices, other).usd);
        expect(price(prices, both).usd).toBe(dollars(sum));
      }),
    );
  });

  it('more of anything never costs less', () => {
    fc.assert(
      fc.property(
        pricing,
        counts,
        fc.constantFrom('input', 'output', 'cache_read'),
        (prices, meters, meter) => {
          const more = { ...meters, [meter]: meters[meter] + 1 };
          expect(parseDollars(price(prices, more).usd)).toBeGreaterThan(
            parseDollars(price(prices, meters).usd),
          );
        },
      ),
    );
  });
});
