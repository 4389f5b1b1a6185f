import { defined, type JsonObject } from '../../core/json.ts';
import type { Usage } from '../../core/usage.ts';

/** A count in OpenAI's words; null when nothing was counted. */
export function renderUsage(usage: Usage | undefined): JsonObject | null {
  if (usage === undefined || usage.status === 'unknown') return null;
  const prompt = defined({
    cached_tokens: usage.cacheReadTokens ?? undefined,
    cache_write_tokens: usage.cacheWriteTokens ?? undefined,
    audio_tokens: usage.inputAudioTokens ?? undefined,
  });
  const completion = defined({
    reasoning_tokens: usage.reasoningTokens ?? undefined,
    audio_tokens: usage.outputAudioTokens ?? undefined,
  });
  const searches = usage.tools?.['web_search'];
  return defined({
    prompt_tokens: usage.inputTokens ?? undefined,
    completion_tokens: usage.outputTokens ?? undefined,
    total_tokens: usage.totalTokens ?? undefined,
    prompt_tokens_details: Object.keys(prompt).length === 0 ? undefined : prompt,
    completion_tokens_details: Object.keys(completion).length === 0 ? undefined : completion,
    // OpenRouter's members; OpenAI names neither.
    server_tool_use_details: searches === undefined ? undefined : { web_search_requests: searches },
    cost: usage.cost?.source === 'provider' ? usage.cost.total : undefined,
  });
}
