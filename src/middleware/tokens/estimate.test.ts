import { describe, expect, it } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import { expectPart, table } from '../../../test/support/generated-page.ts';
import { modelOf } from '../../core/model.ts';
import { promptTokens } from '../estimate.ts';
import { estimateTokens, familyOf } from './estimate.ts';
import { familyRates } from './rates.ts';

describe('families', () => {
  it.each([
    ['xai', 'grok-4', 'grok-4'],
    ['xai', 'grok-4-fast-non-reasoning', 'grok-4-fast'],
    ['azure', 'grok-4-1-fast-non-reasoning', 'grok'],
    ['xai', 'grok-3-mini', 'grok'],
    ['ollama', 'qwen3', 'qwen'],
    ['ollama', 'mistral-small3.1', 'mistral-ollama'],
    ['openrouter', 'mistralai/devstral-small-2505:free', 'devstral-small'],
    ['openrouter', 'mistralai/mistral-small-3.2-24b-instruct', 'mistral-open'],
    ['openrouter', 'minimax/minimax-01', 'minimax-01'],
    ['mistral', 'open-nemo', 'mistral'],
    ['cohere', 'command-a-03-2025', 'command-a'],
    ['cohere', 'command-a-plus-05-2026', 'command'],
    ['groq', 'meta-llama/llama-4-scout-17b-16e-instruct', 'llama-4'],
    ['groq', 'llama-3.3-70b-versatile', 'llama'],
    ['anthropic', 'claude-sonnet-4-20250514', 'claude-4'],
    ['amazon-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude'],
    ['anthropic', 'claude-opus-4-1', 'claude-4'],
    ['openrouter', 'openai/o3-mini', 'gpt-5'],
    ['nobody', 'unheard-of', 'other'],
  ])('%s:%s is of %s', (provider, id, family) => {
    expect(familyOf({ provider, id })).toBe(family);
  });
});

describe('estimates', () => {
  const model = modelOf({ provider: 'cohere', id: 'command-a-03-2025' });

  it('know the words that a host puts in front', () => {
    const { tokens, errorBound } = estimateTokens(callOf({}, { model }));
    // Recorded: 496 to 503 for a few words.
    expect(Math.abs(tokens - 500)).toBeLessThanOrEqual(errorBound ?? 0);
    expect(errorBound).toBeLessThan(100);
  });

  it('are the ones that budgets reserve by: the most is the estimate and its bound', () => {
    const call = callOf({}, { model });
    const { tokens, errorBound } = estimateTokens(call);
    const { likely, most } = promptTokens(call);
    expect(likely).toBe(tokens);
    expect(Math.abs(most - tokens - (errorBound ?? 0))).toBeLessThanOrEqual(1);
  });
});

it('docs/tokens.md has the table of the rates', () => {
  const heads = ['models', 'recordings', 'bound (tokens + share)', 'in front', 'with tools', 'a letter'];
  const rows = Object.entries(familyRates).map(([family, rates]) => [
    family,
    String(rates.samples),
    `${rates.errorTokens} + ${Math.round(rates.errorShare * 100)} %`,
    String(Math.round(rates.base)),
    String(Math.round(rates.anyTool)),
    rates.latin.toFixed(2),
  ]);
  expectPart('docs/tokens.md', 'rates', table(heads, rows).join('\n'));
});
