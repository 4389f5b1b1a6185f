import { describe, expect, it } from 'vitest';
import { usageOf } from './usage.ts';

describe('usageOf', () => {
  it('reads OpenAI’s counters, cached and reasoning inside', () => {
    const raw = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0, cache_write_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 1 },
    };
    expect(usageOf(raw)).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 15,
      cacheReadTokens: 4,
      cacheWriteTokens: 2,
      reasoningTokens: 3,
      inputAudioTokens: 0,
      outputAudioTokens: 1,
      status: 'final',
      cost: null,
      raw,
    });
  });

  it.each([
    ['inside, as most hosts count', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, 5],
    ['outside, as xAI counts', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 18 }, 8],
    ['unclear, so as said', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 99 }, 5],
  ])('finds reasoning %s by the total', (_where, counts, output) => {
    expect(usageOf({ ...counts, completion_tokens_details: { reasoning_tokens: 3 } })?.outputTokens).toBe(
      output,
    );
  });

  it('follows the total where thoughts are hidden (Google), and only there', () => {
    expect(usageOf({ prompt_tokens: 66, completion_tokens: 6, total_tokens: 100 })).toMatchObject({
      outputTokens: 34,
      reasoningTokens: null,
    });
    expect(usageOf({ prompt_tokens: 66, completion_tokens: 6, total_tokens: 0 })?.outputTokens).toBe(6);
  });

  it('reads the counters of other hosts', () => {
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 7 })).toMatchObject({
      cacheReadTokens: 7,
      totalTokens: 11,
    });
    expect(
      usageOf({
        cached_tokens: 2,
        cache_creation_input_tokens: 3,
        reasoning_tokens: 0,
        audio_prompt_tokens: 1,
      }),
    ).toMatchObject({
      cacheReadTokens: 2,
      cacheWriteTokens: 3,
      reasoningTokens: 0,
      inputAudioTokens: 1,
      inputTokens: null,
      totalTokens: null,
    });
    expect(usageOf({ server_tool_use_details: { web_search_requests: 2 } })?.tools).toEqual({
      web_search: 2,
    });
    expect(usageOf({ num_search_queries: 1 })?.tools).toEqual({ web_search: 1 });
  });

  it.each([
    ['OpenRouter', { cost: 0.5 }, { total: 0.5, complete: true }],
    ['OpenRouter with the caller’s key', { cost: 0.01, is_byok: true }, { total: 0.01, complete: false }],
    ['xAI', { cost_in_usd_ticks: 1_180_000 }, { total: 0.000118, complete: true }],
    [
      'Perplexity',
      { cost: { total_cost: 0.3, input_tokens_cost: 0.1, output_tokens_cost: 0.1, request_cost: 0.1 } },
      { total: 0.3, input: 0.1, output: 0.1, tools: 0.1 },
    ],
  ])('takes the cost from %s', (_host, raw, cost) => {
    expect(usageOf(raw)?.cost).toMatchObject({ currency: 'USD', source: 'provider', ...cost });
  });

  it.each([[null], [undefined], ['x'], [[]], [5]])('is nothing for %j', (raw) => {
    expect(usageOf(raw)).toBeUndefined();
  });

  it('does not believe absurd counts', () => {
    expect(
      usageOf({ prompt_tokens: -1, completion_tokens: '5', total_tokens: null, cost: 'free' }),
    ).toMatchObject({
      inputTokens: null,
      outputTokens: null,
      totalTokens: null,
      cost: null,
    });
  });
});
