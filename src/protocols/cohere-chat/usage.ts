import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { count, type Usage, usage } from '../../core/usage.ts';
import type { WireUsage } from './wire.ts';

/**
 * Cohere's `tokens` as our counters: reasoning lies inside the output and cached tokens inside the input (recorded).
 * `billed_units`, which leave out what Cohere itself adds to the prompt, stay in `raw`.
 */
export function usageOf(wire: WireUsage): Usage {
  const { tokens } = wire;
  const inputTokens = count(tokens?.input_tokens);
  const outputTokens = count(tokens?.output_tokens);
  return usage({
    inputTokens,
    outputTokens,
    cacheReadTokens: count(wire.cached_tokens),
    reasoningTokens: count(tokens?.reasoning_tokens),
    status: inputTokens === null && outputTokens === null ? 'unknown' : 'final',
    raw: wire as Json,
  });
}

/** Our counters in Cohere's form: its own numbers, unless somebody changed the counts. */
export function wireUsage(used: Usage): JsonObject {
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens, raw } = used;
  if (isRecord(raw) && isRecord(raw['tokens'])) {
    const read = usageOf(raw as WireUsage);
    if (read.inputTokens === inputTokens && read.outputTokens === outputTokens) return raw as JsonObject;
  }
  const known = (counts: Readonly<Record<string, number | null>>): JsonObject =>
    Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== null));
  return {
    billed_units: known({ input_tokens: inputTokens, output_tokens: outputTokens }),
    tokens: known({
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      reasoning_tokens: reasoningTokens,
    }),
    ...known({ cached_tokens: cacheReadTokens }),
  };
}
