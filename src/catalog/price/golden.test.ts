import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../core/usage.ts';
import { usageOf as anthropicUsage } from '../../protocols/anthropic-messages/usage.ts';
import { usageOf as googleUsage } from '../../protocols/google-generate/usage.ts';
import { usageOf as chatUsage } from '../../protocols/openai-chat/usage.ts';
import type { Meter, Pricing, Rate } from '../schema.ts';
import { costOf } from './cost-of.ts';

// Usage as providers reported it, at the prices they publish; each sum is worked out by hand beside it, in millionths of a
// dollar. Where the provider billed a figure itself, that figure is the expectation too.
const folder = new URL('../../../../shared/corpus/', import.meta.url);
const hasCorpus = existsSync(folder);

type Prices = Readonly<Partial<Record<Meter, string>>>;

interface Golden {
  readonly file: string;
  readonly id: string;
  readonly read: (body: Record<string, unknown>) => Usage | undefined;
  readonly prices: Prices;
  readonly tools?: readonly Rate[];
  /** The hand-made sum, in millionths of a dollar. */
  readonly sum: number;
}

const chat = (body: Record<string, unknown>): Usage | undefined => chatUsage(body['usage']);
const claude = (body: Record<string, unknown>): Usage =>
  anthropicUsage(body['usage'] as Record<string, unknown>, body, 'final');
const gemini = (body: Record<string, unknown>): Usage =>
  googleUsage(body['usageMetadata'] as object, { status: 'final', searches: 0, costPath: [] });
const search: readonly Rate[] = [{ meter: 'web_search', usd: '10', per: 1_000 }];
const sonnet = { input: '3', output: '15', cache_read: '0.3', cache_write: '3.75' };

const goldens: readonly Golden[] = [
  {
    // 3 fresh of 2572, 2240 read, 329 written, 100 out; billed 0.00341475.
    file: 'openrouter',
    id: 'pydantic/openrouter/anthropic_claude_sonnet_4.6/test_openrouter_cache_all_settings_real_/03fa17e726',
    read: chat,
    prices: sonnet,
    sum: 3 * 3 + 2_240 * 0.3 + 329 * 3.75 + 100 * 15,
  },
  {
    // 3 fresh, 2569 written, 63 out; billed 0.01058775.
    file: 'openrouter',
    id: 'pydantic/openrouter/anthropic_claude_sonnet_4.6/test_openrouter_cache_all_settings_real_/1725d14787',
    read: chat,
    prices: sonnet,
    sum: 3 * 3 + 2_569 * 3.75 + 63 * 15,
  },
  {
    // 96 in, 11 out of which 9 thoughts; billed 0.00001652.
    file: 'vercel_gateway',
    id: 'pydantic/vercel_gateway/deepseek_deepseek_v4_flash/test_vercel_reports_cost/2431455be3',
    read: chat,
    prices: { input: '0.14', output: '0.28', cache_read: '0.0028' },
    sum: 96 * 0.14 + 11 * 0.28,
  },
  {
    // 14 in, 9 out; billed 1180000 ticks of 10^-10 dollars.
    file: 'xai',
    id: 'rubyllm/xai/grok_2_1212/chat_basic_chat_functionality_xai_grok_2/41d1f28bf9',
    read: chat,
    prices: { input: '2', output: '10' },
    sum: 14 * 2 + 9 * 10,
  },
  {
    // 678 in: 379 cached, 256 of an image, which xAI bills as text; 4 out; billed 807500 ticks.
    file: 'xai',
    id: 'rubyllm/xai/grok_4_1_fast_non_reasoning/chat_content_object_support_xai_grok_4_1/107792ce75',
    read: chat,
    prices: { input: '0.2', output: '0.5', cache_read: '0.05' },
    sum: (678 - 379) * 0.2 + 379 * 0.05 + 4 * 0.5,
  },
  {
    // 2810 in, 1792 of them cached, 60 out.
    file: 'openai',
    id: 'pydantic/openai/gpt_4o/test_code_mode_with_logfire_mcp/e25b6c2f52',
    read: chat,
    prices: { input: '2.5', output: '10', cache_read: '1.25' },
    sum: (2_810 - 1_792) * 2.5 + 1_792 * 1.25 + 60 * 10,
  },
  {
    // 20 of text and 44 of audio in, 9 out. https://platform.openai.com/docs/pricing (gpt-4o-audio-preview)
    file: 'openai',
    id: 'pydantic/openai/gpt_4o_audio_preview/test_audio_as_binary_content_input/1f0626d7d7',
    read: chat,
    prices: { input: '2.5', output: '10', input_audio: '40' },
    sum: 20 * 2.5 + 44 * 40 + 9 * 10,
  },
  {
    // 3 fresh, 1111 read, 409 written for five minutes, 33 out.
    file: 'anthropic',
    id: 'pydantic/anthropic/claude_sonnet_4_5/test_anthropic_automatic_caching_real_ap/2658f3bd6a',
    read: claude,
    prices: sonnet,
    sum: 3 * 3 + 1_111 * 0.3 + 409 * 3.75 + 33 * 15,
  },
  {
    // 8984 in, 520 out, one search at 10 dollars a thousand. https://docs.claude.com/en/docs/about-claude/pricing
    file: 'anthropic',
    id: 'pydantic/anthropic/claude_sonnet_4_0/test_anthropic_web_search_tool/6d19230a88',
    read: claude,
    prices: sonnet,
    tools: search,
    sum: 8_984 * 3 + 520 * 15 + 10_000,
  },
  {
    // 3 fresh, 9511 read, 1956 written, 44 out.
    file: 'amazon_bedrock',
    id: 'pydantic/amazon_bedrock/eu.anthropic.claude_haiku_4_5_20251001_v/test_anthropic_cache_bedrock_real_api/f06910a9d5',
    read: claude,
    prices: { input: '1', output: '5', cache_read: '0.1', cache_write: '1.25' },
    sum: 3 * 1 + 9_511 * 0.1 + 1_956 * 1.25 + 44 * 5,
  },
  {
    // 47 in, 15 said and 80 thought, both at the price of output.
    file: 'google',
    id: 'pydantic/google/gemini_2.5_flash/test_a_retried_tool_return_takes_the_pro/4e99dfdf76',
    read: gemini,
    prices: { input: '0.3', output: '2.5', cache_read: '0.03', input_audio: '1' },
    sum: 47 * 0.3 + (15 + 80) * 2.5,
  },
  {
    // 9 of text and 150 of audio in, 22 out. https://cloud.google.com/vertex-ai/generative-ai/pricing (Gemini 2.0 Flash)
    file: 'google_vertex',
    id: 'pydantic/google_vertex/gemini_2.0_flash/test_google_url_input_audiourl/cdeb49c9a1',
    read: gemini,
    prices: { input: '0.15', output: '0.6', input_audio: '1' },
    sum: 9 * 0.15 + 150 * 1 + 22 * 0.6,
  },
  {
    // 563 in, 512 of them from the cache, 116 out of which 60 thoughts.
    file: 'deepseek',
    id: 'pydantic/deepseek/deepseek_reasoner/test_deepseek_deferred_capability_with_t/0dee8faa96',
    read: chat,
    prices: { input: '0.14', output: '0.28', cache_read: '0.0028' },
    sum: 51 * 0.14 + 512 * 0.0028 + 116 * 0.28,
  },
];

// Without the recordings (../shared/corpus) nothing is checked, and the run says that this was skipped.
describe.skipIf(!hasCorpus)('prices of recorded usage', () => {
  for (const golden of goldens) {
    it(`${golden.id} costs what its counts come to`, () => {
      const usage = golden.read(bodyOf(golden));
      if (usage === undefined) throw new Error('The recording holds no usage.');
      const cost = costOf({ ...usage, cost: null }, pricingOf(golden.prices), {
        version: 'test',
        ...(golden.tools === undefined ? {} : { toolPrices: golden.tools }),
      });
      expect(cost).toMatchObject({ source: 'registry', complete: true });
      expect(cost?.total).toBe(Math.round(golden.sum * 1e6) / 1e12);
      const beside = costOf(usage, pricingOf(golden.prices), { version: 'test' });
      if (usage.cost === null) return;
      expect(beside).toMatchObject({ source: 'provider', total: usage.cost.total });
      expect(beside?.computed).toBe(usage.cost.total);
    });
  }
});

function pricingOf(prices: Prices): Pricing {
  const rates = Object.entries(prices).map(([meter, usd]) => ({
    meter: meter as Meter,
    usd,
    per: 1_000_000 as const,
  }));
  return {
    currency: 'USD',
    basis: 'metered',
    periods: [{ from: null, source: 'test', cards: [{ scope: 'full', rates }] }],
  };
}

function bodyOf({ file, id }: Golden): Record<string, unknown> {
  const text = gunzipSync(readFileSync(new URL(`${file}.jsonl.gz`, folder))).toString('utf8');
  const line = text.split('\n').find((each) => each.includes(`"${id}"`));
  if (line === undefined) throw new Error(`There is no recording ${id}.`);
  const { body } = (JSON.parse(line) as { response: { body: { json?: unknown; text?: string } } }).response;
  return (body.json ?? JSON.parse(body.text ?? '')) as Record<string, unknown>;
}
