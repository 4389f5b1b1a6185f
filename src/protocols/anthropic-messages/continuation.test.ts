import { expect, test } from 'vitest';
import { user } from '../../core/context.ts';
import { modelOf } from '../../core/model.ts';
import { callFor } from '../../testing/call-for.ts';
import { continuationHabits } from './continuation.ts';
import { anthropicMessagesDialect } from './dialect.ts';

const dialect = anthropicMessagesDialect();
const habitsOf = (id: string, more: object = {}): boolean =>
  continuationHabits(
    dialect,
    callFor({ model: modelOf({ provider: 'anthropic', id }), messages: [user('Hi')], stream: true, ...more }),
  ).prefill;

test.for([
  ['claude-3-5-haiku-20241022', true],
  ['claude-3-7-sonnet-latest', true],
  ['claude-opus-4-20250514', true],
  ['claude-sonnet-4@20250514', true],
  ['anthropic.claude-opus-4-1-20250805-v1:0', true],
  ['claude-haiku-4-5-20251001', true],
  ['claude-sonnet-4-6', false],
  ['claude-opus-4-8', false],
  ['claude-fable-5', false],
  ['MiniMax-M2', false],
] as const)('%s: prefill %s', ([id, isTaken]) => {
  expect(habitsOf(id)).toBe(isTaken);
});

test('none of them while it thinks', () => {
  expect(habitsOf('claude-haiku-4-5', { reasoning: { effort: 'low' } })).toBe(false);
  expect(habitsOf('claude-haiku-4-5', { reasoning: { effort: 'none' } })).toBe(true);
  expect(
    habitsOf('claude-haiku-4-5', { providerOptions: { anthropic: { thinking: { type: 'enabled' } } } }),
  ).toBe(false);
});
