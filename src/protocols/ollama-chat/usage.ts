import type { JsonObject } from '../../core/json.ts';
import { count, type Usage, usage } from '../../core/usage.ts';
import type { WireCounts } from './wire.ts';

/** Ollama's counters as ours; undefined when there are none, as after loading a model. Thoughts lie inside the output. */
export function usageOf({ prompt_eval_count: prompt, eval_count: evaluated }: WireCounts): Usage | undefined {
  const inputTokens = count(prompt);
  const outputTokens = count(evaluated);
  if (inputTokens === null && outputTokens === null) return undefined;
  return usage({ inputTokens, outputTokens, raw: counts(inputTokens, outputTokens) });
}

/** Our counters in Ollama's form. */
export function wireUsage({ inputTokens, outputTokens }: Usage): JsonObject {
  return counts(inputTokens, outputTokens);
}

function counts(input: number | null, output: number | null): JsonObject {
  return {
    ...(input === null ? {} : { prompt_eval_count: input }),
    ...(output === null ? {} : { eval_count: output }),
  };
}
