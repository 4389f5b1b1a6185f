import { isRecord, type Json } from '../../core/json.ts';
import { type Cost, count, reportedCost, usage, type Usage } from '../../core/usage.ts';
import { membersOf } from '../loose.ts';
import type { WireResponse } from './wire.ts';

/** How often each hosted tool ran, by its item type without `_call`. */
export type ToolCounts = Readonly<Record<string, number>>;

/**
 * The counters of a response; undefined when it holds none. All recorded hosts count cached and cache-written tokens
 * inside the input and reasoning inside the output.
 */
export function usageOf(
  response: WireResponse,
  counted: ToolCounts,
  status: 'final' | 'partial' = 'final',
): Usage | undefined {
  const raw = response.usage;
  if (!isRecord(raw)) return undefined;
  const input = membersOf(raw['input_tokens_details']);
  const output = membersOf(raw['output_tokens_details']);
  const tools = toolsOf(response, raw, counted);
  return usage({
    inputTokens: count(raw['input_tokens']),
    outputTokens: count(raw['output_tokens']),
    totalTokens: count(raw['total_tokens']),
    cacheReadTokens: count(input['cached_tokens']),
    cacheWriteTokens: count(input['cache_write_tokens']),
    reasoningTokens: count(output['reasoning_tokens']),
    inputAudioTokens: count(input['audio_tokens']),
    outputAudioTokens: count(output['audio_tokens']),
    ...(tools === undefined ? {} : { tools }),
    status,
    cost: costOf(raw),
    raw: raw as Json,
  });
}

// OpenAI says `tool_usage.web_search.num_requests`, xAI `server_side_tool_usage_details.web_search_calls`; both know
// better than a count of items, as a search may ask several times.
function toolsOf(
  response: WireResponse,
  raw: Record<string, unknown>,
  counted: ToolCounts,
): Record<string, number> | undefined {
  const tools: Record<string, number> = { ...counted };
  for (const [name, times] of Object.entries(membersOf(raw['server_side_tool_usage_details'])))
    tell(tools, name.replace(/_calls$/, ''), times);
  const searches = membersOf(membersOf(response.tool_usage)['web_search'])['num_requests'];
  tell(tools, 'web_search', searches);
  return Object.keys(tools).length === 0 ? undefined : tools;
}

function tell(tools: Record<string, number>, name: string, said: unknown): void {
  const times = count(said);
  if (times !== null && times > 0 && name !== '__proto__') tools[name] = times;
}

function costOf(raw: Record<string, unknown>): Cost | null {
  // xAI: 10^10 ticks are one dollar (docs.x.ai, usage).
  const ticks = count(raw['cost_in_usd_ticks']);
  if (ticks !== null) return reportedCost(ticks / 1e10);
  const estimate = count(membersOf(raw['pydantic_ai_gateway'])['cost_estimate']);
  if (estimate !== null) return reportedCost(estimate);
  // OpenRouter bills only its own fee when the caller's key pays the model.
  const said = count(raw['cost']);
  return said === null ? null : reportedCost(said, { complete: raw['is_byok'] !== true });
}
