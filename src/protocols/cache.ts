import type { CacheWish } from '../core/call.ts';
import type { Changes } from './changes.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A time such as `5m` in seconds; undefined for one that is not written so. */
export function secondsOf(ttl: string): number | undefined {
  const match = /^(\d+)([smhd])$/.exec(ttl);
  return match === null ? undefined : Number(match[1]) * (unitSeconds[match[2] ?? ''] ?? Number.NaN);
}

/** Notes what a host that keeps prompts by itself, or not at all, cannot be told. That it should keep them needs no words. */
export function dropCacheWords(
  wish: CacheWish | undefined,
  vendor: string,
  changes: Changes,
  which: readonly (keyof CacheWish)[] = ['ttl', 'key'],
): void {
  for (const name of which) {
    const said = wish?.[name];
    if (said === undefined) continue;
    const what = name === 'ttl' ? 'how long to keep a prompt' : 'a key for kept prompts';
    changes.dropped(`cache.${name}`, `${vendor} cannot be told ${what}; it was left out.`, said);
  }
}

/**
 * How long marks last at hosts that know five minutes and an hour: `1h` for more than five minutes. Anything else is told
 * as a change.
 */
export function markTtl({ ttl }: CacheWish, vendor: string, changes: Changes): '5m' | '1h' | undefined {
  const seconds = ttl === undefined ? undefined : secondsOf(ttl);
  if (ttl === undefined || seconds === undefined) return undefined;
  const kept = seconds > 300 ? '1h' : '5m';
  if (seconds !== secondsOf(kept)) {
    const message = `${vendor} keeps prompts for 5m or 1h; ${kept} was sent.`;
    changes.changed('cache.ttl', message, { from: ttl, to: kept });
  }
  return kept;
}
