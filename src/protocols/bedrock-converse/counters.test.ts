import { describe, expect, it } from 'vitest';
import { usage } from '../../core/usage.ts';
import { citationOf, citationsFor, sourceOf } from './sources.ts';
import { countersFor } from './usage.ts';

describe('counters, written', () => {
  it.each([
    [undefined, { inputTokens: 0, outputTokens: 0, totalTokens: 0 }],
    [usage({}), { inputTokens: 0, outputTokens: 0, totalTokens: 0 }],
    [usage({ inputTokens: 5, outputTokens: 2 }), { inputTokens: 5, outputTokens: 2, totalTokens: 7 }],
    [usage({ inputTokens: 5 }), { inputTokens: 5, outputTokens: 0, totalTokens: 5 }],
    [usage({ outputTokens: 2 }), { inputTokens: 0, outputTokens: 2, totalTokens: 2 }],
    [
      usage({ inputTokens: 10, outputTokens: 2, totalTokens: 13, cacheReadTokens: 3, cacheWriteTokens: 4 }),
      { inputTokens: 3, outputTokens: 2, totalTokens: 13, cacheReadInputTokens: 3, cacheWriteInputTokens: 4 },
    ],
    [
      usage({ inputTokens: 1, outputTokens: 2, cacheReadTokens: 3 }),
      { inputTokens: 0, outputTokens: 2, totalTokens: 3, cacheReadInputTokens: 3 },
    ],
  ])('%o', (counted, expected) => {
    expect(countersFor(counted)).toEqual(expected);
  });
});

describe('citations, written', () => {
  const own = {
    title: 'T',
    sourceContent: [{ text: 'q' }],
    location: { documentChar: { documentIndex: 2 } },
  };
  it('are those of Bedrock, or the nearest to others', () => {
    expect(citationOf(sourceOf(own))).toBe(own);
    expect(citationsFor([sourceOf(own), { kind: 'url', url: 'https://a' }])).toEqual([own]);
    expect(citationsFor(undefined)).toEqual([]);
    expect(
      citationOf({ kind: 'url', url: 'https://a', title: 'A', citedText: 'q', raw: { own: 1 } }),
    ).toEqual({
      title: 'A',
      sourceContent: [{ text: 'q' }],
      location: { web: { url: 'https://a' } },
    });
    expect(citationOf({ kind: 'document' })).toEqual({ location: { documentChar: { documentIndex: 0 } } });
  });
});
