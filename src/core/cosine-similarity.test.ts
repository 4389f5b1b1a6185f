import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosineSimilarity } from './cosine-similarity.ts';

test('the same direction, unrelated, opposite, nothing', () => {
  expect(cosineSimilarity([1, 2], [2, 4])).toBeCloseTo(1);
  expect(cosineSimilarity([1, 0], [0, 3])).toBe(0);
  expect(cosineSimilarity([1, 2], [-1, -2])).toBeCloseTo(-1);
  expect(cosineSimilarity([0, 0], [1, 2])).toBe(0);
  expect(cosineSimilarity([1e-162, 2e-162], [3e-162, 6e-162])).toBeCloseTo(1);
  expect(cosineSimilarity([1e200, 1e200], [1e200, -1e200])).toBeCloseTo(0);
  expect(() => cosineSimilarity([1], [1, 2])).toThrow(/1 and 2 numbers/);
});

test('is the same both ways and never beyond 1', () => {
  const vector = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(vector, vector, (left, right) => {
      const near = cosineSimilarity(left, right);
      expect(cosineSimilarity(right, left)).toBeCloseTo(near);
      expect(Math.abs(near)).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});
