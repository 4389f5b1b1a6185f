import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after-ms': '', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:03 GMT' }, 3_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '1e307' }, undefined],
    [{ 'retry-after': 'may 5' }, undefined],
    [{}, undefined],
  ])('%j is %s', (headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>, now)).toBe(expected);
  });

  it.each([
    ['6m0s', 360_000],
    ['1m26.4s', 86_400],
    ['7.66s', 7_660],
    ['120ms', 120],
    ['1h2m', 3_720_000],
    ['2', 2_000],
    ['1767225605', 5_000],
    ['1767225605250', 5_250],
    ['2026-01-01T00:00:30Z', 30_000],
    ['Thu, 01 Jan 2026 00:00:03 GMT', 3_000],
    ['later', undefined],
    ['', undefined],
    ['-3', undefined],
  ])('a reset of %s is %s', (reset, expected) => {
    for (const name of [
      'x-ratelimit-reset-requests',
      'anthropic-ratelimit-tokens-reset',
      'x-ratelimit-reset',
    ])
      expect(retryAfterMs({ [name]: reset }, now, 429)).toBe(expected);
  });

  it('waits for the limit that is used up, not for those with something left', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '99',
      'x-ratelimit-reset-requests': '1h',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6s',
    };
    expect(retryAfterMs(headers, now, 429)).toBe(6_000);
    expect(retryAfterMs({ ...headers, 'x-ratelimit-remaining-tokens': '5' }, now, 429)).toBeUndefined();
    const anthropic = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:02Z',
      'anthropic-ratelimit-tokens-remaining': '1000',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T01:00:00Z',
    };
    expect(retryAfterMs(anthropic, now, 429)).toBe(2_000);
  });

  it('asks the resets at a 429 only, and `retry-after` first', () => {
    expect(retryAfterMs({ 'x-ratelimit-reset': '9' }, now, 503)).toBeUndefined();
    expect(retryAfterMs({ 'x-ratelimit-reset': '9', 'retry-after': '1' }, now, 429)).toBe(1_000);
  });

  it('is undefined or a wait for any text at all', () => {
    const name = fc.constantFrom('retry-after-ms', 'retry-after', 'x-ratelimit-reset', 'ratelimit-reset');
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String));
    fc.assert(
      fc.property(fc.dictionary(name, text), (headers) => {
        const wait = retryAfterMs(headers, now, 429);
        expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
