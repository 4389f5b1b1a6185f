import { describe, expect, it } from 'vitest';
import { addUsage, count, reportedCost, unknownUsage, usage, zeroUsage } from './usage.ts';

const cost = {
  total: 0.5,
  currency: 'USD',
  input: 0.2,
  output: 0.3,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  tools: null,
  source: 'provider',
  complete: true,
} as const;

describe('usage', () => {
  it('adds input and output, and never takes unknown for zero', () => {
    expect(usage({ inputTokens: 2, outputTokens: 3 }).totalTokens).toBe(5);
    expect(usage({ inputTokens: 2 }).totalTokens).toBeNull();
    expect(usage({ inputTokens: 0, outputTokens: 0 }).totalTokens).toBe(0);
  });

  it('knows of a cost what the provider named', () => {
    expect(reportedCost(0.5, { input: 0.2, output: 0.3 })).toEqual(cost);
    expect(reportedCost(2, { complete: false })).toEqual({
      ...cost,
      total: 2,
      input: null,
      output: null,
      complete: false,
    });
  });

  it('sums tries: a lost one makes the sum partial, a refused one does not', () => {
    const done = usage({ inputTokens: 5, outputTokens: 1, cost, tools: { web_search: 1 } });
    expect(addUsage([zeroUsage, done])).toEqual(done);
    const sum = addUsage([unknownUsage, done, done]);
    expect(sum).toMatchObject({ inputTokens: 10, status: 'partial', tools: { web_search: 2 } });
    expect(sum.cost).toMatchObject({ total: 1, complete: false });
    expect(addUsage([])).toBe(unknownUsage);
  });

  it.each([
    [3, 3],
    [0, 0],
    [-1, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    ['7', null],
    [null, null],
  ])('counts %s as %s', (value, expected) => {
    expect(count(value)).toBe(expected);
  });
});
