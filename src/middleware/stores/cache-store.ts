/**
 * Where a cache keeps texts: a `Keyv` of any kind, or anything of the same shape. `ttl` is in milliseconds. A `Map` fits
 * too, though it forgets nothing.
 */
export interface CacheStore {
  get(key: string): unknown;
  set(key: string, value: string, ttl?: number): unknown;
}

/** Settings of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /** Most characters that are kept; what was not used for longest goes first. Default 64 million. */
  readonly maxCharacters?: number;
  readonly now?: () => number;
}

/** Keeps answers in this process. */
export function memoryCache(options: MemoryCacheOptions = {}): CacheStore {
  const { maxCharacters = 64_000_000, now = Date.now } = options;
  const entries = new Map<string, { readonly text: string; readonly until: number }>();
  let size = 0;
  const drop = (key: string): void => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    size -= key.length + entry.text.length;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      drop(key);
      if (entry.until <= now()) return undefined;
      // Put back as the newest.
      entries.set(key, entry);
      size += key.length + entry.text.length;
      return entry.text;
    },
    set(key, text, ttl) {
      drop(key);
      if (key.length + text.length > maxCharacters) return;
      entries.set(key, { text, until: ttl === undefined ? Number.POSITIVE_INFINITY : now() + ttl });
      size += key.length + text.length;
      for (const oldest of entries.keys()) {
        if (size <= maxCharacters) break;
        drop(oldest);
      }
    },
  };
}
