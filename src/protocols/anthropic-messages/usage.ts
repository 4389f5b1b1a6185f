import { isRecord, type Json, setOwn } from '../../core/json.ts';
import { type Cost, count, reportedCost, usage, type Usage } from '../../core/usage.ts';
import { membersOf } from '../loose.ts';

type Counters = Readonly<Record<string, unknown>>;

/** Both counters as one: those of `later` count, except where it has none. */
export function mergeCounters(earlier: Counters | undefined, later: Counters): Counters {
  const merged: Record<string, unknown> = {};
  for (const counters of [earlier ?? {}, later]) {
    for (const [name, value] of Object.entries(counters)) if (value != null) setOwn(merged, name, value);
  }
  return merged;
}

/**
 * Usage from Anthropic's counters, whose input excludes what was read from and written to the cache. `around` is the
 * body or frame that held them, where gateways put the cost.
 */
export function usageOf(raw: Counters, around: Counters, status: 'final' | 'partial'): Usage {
  const own = countersOf(raw);
  const all = compactions(raw).reduce(addCounters, own);
  const { input, output, cacheRead, cacheWrite } = all;
  const details = raw['output_tokens_details'];
  const tools = toolsOf(raw['server_tool_use']);
  return usage({
    inputTokens: input === null ? null : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    reasoningTokens: isRecord(details) ? count(details['thinking_tokens']) : null,
    ...(tools === undefined ? {} : { tools }),
    status,
    cost: costOf(raw, around),
    raw: raw as Json,
  });
}

/** The counters that Anthropic reports for this usage. What is unknown is left out, but for the two that are always there. */
export function countersFor(counted: Usage | undefined): Record<string, Json> {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, tools } =
    counted ?? {};
  const uncached = (inputTokens ?? 0) - (cacheReadTokens ?? 0) - (cacheWriteTokens ?? 0);
  const requests = Object.entries(tools ?? {}).map(([tool, times]) => [`${tool}_requests`, times]);
  return {
    input_tokens: Math.max(0, uncached),
    ...(cacheWriteTokens == null ? {} : { cache_creation_input_tokens: cacheWriteTokens }),
    ...(cacheReadTokens == null ? {} : { cache_read_input_tokens: cacheReadTokens }),
    output_tokens: outputTokens ?? 0,
    ...(reasoningTokens == null ? {} : { output_tokens_details: { thinking_tokens: reasoningTokens } }),
    ...(requests.length === 0
      ? {}
      : { server_tool_use: Object.fromEntries(requests) as Record<string, Json> }),
  };
}

interface Counted {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
}

function countersOf(raw: Counters): Counted {
  return {
    input: count(raw['input_tokens']),
    output: count(raw['output_tokens']),
    cacheRead: count(raw['cache_read_input_tokens']),
    cacheWrite: count(raw['cache_creation_input_tokens']),
  };
}

// The counters leave out the model's own compaction of the conversation, which is billed like the rest (recorded with
// claude-sonnet-4-6). Advisor iterations are left out here too: another model ran them, at another price.
function compactions(raw: Counters): Counted[] {
  const { iterations } = raw;
  if (!Array.isArray(iterations)) return [];
  return iterations.filter((each) => isRecord(each) && each['type'] === 'compaction').map(countersOf);
}

function addCounters(left: Counted, right: Counted): Counted {
  const add = (a: number | null, b: number | null): number | null => (a === null ? b : a + (b ?? 0));
  return {
    input: add(left.input, right.input),
    output: add(left.output, right.output),
    cacheRead: add(left.cacheRead, right.cacheRead),
    cacheWrite: add(left.cacheWrite, right.cacheWrite),
  };
}

function toolsOf(raw: unknown): Record<string, number> | undefined {
  if (!isRecord(raw)) return undefined;
  const tools: Record<string, number> = {};
  for (const [name, value] of Object.entries(raw)) {
    const times = count(value);
    if (times !== null) setOwn(tools, name.replace(/_requests$/, ''), times);
  }
  return Object.keys(tools).length === 0 ? undefined : tools;
}

// Recorded places: opencode `cost`, Vercel `provider_metadata.gateway.cost`, Pydantic `usage.pydantic_ai_gateway`.
function costOf(raw: Counters, around: Counters): Cost | null {
  const gateway = membersOf(membersOf(around['provider_metadata'])['gateway']);
  const estimate = membersOf(raw['pydantic_ai_gateway'])['cost_estimate'];
  const total = [raw['cost'], around['cost'], gateway['cost'], estimate]
    .map(amount)
    .find((each) => each !== null);
  return total == null ? null : reportedCost(total);
}

function amount(value: unknown): number | null {
  return typeof value === 'string' && /^\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(value)
    ? count(Number(value))
    : count(value);
}
