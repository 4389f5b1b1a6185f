import { isRecord, type Json } from '../core/json.ts';
import {
  type Cost,
  count,
  reportedCost,
  type Usage,
  usage,
  type UsageUnits,
  unknownUsage,
} from '../core/usage.ts';
import { membersOf } from './loose.ts';

export interface UsageReading {
  /** The operation writes no tokens: what is not said of them is zero. */
  readonly isInputOnly?: boolean;
  /** What was counted besides tokens. */
  readonly units?: UsageUnits | undefined;
}

/** The counters of an OpenAI-like `usage` in any of its spellings, as our own. */
export function wireUsageOf(wire: unknown, { isInputOnly = false, units }: UsageReading = {}): Usage {
  const more = units === undefined ? {} : { units };
  if (!isRecord(wire)) return units === undefined ? unknownUsage : { ...usage({}), ...more };
  const total = count(wire['total_tokens']);
  const said = count(wire['prompt_tokens'] ?? wire['input_tokens']);
  const written = count(wire['completion_tokens'] ?? wire['output_tokens']);
  const outputTokens = isInputOnly ? (written ?? 0) : written;
  const inputTokens = inputOf(said, outputTokens, total);
  // Transcriptions spell it in a third way (recorded at gpt-4o-transcribe).
  const into = membersOf(
    wire['prompt_tokens_details'] ?? wire['input_tokens_details'] ?? wire['input_token_details'],
  );
  const cost = costIn(wire);
  const isCounted = inputTokens !== null || outputTokens !== null || units !== undefined || cost !== null;
  return usage({
    inputTokens,
    outputTokens,
    totalTokens: total,
    cacheReadTokens: count(into['cached_tokens']),
    inputAudioTokens: count(into['audio_tokens']),
    ...more,
    status: isCounted ? 'final' : 'unknown',
    cost,
    raw: wire as Json,
  });
}

// Voyage counts a total only; Mistral leaves the audio out of `prompt_tokens` (recorded: 3, 375 of audio, 11 out, 389 in all).
function inputOf(said: number | null, output: number | null, total: number | null): number | null {
  if (total === null || output === null) return said;
  return said === null || said + output < total ? Math.max(0, total - output) : said;
}

// OpenRouter: a number. Perplexity: an object. xAI: ticks of 1e-10 dollars. All recorded.
function costIn(wire: Record<string, unknown>): Cost | null {
  const { cost } = wire;
  const ticks = count(wire['cost_in_usd_ticks']);
  const total = ticks === null ? count(isRecord(cost) ? cost['total_cost'] : cost) : ticks / 1e10;
  return total === null ? null : reportedCost(total);
}
