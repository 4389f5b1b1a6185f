import type { Call } from '../../core/call.ts';
import type { ContinuationHabits } from '../../core/recovery.ts';
import { type BedrockConverseDialect, fits } from './dialect.ts';

/** How a model goes on with an answer of its own: in its turn where it may, which excludes thinking; else when asked to. */
export function continuationHabits(
  { prefillModels, vendor }: BedrockConverseDialect,
  { model, reasoning, providerOptions }: Call,
): ContinuationHabits {
  const isThinking = reasoning !== undefined && reasoning.effort !== 'none';
  const own = [vendor, model.provider].some(
    (name) => providerOptions?.[name]?.['additionalModelRequestFields'] !== undefined,
  );
  return { prefill: fits(prefillModels, model.id) && !isThinking && !own, thoughts: true };
}
