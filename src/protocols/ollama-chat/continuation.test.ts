import { expect, it } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import { modelOf } from '../../core/model.ts';
import { continuationHabits } from './continuation.ts';
import { ollamaChatDialect } from './dialect.ts';

it.each([
  ['llama3.2', true],
  ['llama3.1:70b', true],
  ['qwen2.5-coder:7b', true],
  ['qwen3', false],
  ['somebody/llama3.2', false],
  ['gpt-oss:20b', false],
])('%s goes on with its own turn: %s; not while it thinks', (id, prefill) => {
  const call = callOf({}, { model: modelOf({ provider: 'ollama', id }) });
  expect(continuationHabits(ollamaChatDialect(), call).prefill).toBe(prefill);
  const thinking = { ...call, reasoning: {} };
  expect(continuationHabits(ollamaChatDialect(), thinking).prefill).toBe(false);
});
