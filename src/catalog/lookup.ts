import { isRecord } from '../core/json.ts';
import { firstParty } from './first-party.ts';
import type { Shelf } from './shelf.ts';
import { cutSpec, looseId, providerIdOf, strippedId, wouldBeProvider } from './spec.ts';

/** Where a spec leads: to a line on the shelf, with the id that calls keep. */
export interface Place {
  readonly provider: string;
  /** The id of the line. */
  readonly id: string;
  /** The id as it was asked for; calls send this one. */
  readonly asked: string;
  readonly isRetired: boolean;
  readonly via: 'id' | 'alias' | 'canonical';
}

/** Why a spec leads nowhere. */
export interface Nowhere {
  readonly reason: 'unknown-provider' | 'unknown-model' | 'ambiguous';
  readonly provider?: string;
  readonly id: string;
  /** The providers that serve a bare id, its maker first. */
  readonly choices?: readonly string[];
}

/** Finds the line for a spec; a bare id counts when exactly one of `configured` serves it. */
export function locate(shelf: Shelf, text: string, configured: () => readonly string[]): Place | Nowhere {
  const { provider, id } = cutSpec(text, shelf.has);
  if (provider !== undefined)
    return locateIn(shelf, provider, id) ?? { reason: 'unknown-model', provider, id };
  const wrong = wouldBeProvider(text);
  if (wrong !== undefined) return { reason: 'unknown-provider', provider: wrong, id };
  const places = configured().flatMap((each) => locateExactly(shelf, each, text) ?? []);
  if (places.length === 1 && places[0] !== undefined) return places[0];
  if (places.length === 0) return { reason: 'unknown-model', id };
  return { reason: 'ambiguous', id, choices: makersFirst(places.map((place) => place.provider)) };
}

// Of a dozen resellers only some are named in a message, and whoever leaves the provider out means the maker.
function makersFirst(providers: readonly string[]): string[] {
  const isMaker = (provider: string): boolean => firstParty.includes(provider);
  return [...providers.filter(isMaker), ...providers.filter((provider) => !isMaker(provider))];
}

/** Finds the line for an id at one provider: as it is, under another name, without what only calls need, retired. */
export function locateIn(shelf: Shelf, provider: string, asked: string): Place | undefined {
  const known = providerIdOf(provider, shelf.has);
  if (known === undefined) return undefined;
  const place = (id: string, via: Place['via'], isRetired = false): Place => ({
    provider: known,
    id,
    asked,
    isRetired,
    via,
  });
  if (shelf.open(known)?.has(asked) === true) return place(asked, 'id');
  if (shelf.open(known, 'retired')?.has(asked) === true) return place(asked, 'id', true);
  const alias = aliasOf(shelf, known, asked);
  if (alias !== undefined) return place(alias, 'alias', shelf.open(known)?.has(alias) !== true);
  const short = strippedId(known, asked);
  const base = short === undefined ? undefined : locateIn(shelf, known, short);
  return base === undefined ? undefined : { ...base, asked, via: 'canonical' };
}

/** Whether a value is a model written out by the caller. */
export function isInline(value: unknown): value is { readonly provider: string; readonly id: string } {
  return isRecord(value) && typeof value['provider'] === 'string' && typeof value['id'] === 'string';
}

function locateExactly(shelf: Shelf, provider: string, id: string): Place | undefined {
  const isThere = shelf.open(provider)?.has(id) === true;
  return isThere ? { provider, id, asked: id, isRetired: false, via: 'id' } : undefined;
}

function aliasOf(shelf: Shelf, provider: string, asked: string): string | undefined {
  const listed = shelf.aliases().get(`${provider}:${asked}`);
  if (listed !== undefined) return listed;
  const loose = looseId(asked);
  const same = (part: 'current' | 'retired'): readonly string[] =>
    (shelf.open(provider, part)?.ids() ?? []).filter((id) => looseId(id) === loose);
  const current = same('current');
  const found = current.length > 0 ? current : same('retired');
  return found.length === 1 ? found[0] : undefined;
}
