import type { Call } from '../../core/call.ts';
import type { ContinuationHabits } from '../../core/recovery.ts';
import { type AnthropicMessagesDialect, fitsModel } from './dialect.ts';

/** How a model goes on with an answer of its own: in its turn where it may, which excludes thinking; else when asked to. */
export function continuationHabits(
  { prefillModels, vendor }: AnthropicMessagesDialect,
  { model, reasoning, providerOptions }: Call,
): ContinuationHabits {
  const isThinking = reasoning !== undefined && reasoning.effort !== 'none';
  const own = [vendor, model.provider].some((name) => providerOptions?.[name]?.['thinking'] !== undefined);
  return { prefill: fitsModel(model.id, prefillModels) && !isThinking && !own, thoughts: true };
}
