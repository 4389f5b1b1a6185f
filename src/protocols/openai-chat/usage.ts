import { isRecord, type Json } from '../../core/json.ts';
import { type Cost, count, reportedCost, usage, type Usage } from '../../core/usage.ts';
import { membersOf } from '../loose.ts';

/** The counters of a reply, whatever the host's habits; undefined when the value holds none. */
export function usageOf(raw: unknown): Usage | undefined {
  if (!isRecord(raw)) return undefined;
  const prompt = membersOf(raw['prompt_tokens_details']);
  const completion = membersOf(raw['completion_tokens_details']);
  const inputTokens = count(raw['prompt_tokens']);
  const reasoningTokens = count(completion['reasoning_tokens']) ?? count(raw['reasoning_tokens']);
  const totalTokens = count(raw['total_tokens']);
  const outputTokens = outputOf(inputTokens, count(raw['completion_tokens']), reasoningTokens, totalTokens);
  const tools = toolsOf(raw);
  return usage({
    inputTokens,
    outputTokens,
    totalTokens,
    cacheReadTokens:
      count(prompt['cached_tokens']) ?? count(raw['cached_tokens']) ?? count(raw['prompt_cache_hit_tokens']),
    cacheWriteTokens: count(prompt['cache_write_tokens']) ?? count(raw['cache_creation_input_tokens']),
    reasoningTokens,
    inputAudioTokens: count(prompt['audio_tokens']) ?? count(raw['audio_prompt_tokens']),
    outputAudioTokens: count(completion['audio_tokens']),
    ...(tools === undefined ? {} : { tools }),
    cost: costOf(raw),
    raw: raw as Json,
  });
}

// Most hosts count reasoning inside completion_tokens. xAI, and Grok on Azure, count it outside, which only the total
// shows (USAGE: 405 of 405 recordings); Google's compatible endpoint hides thoughts in the total without naming them.
function outputOf(
  input: number | null,
  output: number | null,
  reasoning: number | null,
  total: number | null,
): number | null {
  if (input === null || output === null || total === null) return output;
  if (reasoning !== null && reasoning > 0)
    return total === input + output + reasoning ? output + reasoning : output;
  return reasoning === null && total > input + output ? total - input : output;
}

function toolsOf(raw: Record<string, unknown>): Record<string, number> | undefined {
  const searches =
    count(membersOf(raw['server_tool_use_details'])['web_search_requests']) ??
    count(raw['num_search_queries']);
  return searches === null ? undefined : { web_search: searches };
}

function costOf(raw: Record<string, unknown>): Cost | null {
  const said = raw['cost'];
  if (isRecord(said)) {
    // Perplexity: each component, the request fee being that of the search.
    const parts = {
      input: count(said['input_tokens_cost']),
      output: count(said['output_tokens_cost']),
      tools: count(said['request_cost']),
    };
    const total = count(said['total_cost']);
    return total === null ? null : reportedCost(total, parts);
  }
  // xAI: 10^10 ticks are one dollar (docs.x.ai, usage).
  const ticks = count(raw['cost_in_usd_ticks']);
  if (ticks !== null) return reportedCost(ticks / 1e10);
  // OpenRouter bills only its own fee when the caller's key pays the model.
  const total = count(said);
  return total === null ? null : reportedCost(total, { complete: raw['is_byok'] !== true });
}
