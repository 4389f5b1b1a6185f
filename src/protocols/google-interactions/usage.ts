import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { count, type Usage, usage } from '../../core/usage.ts';
import { objectsOf, type WireTokens, type WireUsage } from './wire.ts';

/**
 * Google's counters as ours: its total is input + tool use + output + thoughts (all 36 recordings), cached tokens are
 * input. Next to an input count an absent counter is a known zero.
 */
export function usageOf(wire: WireUsage, status: 'final' | 'partial', searches = 0): Usage {
  const input = count(wire.total_input_tokens);
  const zero = input === null ? null : 0;
  const counter = (value: unknown): number | null =>
    value === undefined || value === null ? zero : count(value);
  const thoughts = counter(wire.total_thought_tokens);
  const tools = toolsOf(wire, searches);
  return usage({
    inputTokens: sum(input, counter(wire.total_tool_use_tokens)),
    outputTokens: sum(counter(wire.total_output_tokens), thoughts),
    totalTokens: count(wire.total_tokens),
    cacheReadTokens: counter(wire.total_cached_tokens),
    cacheWriteTokens: zero,
    reasoningTokens: thoughts,
    inputAudioTokens: audioIn(wire.input_tokens_by_modality, wire.tool_use_tokens_by_modality),
    outputAudioTokens: audioIn(wire.output_tokens_by_modality),
    ...(tools === undefined ? {} : { tools }),
    status: input === null ? 'unknown' : status,
    raw: wire as Json,
  });
}

/** Counters in this format; Google's own numbers go back as they are, unless somebody changed the counts. */
export function wireUsage(counts: Usage): JsonObject {
  const { inputTokens, outputTokens, totalTokens, cacheReadTokens, reasoningTokens, raw } = counts;
  if (isRecord(raw) && 'total_input_tokens' in raw) {
    const read = usageOf(raw, 'final');
    if (read.inputTokens === inputTokens && read.outputTokens === outputTokens) return raw as JsonObject;
  }
  const said = {
    total_tokens: totalTokens,
    total_input_tokens: inputTokens,
    total_cached_tokens: cacheReadTokens,
    total_output_tokens: outputTokens === null ? null : Math.max(0, outputTokens - (reasoningTokens ?? 0)),
    total_thought_tokens: reasoningTokens,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
}

function toolsOf(wire: WireUsage, searches: number): Record<string, number> | undefined {
  const counted = objectsOf<{ type?: unknown; count?: unknown }>(wire.grounding_tool_count).flatMap(
    (each) => {
      const times = count(each.count);
      return typeof each.type !== 'string' || times === null ? [] : [[nameOf(each.type), times] as const];
    },
  );
  if (counted.length > 0) return Object.fromEntries(counted);
  return searches === 0 ? undefined : { googleSearch: searches };
}

// One name for a tool, whichever of Google's APIs ran it.
function nameOf(type: string): string {
  return type.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function sum(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}

function audioIn(...lists: readonly unknown[]): number | null {
  const details = lists.flatMap((list) => objectsOf<WireTokens>(list));
  if (details.length === 0) return null;
  const audio = details.filter(({ modality }) => modality === 'audio');
  return audio.reduce((total, { tokens }) => total + (count(tokens) ?? 0), 0);
}
