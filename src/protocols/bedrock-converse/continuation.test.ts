import { expect, it } from 'vitest';
import { callOf } from '../../../test/support/calls.ts';
import { modelOf } from '../../core/model.ts';
import { continuationHabits } from './continuation.ts';
import { bedrockConverseDialect } from './dialect.ts';

it.each([
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', true],
  ['anthropic.claude-sonnet-4-20250514-v1:0', true],
  ['anthropic.claude-3-5-haiku-20241022-v1:0', true],
  ['us.amazon.nova-2-lite-v1:0', true],
  ['global.anthropic.claude-opus-4-6-v1', false],
  ['us.anthropic.claude-sonnet-5', false],
  ['meta.llama3-3-70b-instruct-v1:0', false],
])('%s goes on with its own turn: %s; not while it thinks', (id, prefill) => {
  const call = callOf({}, { model: modelOf({ provider: 'amazon-bedrock', id }) });
  const habits = (more: object): boolean =>
    continuationHabits(bedrockConverseDialect(), { ...call, ...more }).prefill;
  expect(habits({})).toBe(prefill);
  expect(habits({ reasoning: { effort: 'none' } })).toBe(prefill);
  expect(habits({ reasoning: { effort: 'low' } })).toBe(false);
  const fields = { thinking: { type: 'enabled', budget_tokens: 2_000 } };
  expect(habits({ providerOptions: { 'amazon-bedrock': { additionalModelRequestFields: fields } } })).toBe(
    false,
  );
});
