import { expect, test } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

const takeAll = (budget: ReturnType<typeof createRetryBudget>, host: string, at: number): number => {
  let taken = 0;
  while (budget.take(host, at)) taken += 1;
  return taken;
};

test('five at once, then one each two seconds', () => {
  const budget = createRetryBudget();
  expect(takeAll(budget, 'a', 0)).toBe(5);
  expect(takeAll(budget, 'a', 1_999)).toBe(0);
  expect(takeAll(budget, 'a', 2_000)).toBe(1);
  expect(takeAll(budget, 'a', 12_000)).toBe(5);
  expect(takeAll(budget, 'a', 1e9)).toBe(5);
});

test('one more for each ten calls', () => {
  const budget = createRetryBudget();
  for (let call = 0; call < 100; call += 1) budget.begin('a', 0);
  expect(takeAll(budget, 'a', 0)).toBe(15);
  for (let call = 0; call < 10; call += 1) budget.begin('a', 0);
  expect(takeAll(budget, 'a', 0)).toBe(1);
});

test('each host has its own', () => {
  const budget = createRetryBudget();
  takeAll(budget, 'a', 0);
  expect(takeAll(budget, 'b', 0)).toBe(5);
});

test('a clock that is set back takes nothing away', () => {
  const budget = createRetryBudget();
  takeAll(budget, 'a', 10_000);
  expect(budget.take('a', 0)).toBe(false);
  expect(budget.take('a', 2_000)).toBe(true);
});
