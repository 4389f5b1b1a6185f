import { expect, it } from 'vitest';
import { effortOfBudget } from './effort.ts';

it('takes a budget for the level at whose step it lies', () => {
  expect([0, 1, 2_048, 2_049, 8_192, 8_193].map(effortOfBudget)).toEqual([
    'none',
    'low',
    'low',
    'medium',
    'medium',
    'high',
  ]);
});
