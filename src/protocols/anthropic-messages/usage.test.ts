import { expect, it } from 'vitest';
import { countersFor, mergeCounters, usageOf } from './usage.ts';

it('merges counters, the last that is known counting', () => {
  const merged = mergeCounters(
    { input_tokens: 3, output_tokens: 1, cache_creation: { a: 1 } },
    { input_tokens: null, output_tokens: 9 },
  );
  expect(merged).toEqual({ input_tokens: 3, output_tokens: 9, cache_creation: { a: 1 } });
});

it('counts the cache and the compaction of the conversation as input', () => {
  const raw = {
    input_tokens: 10,
    output_tokens: 5,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 1_000,
    iterations: [
      {
        type: 'compaction',
        input_tokens: 2,
        output_tokens: 3,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 4,
      },
      { type: 'message', input_tokens: 10, output_tokens: 5 },
      { type: 'advisor_message', input_tokens: 7, output_tokens: 7 },
    ],
  };
  expect(usageOf(raw, {}, 'final')).toMatchObject({
    inputTokens: 1_116,
    outputTokens: 8,
    cacheReadTokens: 100,
    cacheWriteTokens: 1_004,
    cost: null,
    raw,
  });
});

it.each([
  [{ cost: '0.5' }, {}],
  [{ provider_metadata: { gateway: { cost: '0.5' } } }, {}],
  [{}, { pydantic_ai_gateway: { cost_estimate: 0.5 } }],
])('takes the cost that gateways report: %j', (around, more) => {
  const { cost } = usageOf({ input_tokens: 1, output_tokens: 1, ...more }, around, 'final');
  expect(cost).toMatchObject({ total: 0.5, source: 'provider' });
});

it('renders what it reads', () => {
  const raw = {
    input_tokens: 1,
    output_tokens: 2,
    cache_read_input_tokens: 0,
    server_tool_use: { web_search_requests: 1 },
    output_tokens_details: { thinking_tokens: 1 },
  };
  expect(countersFor(usageOf(raw, {}, 'final'))).toEqual(raw);
  expect(countersFor(undefined)).toEqual({ input_tokens: 0, output_tokens: 0 });
});
