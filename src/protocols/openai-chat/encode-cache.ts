import type { Call } from '../../core/call.ts';
import { fitsGlobs } from '../../core/glob.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { dropCacheWords, markTtl } from '../cache.ts';
import { cacheMembers } from '../cache-members.ts';
import type { Changes } from '../changes.ts';
import type { OpenaiChatDialect } from './dialect.ts';

/** What a request says of caching: members of the body and headers, from the host's own names for them. */
export function encodeCache(
  dialect: OpenaiChatDialect,
  call: Call,
  changes: Changes,
): { readonly members: JsonObject; readonly headers: Readonly<Record<string, string>> } {
  const { cache, vendor } = dialect;
  if (call.cache === undefined) return { members: {}, headers: {} };
  if (isMarkedModel(dialect, call)) {
    dropCacheWords(call.cache, vendor, changes, ['key']);
    return { members: {}, headers: {} };
  }
  return cacheMembers(cache, call.cache, vendor, changes);
}

/**
 * The turns with marks where a gateway wants them for models of others (OpenRouter, recorded): on the system text and the
 * last two turns of the user.
 */
export function withCacheMarks<Turn extends JsonObject>(
  turns: readonly Turn[],
  dialect: OpenaiChatDialect,
  call: Call,
  changes: Changes,
): readonly Turn[] {
  if (call.cache === undefined || !isMarkedModel(dialect, call)) return turns;
  if (JSON.stringify(turns).includes('"cache_control":')) {
    dropCacheWords(call.cache, 'A call with marks of its own', changes, ['ttl']);
    return turns;
  }
  const ttl = markTtl(call.cache, dialect.vendor, changes);
  const mark: JsonObject = { type: 'ephemeral', ...(ttl === '1h' ? { ttl } : {}) };
  const isSystem = ({ role }: JsonObject): boolean => role === 'system' || role === 'developer';
  const chosen = new Set([
    turns.findLastIndex(isSystem),
    ...turns.flatMap(({ role }, index) => (role === 'user' || role === 'tool' ? [index] : [])).slice(-2),
  ]);
  return turns.map((turn, index) => (chosen.has(index) ? marked(turn, mark) : turn));
}

function isMarkedModel({ cacheMarks }: OpenaiChatDialect, { model }: Call): boolean {
  return cacheMarks.length > 0 && fitsGlobs(model.id, cacheMarks);
}

function marked<Turn extends JsonObject>(turn: Turn, mark: JsonObject): Turn {
  const { content } = turn;
  const parts: readonly Json[] = Array.isArray(content)
    ? (content as readonly Json[])
    : typeof content === 'string' && content !== ''
      ? [{ type: 'text', text: content }]
      : [];
  const last = parts.at(-1);
  if (!isRecord(last)) return turn;
  return { ...turn, content: [...parts.slice(0, -1), { ...(last as JsonObject), cache_control: mark }] };
}
