import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { dropCacheWords, dropShort, markTtl, PromptPrefix, turnsToMark } from '../cache.ts';
import type { Encoding } from './encoding.ts';

/**
 * The body with marks on what is to be kept: the tools, the system text, the last turn of the user and the one before it,
 * where the last call had its mark. Four are the most the API takes; what is too short to be kept gets none. Where the caller
 * has marked parts, those count alone.
 * https://docs.claude.com/en/docs/build-with-claude/prompt-caching
 */
export function withCacheMarks(encoding: Encoding, body: JsonObject): JsonObject {
  const { cache } = encoding.call;
  if (cache === undefined) return body;
  dropCacheWords(cache, encoding.dialect.vendor, encoding, ['key']);
  const { tools, system, messages } = body;
  if (isMarked(tools) || isMarked(system) || isMarked(messages)) {
    dropCacheWords(cache, 'A call with marks of its own', encoding, ['ttl']);
    return body;
  }
  const { vendor, cacheMinimums } = encoding.dialect;
  const prefix = new PromptPrefix(cacheMinimums, encoding.call.model.id, tools !== undefined);
  // In the order in which the API reads a prompt.
  const hasLongTools = prefix.reaches(tools);
  const hasLongSystem = prefix.reaches(system);
  const turns = Array.isArray(messages) ? (messages as readonly Json[]) : [];
  const chosen = turnsToMark(turns, prefix);
  if (!hasLongSystem && chosen.size === 0) {
    dropShort(cache, vendor, encoding);
    return body;
  }
  const ttl = markTtl(cache, vendor, encoding);
  const mark: JsonObject = { type: 'ephemeral', ...(ttl === '1h' ? { ttl } : {}) };
  return {
    ...body,
    ...(Array.isArray(tools) && hasLongTools ? { tools: lastMarked(tools as readonly Json[], mark) } : {}),
    ...(Array.isArray(system) && hasLongSystem
      ? { system: lastMarked(system as readonly Json[], mark) }
      : {}),
    ...(chosen.size > 0 ? { messages: turnsMarked(turns, chosen, mark) } : {}),
  };
}

function isMarked(value: Json | undefined): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some(isMarked);
  if (!isRecord(value)) return false;
  return value['cache_control'] != null || isMarked(value['content'] as Json | undefined);
}

function turnsMarked(turns: readonly Json[], chosen: ReadonlySet<number>, mark: JsonObject): Json[] {
  return turns.map((turn, index) => {
    if (!chosen.has(index) || !isRecord(turn) || !Array.isArray(turn['content'])) return turn;
    return { ...turn, content: lastMarked(turn['content'] as Json[], mark) } as JsonObject;
  });
}

// Tools that the provider fetches itself may not be marked, so the mark goes on the last that may.
function lastMarked(blocks: readonly Json[], mark: JsonObject): Json[] {
  const at = blocks.findLastIndex((block) => isRecord(block) && block['type'] !== 'mcp_toolset');
  return blocks.map((block, index) =>
    index === at ? { ...(block as JsonObject), cache_control: mark } : block,
  );
}
