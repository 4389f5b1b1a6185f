import { isRecord } from '../../core/json.ts';
import type { ModelRecord } from '../record.ts';

type Reasoning = Pick<ModelRecord, 'efforts' | 'budget' | 'toggle' | 'alwaysThinks' | 'field'>;

/** How a model wants to be told to think, from `reasoning_options` and `interleaved`. */
export function reasoningOf(source: Readonly<Record<string, unknown>>): Reasoning {
  const list: unknown = source['reasoning_options'];
  const options = Array.isArray(list) ? list.filter(isRecord) : [];
  const interleaved = source['interleaved'];
  const field = isRecord(interleaved) ? interleaved['field'] : undefined;
  const effort = options.find((option) => option['type'] === 'effort');
  const budget = options.find((option) => option['type'] === 'budget_tokens');
  // A `null` among the values is the word "null" of the source: thinking is off when nothing is said.
  const efforts: unknown[] = Array.isArray(effort?.['values']) ? effort['values'] : [];
  const words = efforts.filter((value): value is string => typeof value === 'string' && value !== 'null');
  return {
    ...(words.length === 0 ? {} : { efforts: words }),
    ...(budget === undefined ? {} : { budget: budgetOf(budget) }),
    ...(options.some((option) => option['type'] === 'toggle') ? { toggle: true } : {}),
    ...(source['reasoning_always_on'] === true ? { alwaysThinks: true } : {}),
    ...(typeof field === 'string' ? { field } : {}),
  };
}

// A minimum of -1 stands for "let the model choose", 0 for "off": neither is a bound.
function budgetOf(option: Record<string, unknown>): { min?: number; max?: number } {
  const { min, max } = option;
  return {
    ...(isCount(min) ? { min } : {}),
    ...(isCount(max) ? { max } : {}),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
