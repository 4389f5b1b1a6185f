import { isRecord, type Json } from '../../core/json.ts';
import { type Cost, count, reportedCost, type Usage, usage } from '../../core/usage.ts';
import type { WireTokenDetail, WireUsage } from './wire.ts';

export interface UsageContext {
  readonly status: 'final' | 'partial';
  /** Queries that Google Search ran for the answer. */
  readonly searches: number;
  /** Where in `usageMetadata` a gateway reports dollars. */
  readonly costPath: readonly string[];
}

/**
 * Google's counters as ours: tool-use prompts are input, thoughts are output (its total is prompt + tool use +
 * candidates + thoughts in 1,019 recordings). Google leaves out counters that are 0, so next to a prompt count an
 * absent counter is a known zero. Nothing is written to a cache by a generate call.
 */
export function usageOf(wire: WireUsage, { status, searches, costPath }: UsageContext): Usage {
  const prompt = count(wire.promptTokenCount);
  const zero = prompt === null ? null : 0;
  const thoughts = counter(wire.thoughtsTokenCount, zero);
  const candidates = counter(wire.candidatesTokenCount, zero);
  const cost = costOf(wire, costPath);
  return usage({
    inputTokens: sum(prompt, counter(wire.toolUsePromptTokenCount, zero)),
    outputTokens: sum(candidates, thoughts),
    totalTokens: count(wire.totalTokenCount),
    cacheReadTokens: counter(wire.cachedContentTokenCount, zero),
    cacheWriteTokens: zero,
    reasoningTokens: thoughts,
    inputAudioTokens: audioIn(wire.promptTokensDetails, wire.toolUsePromptTokensDetails),
    outputAudioTokens: audioIn(wire.candidatesTokensDetails),
    ...(searches === 0 ? {} : { tools: { googleSearch: searches } }),
    status: prompt === null ? 'unknown' : status,
    ...(cost === undefined ? {} : { cost }),
    raw: wire as Json,
  });
}

function counter(value: unknown, whenAbsent: number | null): number | null {
  return value === undefined || value === null ? whenAbsent : count(value);
}

function sum(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}

function audioIn(...lists: readonly (readonly WireTokenDetail[] | undefined)[]): number | null {
  const details = lists.flatMap((list) => (Array.isArray(list) ? list : [])).filter(isRecord);
  if (details.length === 0) return null;
  const audio = details.filter((detail) => detail['modality'] === 'AUDIO');
  return audio.reduce((total, detail) => total + (count(detail['tokenCount']) ?? 0), 0);
}

function costOf(wire: WireUsage, path: readonly string[]): Cost | undefined {
  if (path.length === 0) return undefined;
  const total = count(path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), wire));
  return total === null ? undefined : reportedCost(total);
}
