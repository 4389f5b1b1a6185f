import { suggestion } from '../core/suggest.ts';
import { firstParty } from './first-party.ts';
import { createShelf, type ReadText } from './shelf.ts';
import { looseId } from './spec.ts';
import { suggestFrom } from './suggest.ts';

/** A model that a search found. */
export interface FoundModel {
  readonly spec: string;
  /** 1 is the same name; a little more for what its maker serves, less for what is retired. */
  readonly score: number;
  readonly isRetired: boolean;
}

// What is gone is seldom meant, and what its maker serves often is; both only decide between names that are about as near.
const forRetired = -0.1;
const forFirstParty = 0.05;

/**
 * Models whose ids hold the text, or are a few letters away from it, the nearest first; of names that are about as near those
 * that makers serve themselves come first, and retired ones last.
 */
export function searchModels(read: ReadText, text: string, count: number = 20): FoundModel[] {
  const shelf = createShelf(read);
  const ids: [provider: string, id: string][] = [];
  const retired = new Set<string>();
  for (const provider of shelf.providers().keys()) {
    for (const id of shelf.open(provider)?.ids() ?? []) ids.push([provider, id]);
    for (const id of shelf.open(provider, 'retired')?.ids() ?? []) {
      ids.push([provider, id]);
      retired.add(`${provider}:${id}`);
    }
  }
  const colon = text.indexOf(':');
  const provider = colon > 0 && shelf.has(text.slice(0, colon)) ? text.slice(0, colon) : undefined;
  const id = provider === undefined ? text : text.slice(colon + 1);
  const name = id.trim().replace(/\s+/g, '-');
  const near = suggestFrom(provider === undefined ? { id: name } : { provider, id: name }, ids, count);
  const scores = new Map(near.map(({ spec, score }) => [spec, score]));
  for (const [spec, score] of holders(provider, id, ids))
    scores.set(spec, Math.max(score, scores.get(spec) ?? 0));
  return [...scores]
    .map(([spec, score]) => {
      const isRetired = retired.has(spec);
      return { spec, score: ranked(score, spec, isRetired), isRetired };
    })
    .sort(
      (left, right) =>
        right.score - left.score ||
        Number(left.isRetired) - Number(right.isRetired) ||
        left.spec.length - right.spec.length ||
        (left.spec < right.spec ? -1 : 1),
    )
    .slice(0, count);
}

function ranked(score: number, spec: string, isRetired: boolean): number {
  const isFirst = firstParty.some((provider) => spec.startsWith(`${provider}:`));
  const rank = score + (isRetired ? forRetired : 0) + (isFirst ? forFirstParty : 0);
  return Math.min(1, Math.round(rank * 1000) / 1000);
}

// All words must be there, or one letter of them wrong; the more of the id they are, the better.
function* holders(
  provider: string | undefined,
  text: string,
  ids: readonly (readonly [string, string])[],
): Iterable<[spec: string, score: number]> {
  const words = text
    .split(/[\s*]+/)
    .map(looseId)
    .filter((word) => word !== '');
  if (words.length === 0) return;
  const length = words.join('').length;
  const likes = words.map((word) => likeness(word));
  for (const [owner, id] of ids) {
    if (provider !== undefined && owner !== provider) continue;
    const name = looseId(id);
    const hits = likes.map((like) => like(name));
    if (hits.some((hit) => hit === 0)) continue;
    const share = Math.min(1, length / name.length) * Math.min(...hits);
    yield [`${owner}:${id}`, Math.round((0.3 + 0.4 * share) * 1000) / 1000];
  }
}

/** 1 where the name holds the word, less where a part of it is nearly the word, else 0. */
function likeness(word: string): (name: string) => number {
  const known = new Map<string, boolean>();
  const isNear = (part: string): boolean => {
    const found = known.get(part) ?? suggestion(word, [part]) === part;
    known.set(part, found);
    return found;
  };
  const canErr = word.length >= 4;
  return (name) => {
    if (name.includes(word)) return 1;
    const parts = canErr ? name.split(/[^a-z0-9]+/).filter((part) => part.length >= 4) : [];
    return parts.some(isNear) ? 0.8 : 0;
  };
}
