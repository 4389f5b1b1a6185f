import type { Effort } from '../core/call.ts';

/** The level of thinking nearest to a budget in tokens, by the steps at which vendors that take budgets place their own levels. */
export function effortOfBudget(budget: number): Effort {
  if (budget === 0) return 'none';
  return budget <= 2_048 ? 'low' : budget <= 8_192 ? 'medium' : 'high';
}
