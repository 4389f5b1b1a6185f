import { expect, it } from 'vitest';
import { idFrom } from './made-id.ts';

it('makes the same id from the same seed, of the length asked for', () => {
  expect(idFrom('a', 9)).toBe(idFrom('a', 9));
  expect(idFrom('a', 9)).toMatch(/^[A-Za-z0-9]{9}$/);
  expect(idFrom('', 40)).toHaveLength(40);
});

it('seldom makes the same id from two seeds', () => {
  const ids = new Set(Array.from({ length: 20_000 }, (_, index) => idFrom(`call_${index}`, 9)));
  expect(ids.size).toBe(20_000);
});
