import { describe, expect, it } from 'vitest';
import { addUsage, usage } from '../../core/usage.ts';
import type { Meter, Pricing } from '../schema.ts';
import { costOf } from './cost-of.ts';
import { factsOf, metersOf } from './meters.ts';

const rates: Readonly<Partial<Record<Meter, string>>> = {
  input: '3',
  output: '15',
  cache_read: '0.3',
  cache_write: '3.75',
  cache_write_1h: '6',
};
const pricing: Pricing = {
  currency: 'USD',
  basis: 'metered',
  periods: [
    {
      from: null,
      source: 'test',
      cards: [
        {
          scope: 'full',
          rates: Object.entries(rates).map(([meter, usd]) => ({
            meter: meter as Meter,
            usd,
            per: 1_000_000,
          })),
        },
      ],
    },
  ],
};
const version = '2026.07.02+models.test';

describe('metersOf', () => {
  it('splits the writes of Anthropic by lifetime', () => {
    const counted = usage({
      inputTokens: 1_000,
      outputTokens: 50,
      cacheReadTokens: 300,
      cacheWriteTokens: 500,
      reasoningTokens: 20,
      raw: { cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 400 } },
    });
    expect(metersOf(counted)).toEqual({
      input: 200,
      output: 30,
      reasoning: 20,
      cache_read: 300,
      cache_write: 100,
      cache_write_1h: 400,
    });
  });

  it('splits the writes of Converse by lifetime (5m is recorded, 1h is in its reference)', () => {
    const counted = usage({
      inputTokens: 1_000,
      outputTokens: 50,
      cacheReadTokens: 0,
      cacheWriteTokens: 900,
      raw: {
        cacheDetails: [
          { inputTokens: 700, ttl: '1h' },
          { inputTokens: 200, ttl: '5m' },
        ],
      },
    });
    expect(metersOf(counted)).toMatchObject({ input: 100, cache_write: 200, cache_write_1h: 700 });
    // 200 at 3.75 and 700 at 6 dollars a million.
    expect(costOf(counted, pricing, { version })?.cacheWrite).toBeCloseTo(0.00075 + 0.0042, 10);
  });

  it('takes modalities from the counters of Google and OpenAI, cached ones apart', () => {
    const google = usage({
      inputTokens: 500,
      outputTokens: 60,
      cacheReadTokens: 200,
      reasoningTokens: 10,
      inputAudioTokens: 150,
      raw: {
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 250 },
          { modality: 'AUDIO', tokenCount: 150 },
          { modality: 'IMAGE', tokenCount: 100 },
        ],
        cacheTokensDetails: [
          { modality: 'AUDIO', tokenCount: 50 },
          { modality: 'TEXT', tokenCount: 150 },
        ],
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 40 }],
      },
    });
    expect(metersOf(google)).toEqual({
      input: 100,
      input_audio: 100,
      input_image: 100,
      cache_read: 150,
      cache_read_audio: 50,
      output: 10,
      output_image: 40,
      reasoning: 10,
    });
    const openai = usage({
      inputTokens: 64,
      outputTokens: 9,
      inputAudioTokens: 44,
      raw: { prompt_tokens_details: { audio_tokens: 44, cached_tokens: 0, text_tokens: 20 } },
    });
    expect(metersOf(openai)).toEqual({ input: 20, input_audio: 44, output: 9 });
  });

  it('never counts a token twice, and keeps silent about what nobody counted', () => {
    // xAI counts 256 image tokens and 600 cached ones in 678, and does not say how they overlap.
    const xai = usage({
      inputTokens: 678,
      outputTokens: 4,
      cacheReadTokens: 600,
      raw: { prompt_tokens_details: { image_tokens: 256, cached_tokens: 600 } },
    });
    expect(metersOf(xai)).toEqual({ input: 0, input_image: 78, cache_read: 600, output: 4 });
    expect(metersOf(usage({ outputTokens: 4 }))).toEqual({ output: 4 });
    expect(metersOf(usage({ tools: { googleSearch: 2, web_search: 1, web_fetch: 3 } }))).toEqual({
      web_search: 3,
      tool_call: 3,
    });
  });

  it('reads the tier and the region that served from the counters', () => {
    const counted = (raw: Record<string, string>) => factsOf(usage({ inputTokens: 7, raw }));
    expect(counted({ service_tier: 'standard', inference_geo: 'not_available' })).toEqual({
      promptTokens: 7,
      serviceTier: 'standard',
    });
    expect(counted({ service_tier: 'batch', inference_geo: 'us' })).toMatchObject({
      serviceTier: 'batch',
      region: 'us',
    });
    expect(counted({ service_tier: 'standard', speed: 'fast' })).toMatchObject({ serviceTier: 'fast' });
  });
});

describe('costOf', () => {
  it('fills the components, zero where nothing was used and null where nothing is known', () => {
    const counted = usage({
      inputTokens: 1_000,
      outputTokens: 100,
      cacheReadTokens: 400,
      cacheWriteTokens: 0,
    });
    expect(costOf(counted, pricing, { version })).toEqual({
      // 600 × 3 + 400 × 0.3 + 100 × 15 millionths
      total: 0.00342,
      currency: 'USD',
      input: 0.0018,
      output: 0.0015,
      cacheRead: 0.00012,
      cacheWrite: 0,
      reasoning: null,
      tools: 0,
      source: 'registry',
      complete: true,
      pricing: { version },
    });
  });

  it('leaves the provider its own figure and keeps the computed one beside it', () => {
    const reported = {
      total: 0.004,
      currency: 'USD',
      input: null,
      output: null,
      cacheRead: null,
      cacheWrite: null,
      reasoning: null,
      tools: null,
      source: 'provider',
      complete: true,
    } as const;
    const counted = usage({ inputTokens: 1_000, outputTokens: 100, cost: reported });
    expect(costOf(counted, pricing, { version })).toEqual({
      ...reported,
      computed: 0.0045,
      pricing: { version },
    });
    expect(costOf(counted, undefined, { version })).toEqual(reported);
    // A search has no price here: a figure without it would only look like a disagreement.
    expect(costOf({ ...counted, tools: { web_search: 1 } }, pricing, { version })).not.toHaveProperty(
      'computed',
    );
  });

  it('is incomplete when something has no price or was not counted', () => {
    const searched = usage({ inputTokens: 10, outputTokens: 1, tools: { web_search: 2 } });
    expect(costOf(searched, pricing, { version })).toMatchObject({
      complete: false,
      missing: ['web_search'],
      tools: null,
    });
    expect(costOf(usage({ inputTokens: 10 }), pricing, { version })).toMatchObject({
      total: 0.00003,
      complete: false,
      missing: ['output'],
      output: null,
    });
    expect(
      costOf(usage({ inputTokens: 10, outputTokens: 1, status: 'partial' }), pricing, { version })?.complete,
    ).toBe(false);
    expect(costOf(usage({}), pricing, { version })).toBeNull();
    expect(costOf(usage({ inputTokens: 1, outputTokens: 1 }), undefined, { version })).toBeNull();
  });

  it('sums over attempts without float noise', () => {
    const one = usage({ inputTokens: 33_333, outputTokens: 0 });
    const priced = { ...one, cost: costOf(one, pricing, { version }) };
    // 33333 × 3 millionths, three times
    expect(addUsage([priced, priced, priced]).cost).toMatchObject({ total: 0.299997, pricing: { version } });
  });
});
