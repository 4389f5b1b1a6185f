import { isRecord, type Json } from '../../core/json.ts';
import { type Cost, count, reportedCost, usage, type Usage } from '../../core/usage.ts';

type Counters = Readonly<Record<string, unknown>>;

/**
 * Usage from Converse's counters, whose input excludes what was read from and written to the cache (its total includes
 * both in 25 of 25 recordings). Thoughts are part of the output; how many there were is not said.
 */
export function usageOf(raw: Counters): Usage {
  const input = count(raw['inputTokens']);
  // Older replies say each cache counter twice, the second time with `Count` behind it.
  const cacheRead = count(raw['cacheReadInputTokens'] ?? raw['cacheReadInputTokenCount']);
  const cacheWrite = count(raw['cacheWriteInputTokens'] ?? raw['cacheWriteInputTokenCount']);
  return usage({
    inputTokens: input === null ? null : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    outputTokens: count(raw['outputTokens']),
    totalTokens: count(raw['totalTokens']),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cost: costOf(raw),
    raw: raw as Json,
  });
}

/** The counters that Converse reports for this usage. */
export function countersFor(counted: Usage | undefined): Record<string, Json> {
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, cacheWriteTokens } = counted ?? {};
  const uncached = (inputTokens ?? 0) - (cacheReadTokens ?? 0) - (cacheWriteTokens ?? 0);
  return {
    inputTokens: Math.max(0, uncached),
    outputTokens: outputTokens ?? 0,
    totalTokens: totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0),
    ...(cacheReadTokens == null ? {} : { cacheReadInputTokens: cacheReadTokens }),
    ...(cacheWriteTokens == null ? {} : { cacheWriteInputTokens: cacheWriteTokens }),
  };
}

// Recorded: Pydantic's gateway puts its estimate among the counters.
function costOf(raw: Counters): Cost | null {
  const gateway = raw['pydantic_ai_gateway'];
  const total = isRecord(gateway) ? count(gateway['cost_estimate']) : null;
  return total === null ? null : reportedCost(total);
}
