import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { dropCacheWords, dropShort, markTtl, PromptPrefix, turnsToMark } from '../cache.ts';
import type { Encoding } from './encoding.ts';

/**
 * The body with cache points behind the tools, the system text and the last two turns of the user, as far as the model
 * takes them there. Where the caller has set points, those count alone.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function withCachePoints(encoding: Encoding, body: JsonObject): JsonObject {
  const { call, dialect } = encoding;
  const { cache } = call;
  if (cache === undefined) return body;
  const isFull = encoding.isOneOf(dialect.cacheModels);
  const isTextOnly = encoding.isOneOf(dialect.textCacheModels);
  if (!isFull && !isTextOnly) {
    dropCacheWords(cache, call.model.id, encoding);
    return body;
  }
  dropCacheWords(cache, 'Bedrock', encoding, ['key']);
  const { toolConfig, system, messages } = body;
  if (JSON.stringify([toolConfig, system, messages]).includes('"cachePoint":')) {
    dropCacheWords(cache, 'A call with cache points of its own', encoding, ['ttl']);
    return body;
  }
  if (!isFull) dropCacheWords(cache, call.model.id, encoding, ['ttl']);
  const prefix = new PromptPrefix(dialect.cacheMinimums, call.model.id, toolConfig !== undefined);
  const hasLongTools = prefix.reaches(toolConfig) && isFull;
  const hasLongSystem = prefix.reaches(system);
  const turns = Array.isArray(messages) ? (messages as readonly Json[]) : [];
  const chosen = turnsToMark(turns, prefix);
  if (!hasLongSystem && chosen.size === 0) {
    if (isFull) dropShort(cache, 'Bedrock', encoding);
    return body;
  }
  const ttl = isFull ? markTtl(cache, 'Bedrock', encoding) : undefined;
  const point: JsonObject = { cachePoint: { type: 'default', ...(ttl === '1h' ? { ttl } : {}) } };
  const tools = isRecord(toolConfig) && Array.isArray(toolConfig['tools']) && hasLongTools;
  return {
    ...body,
    ...(tools
      ? { toolConfig: { ...(toolConfig as JsonObject), tools: [...(toolConfig['tools'] as Json[]), point] } }
      : {}),
    ...(Array.isArray(system) && hasLongSystem ? { system: [...(system as readonly Json[]), point] } : {}),
    ...(chosen.size > 0 ? { messages: withPoints(turns, chosen, point, isFull) } : {}),
  };
}

function withPoints(
  turns: readonly Json[],
  chosen: ReadonlySet<number>,
  point: JsonObject,
  isFull: boolean,
): Json[] {
  return turns.map((turn, index) => {
    if (!chosen.has(index) || !isRecord(turn) || !Array.isArray(turn['content'])) return turn;
    const content = turn['content'] as Json[];
    const last = content.at(-1);
    // Nova caches text; a point behind results of tools is refused.
    const isTaken = isFull || (isRecord(last) && typeof last['text'] === 'string');
    return isTaken ? ({ ...turn, content: [...content, point] } as JsonObject) : turn;
  });
}
