import { expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { usageOf, wireUsage } from './usage.ts';

const wire = {
  total_tokens: 42,
  total_input_tokens: 20,
  total_tool_use_tokens: 5,
  total_cached_tokens: 4,
  total_output_tokens: 7,
  total_thought_tokens: 10,
  input_tokens_by_modality: [
    { modality: 'text', tokens: 1 },
    { modality: 'audio', tokens: 2 },
    { modality: 'audio' },
  ],
  tool_use_tokens_by_modality: [{ modality: 'audio', tokens: 3 }],
  output_tokens_by_modality: [{ modality: 'text', tokens: 7 }],
  grounding_tool_count: [{ type: 'url_context', count: 2 }, { type: 7, count: 1 }, { type: 'x' }, 7],
};

it('adds what the input and the output consist of', () => {
  expect(usageOf(wire, 'final', 9)).toEqual({
    ...usage({}),
    inputTokens: 25,
    outputTokens: 17,
    totalTokens: 42,
    cacheReadTokens: 4,
    cacheWriteTokens: 0,
    reasoningTokens: 10,
    inputAudioTokens: 5,
    outputAudioTokens: 0,
    tools: { urlContext: 2 },
    status: 'final',
    raw: wire,
  });
});

it('takes an absent counter for zero beside an input, and for unknown without one', () => {
  const bare = usageOf({ total_input_tokens: 3 }, 'partial');
  expect(bare).toMatchObject({ inputTokens: 3, outputTokens: 0, reasoningTokens: 0, status: 'partial' });
  expect([bare.inputAudioTokens, bare.tools]).toEqual([null, usage({}).tools]);
  const unknown = usageOf({ total_tool_use_tokens: 1, total_output_tokens: 2 }, 'final', 1);
  expect(unknown).toMatchObject({
    inputTokens: null,
    outputTokens: null,
    cacheReadTokens: null,
    tools: { googleSearch: 1 },
    status: 'unknown',
  });
});

it("writes Google's own numbers as they came, unless a count was changed", () => {
  const read = usageOf(wire, 'final');
  expect(wireUsage(read)).toBe(wire);
  const changed = { total_tokens: 42, total_cached_tokens: 4, total_thought_tokens: 10 };
  expect(wireUsage({ ...read, inputTokens: 1 })).toEqual({
    ...changed,
    total_input_tokens: 1,
    total_output_tokens: 7,
  });
  expect(wireUsage({ ...read, outputTokens: 12 })).toEqual({
    ...changed,
    total_input_tokens: 25,
    total_output_tokens: 2,
  });
});

it('writes the counts that are known, of which thoughts are no output', () => {
  const counts = usage({ inputTokens: 3, outputTokens: 5 });
  expect(wireUsage(counts)).toEqual({ total_tokens: 8, total_input_tokens: 3, total_output_tokens: 5 });
  expect(wireUsage(usage({ inputTokens: 3, reasoningTokens: 2 }))).toEqual({
    total_input_tokens: 3,
    total_thought_tokens: 2,
  });
  expect(wireUsage(usage({ outputTokens: 1, reasoningTokens: 2 }))).toMatchObject({ total_output_tokens: 0 });
});
