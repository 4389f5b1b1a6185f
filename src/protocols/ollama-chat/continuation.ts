import type { Call } from '../../core/call.ts';
import type { ContinuationHabits } from '../../core/recovery.ts';
import type { OllamaChatDialect } from './dialect.ts';

/** How a model goes on with an answer of its own: in its turn where its template leaves it open; else when asked to. */
export function continuationHabits(
  { prefillModels }: OllamaChatDialect,
  { model, reasoning }: Call,
): ContinuationHabits {
  const isThinking = reasoning !== undefined && reasoning.effort !== 'none';
  const isOpen = prefillModels.some((pattern) => new RegExp(pattern).test(model.id));
  return { prefill: isOpen && !isThinking, thoughts: false };
}
