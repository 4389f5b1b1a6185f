import { firstParty } from './first-party.ts';

/** A model that was probably meant, and how sure that is: 1 is the same name. */
export interface Suggestion {
  readonly spec: string;
  readonly score: number;
}

const farthest = 3;

/** The models whose names are nearest to a mistyped one: same provider first, then the fewest changes, then the maker's. */
export function suggestFrom(
  wanted: { readonly provider?: string; readonly id: string },
  known: Iterable<readonly [provider: string, id: string]>,
  count: number = 3,
): Suggestion[] {
  const name = plainName(wanted.id);
  const best = new Map<string, Suggestion>();
  for (const [provider, id] of known) {
    const other = plainName(id);
    const distance =
      name === other ? 0 : distanceOf(name, other, Math.min(farthest, Math.ceil(name.length / 3)));
    if (distance === undefined) continue;
    const likeness = 1 - distance / Math.max(name.length, other.length, 1);
    // A dated or resold sibling says the same; the plain spelling is what people mean.
    const score = likeness + (provider === wanted.provider ? 0.5 : 0) - spareLength(wanted.id, id) / 1000;
    const spec = `${provider}:${id}`;
    best.set(spec, { spec, score: Math.max(0, Math.round((score / 1.5) * 1000) / 1000) });
  }
  return [...best.values()]
    .sort(
      (left, right) =>
        right.score - left.score ||
        Number(isMakers(right)) - Number(isMakers(left)) ||
        (left.spec < right.spec ? -1 : 1),
    )
    .slice(0, count);
}

function isMakers({ spec }: Suggestion): boolean {
  return firstParty.includes(spec.slice(0, spec.indexOf(':')));
}

/** What is left of an id when the lab's name, dates and the words for "the current one" are gone. */
export function plainName(id: string): string {
  return id
    .toLowerCase()
    .slice(0, 100)
    .replace(/^~?(?:[^/]*\/)+/, '')
    .replace(/[._@:/]/g, '-')
    .replace(/-(20\d{6}|20\d\d-\d\d-\d\d)(?=-|$)/, '')
    .replace(/-(latest|preview|default)$/, '');
}

function spareLength(wanted: string, id: string): number {
  return Math.abs(id.length - wanted.length);
}

/** Damerau and Levenshtein's distance, with two neighbours swapped as one change; undefined above `limit`. */
function distanceOf(left: string, right: string, limit: number): number | undefined {
  if (Math.abs(left.length - right.length) > limit) return undefined;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = nextRow(left, right, i, row, before);
    if (Math.min(...next) > limit) return undefined;
    [before, row] = [row, next];
  }
  const distance = row[right.length] as number;
  return distance <= limit ? distance : undefined;
}

function nextRow(
  left: string,
  right: string,
  i: number,
  row: readonly number[],
  before: readonly number[],
): number[] {
  const next = [i];
  for (let j = 1; j <= right.length; j += 1) {
    const change = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
    const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
    const swap = isSwap ? (before[j - 2] as number) + 1 : Number.POSITIVE_INFINITY;
    next.push(Math.min(change, swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
  }
  return next;
}
