import type { CacheWish } from '../core/call.ts';
import { isRecord, type Json } from '../core/json.ts';
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

/** The least tokens that models keep, by the text of a regular expression on their ids; of several the first counts. */
export type CacheMinimums = readonly (readonly [models: string, tokens: number])[];

/**
 * How long the beginning of a prompt is, piece by piece, as far as it matters for marks: a token has at least one byte, so
 * that fewer bytes than the least tokens are never kept. Such marks do no harm and no good.
 */
export class PromptPrefix {
  readonly #least: number;
  #bytes: number;

  constructor(minimums: CacheMinimums, model: string, hasTools: boolean) {
    // Vendors put a text of their own before tools: 264 to 530 tokens with Claude.
    // https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview
    this.#bytes = hasTools ? 1_000 : 0;
    this.#least = minimums.find(([models]) => new RegExp(models).test(model))?.[1] ?? 0;
  }

  /** Whether the prompt may be kept up to the end of this piece. */
  reaches(piece: Json | undefined): boolean {
    if (this.#bytes < this.#least && piece !== undefined)
      this.#bytes += new TextEncoder().encode(JSON.stringify(piece).slice(0, this.#least)).length;
    return this.#bytes >= this.#least;
  }
}

/** The last two turns of the user, as far as a prompt that ends there may be kept: the last mark moves, the other stays. */
export function turnsToMark(turns: readonly Json[], prefix: PromptPrefix): ReadonlySet<number> {
  const users = turns.flatMap((turn, index) => {
    const isLong = prefix.reaches(turn);
    return isLong && isRecord(turn) && turn['role'] === 'user' ? [index] : [];
  });
  return new Set(users.slice(-2));
}

/** Tells a caller with wishes of their own that the prompt is too short to be kept; the usual wish is no news. */
export function dropShort(wish: CacheWish, vendor: string, changes: Changes): void {
  if (wish.ttl === undefined) return;
  const message = `The prompt is shorter than what ${vendor} keeps; no marks were set.`;
  changes.dropped('cache.ttl', message, wish.ttl);
}
