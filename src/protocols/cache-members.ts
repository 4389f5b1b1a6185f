import type { CacheWish } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import { dropCacheWords, secondsOf } from './cache.ts';
import type { Changes } from './changes.ts';

/** How a host that keeps prompts by itself is told more. All absent: it cannot be. */
export interface CacheWords {
  /** The body member that takes the key (OpenAI's `prompt_cache_key`). */
  readonly key?: string;
  /** The header that takes the key, lower-case (xAI's `x-grok-conv-id`). */
  readonly keyHeader?: string;
  /** Whether `prompt_cache_retention` is taken: `24h`, or nothing for the usual minutes. */
  readonly retention?: boolean;
}

/** OpenAI's own words. https://platform.openai.com/docs/guides/prompt-caching */
export const openaiCacheWords: CacheWords = { key: 'prompt_cache_key', retention: true };

/** What the wish becomes at such a host. */
export function cacheMembers(
  words: CacheWords,
  wish: CacheWish,
  vendor: string,
  changes: Changes,
): { readonly members: JsonObject; readonly headers: Readonly<Record<string, string>> } {
  const { key, ttl } = wish;
  const hasKey = words.key !== undefined || words.keyHeader !== undefined;
  const unsaid = [
    ...(hasKey ? [] : (['key'] as const)),
    ...(words.retention === true ? [] : (['ttl'] as const)),
  ];
  dropCacheWords(wish, vendor, changes, unsaid);
  const members: JsonObject = {
    ...(key === undefined || words.key === undefined ? {} : { [words.key]: key }),
    ...(ttl === undefined || words.retention !== true ? {} : retention(ttl, vendor, changes)),
  };
  const headers =
    key === undefined || words.keyHeader === undefined ? {} : headerOf(words.keyHeader, key, changes);
  return { members, headers };
}

// Kept for five to ten minutes of silence and up to an hour without a word, or for a day.
function retention(ttl: string, vendor: string, changes: Changes): JsonObject {
  const seconds = secondsOf(ttl) ?? 0;
  if (seconds <= 600) return {};
  if (seconds <= 3_600) {
    const message = `${vendor} decides itself how long within an hour it keeps a prompt; nothing was sent.`;
    changes.changed('cache.ttl', message, { from: ttl });
    return {};
  }
  if (seconds !== 86_400)
    changes.changed('cache.ttl', `${vendor} keeps prompts for up to an hour or for 24h; 24h was sent.`, {
      from: ttl,
      to: '24h',
    });
  return { prompt_cache_retention: '24h' };
}

function headerOf(name: string, key: string, changes: Changes): Readonly<Record<string, string>> {
  if (/^[\x21-\x7e]+$/.test(key)) return { [name]: key };
  const safe = encodeURIComponent(key.toWellFormed());
  changes.changed('cache.key', 'The key goes into a header and was percent-encoded.', {
    from: key,
    to: safe,
  });
  return { [name]: safe };
}
