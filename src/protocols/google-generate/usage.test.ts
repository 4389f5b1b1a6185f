import { describe, expect, it } from 'vitest';
import { usageOf } from './usage.ts';

const context = { status: 'final', searches: 0, costPath: [] } as const;

describe('usageOf', () => {
  it('counts tool-use prompts as input and thoughts as output', () => {
    const wire = {
      promptTokenCount: 10,
      toolUsePromptTokenCount: 5,
      candidatesTokenCount: 3,
      thoughtsTokenCount: 7,
      cachedContentTokenCount: 4,
      totalTokenCount: 25,
    };
    expect(usageOf(wire, context)).toMatchObject({
      inputTokens: 15,
      outputTokens: 10,
      totalTokens: 25,
      cacheReadTokens: 4,
      cacheWriteTokens: 0,
      reasoningTokens: 7,
      inputAudioTokens: null,
      raw: wire,
    });
  });

  it('takes absent counters beside a prompt count as zero, without one as unknown, and bad ones as unknown', () => {
    expect(usageOf({ promptTokenCount: 1 }, context)).toMatchObject({ outputTokens: 0, cacheReadTokens: 0 });
    expect(usageOf({}, context)).toMatchObject({ inputTokens: null, outputTokens: null, status: 'unknown' });
    expect(usageOf({ promptTokenCount: 1, candidatesTokenCount: -5 }, context)).toMatchObject({
      outputTokens: null,
    });
  });

  it('counts audio and takes the cost a gateway reports', () => {
    const wire = {
      promptTokenCount: 9,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 2 },
        { modality: 'AUDIO', tokenCount: 7 },
      ],
      gateway: { cost: 0.5 },
    };
    expect(usageOf(wire, { ...context, costPath: ['gateway', 'cost'] })).toMatchObject({
      inputAudioTokens: 7,
      cost: { total: 0.5, source: 'provider', complete: true },
    });
  });
});
