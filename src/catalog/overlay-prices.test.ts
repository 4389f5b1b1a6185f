// What our own corrections make of prices, by the published rates they are from.
import { describe, expect, test } from 'vitest';
import { type Usage, usage } from '../core/usage.ts';
import { wireUsageOf } from '../protocols/operation-usage.ts';
import { createCatalog } from './catalog.ts';
import { knowledgeIn } from './knowledge.ts';
import { readPackaged } from './node-data.ts';
import { price } from './price/price.ts';
import type { CatalogModel } from './schema.ts';

const catalog = createCatalog({ read: readPackaged });
const usd = (
  spec: string,
  meters: Parameters<typeof price>[1],
  facts: Parameters<typeof price>[2] = {},
): string => {
  const { pricing, provider } = catalog.get(spec) as CatalogModel & {
    pricing: NonNullable<CatalogModel['pricing']>;
  };
  const { toolPrices = [] } = catalog.provider(provider) ?? {};
  const priced = price(pricing, meters, { toolPrices, ...facts });
  expect(priced.missing).toEqual([]);
  return String(Number(priced.usd));
};
const million = 1_000_000;

describe('corrected prices', () => {
  test('Opus 4.6 costs in Australia what it costs in Japan', () => {
    expect(usd('amazon-bedrock:au.anthropic.claude-opus-4-6-v1', { input: 100_000, output: 10_000 })).toBe(
      '0.825',
    );
  });

  test('Sonnet 4.5 over 200,000 tokens, and half of it in a batch', () => {
    for (const spec of ['anthropic:claude-sonnet-4-5', 'anthropic:claude-sonnet-4-5-20250929']) {
      expect(usd(spec, { input: 100_000, output: 1000 })).toBe('0.315');
      expect(usd(spec, { input: 300_000, output: 2000 })).toBe('1.845');
      expect(usd(spec, { input: 300_000, output: 2000 }, { serviceTier: 'batch' })).toBe('0.9225');
    }
  });

  test.each([
    ['openai:gpt-4o-mini', 0.075 + 0.3],
    ['anthropic:claude-haiku-4-5', 0.5 + 2.5],
    ['google:gemini-2.5-flash', 0.15 + 1.25],
    ['mistral:mistral-large-2512', 0.25 + 0.75],
  ])('%s costs half in a batch', (spec, total) => {
    expect(Number(usd(spec, { input: million, output: million }, { serviceTier: 'batch' }))).toBeCloseTo(
      total,
      9,
    );
  });

  test('cached tokens of Mistral and MiniMax, and of Google in a batch', () => {
    expect(usd('mistral:mistral-large-2512', { cache_read: million })).toBe('0.05');
    expect(usd('minimax:MiniMax-M2', { cache_read: million, cache_write: million })).toBe('0.405');
    const cached = catalog
      .get('google:gemini-2.5-flash')
      .pricing?.periods.at(-1)
      ?.cards[0]?.rates.find(({ meter }) => meter === 'cache_read');
    expect(usd('google:gemini-2.5-flash', { cache_read: million }, { serviceTier: 'batch' })).toBe(
      cached?.usd,
    );
  });

  test('tools that providers run', () => {
    expect(usd('openai:gpt-4o-mini', { web_search: 3, file_search: 2 })).toBe('0.035');
    expect(usd('anthropic:claude-haiku-4-5', { web_search: 1 })).toBe('0.01');
    expect(usd('google:gemini-3-flash-preview', { web_search: 2 })).toBe('0.028');
    const searched = {
      inputTokens: 0,
      outputTokens: 0,
      totalTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: null,
      reasoningTokens: 0,
      inputAudioTokens: null,
      outputAudioTokens: null,
      status: 'final',
      cost: null,
      raw: null,
      tools: { web_search: 2 },
    } as const;
    const { cost } =
      knowledgeIn(catalog, 'anthropic', 'claude-haiku-4-5')?.priced(searched, { at: new Date() }) ?? {};
    expect(cost).toMatchObject({ total: 0.02, tools: 0.02, complete: true });
  });

  // The counters of recorded answers, at the published rates.
  test.each([
    [
      'openai:gpt-image-1.5',
      {
        input_tokens: 366,
        input_tokens_details: { image_tokens: 323, text_tokens: 43 },
        output_tokens: 442,
        output_tokens_details: { image_tokens: 272, text_tokens: 170 },
      },
      43 * 5 + 323 * 8 + 170 * 10 + 272 * 32,
    ],
    [
      'openai:gpt-4o-transcribe',
      {
        input_tokens: 37,
        input_token_details: { text_tokens: 0, audio_tokens: 37 },
        output_tokens: 12,
      },
      37 * 6 + 12 * 10,
    ],
  ])('%s by the kinds of its tokens', (spec, raw, millionths) => {
    const [provider = '', id = ''] = spec.split(':');
    const { cost } = knowledgeIn(catalog, provider, id)?.priced(wireUsageOf(raw), { at: new Date() }) ?? {};
    expect(cost?.total).toBeCloseTo(millionths / 1e6, 12);
    expect(cost?.complete).toBe(true);
  });

  test('images and speech of Gemini, by the kinds of its tokens', () => {
    const out = (modality: string, tokenCount: number): Usage =>
      usage({
        inputTokens: 17,
        outputTokens: tokenCount + 9,
        raw: { candidatesTokensDetails: [{ modality, tokenCount }] },
      });
    const total = (id: string, used: Usage): number => {
      const { cost } = knowledgeIn(catalog, 'google', id)?.priced(used, { at: new Date() }) ?? {};
      expect(cost?.complete).toBe(true);
      return cost?.total ?? Number.NaN;
    };
    const image = out('IMAGE', 1290);
    expect(total('gemini-2.5-flash-image', image)).toBeCloseTo((17 * 0.3 + 9 * 2.5 + 1290 * 30) / 1e6, 12);
    const speech = out('AUDIO', 100);
    expect(total('gemini-2.5-flash-preview-tts', speech)).toBeCloseTo((17 * 0.5 + 109 * 10) / 1e6, 12);
  });

  test('models that ended say when, and what came after', () => {
    expect(catalog.get('anthropic:claude-sonnet-4-20250514').lifecycle).toMatchObject({
      status: 'retired',
      retiresAt: '2026-06-15',
      replacement: 'claude-sonnet-4-6',
    });
    expect(catalog.has('anthropic:claude-sonnet-4-6')).toBe(true);
    expect(catalog.has('anthropic:claude-opus-4-8')).toBe(true);
  });
});
