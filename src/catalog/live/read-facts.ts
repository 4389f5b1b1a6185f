import { isRecord } from '../../core/json.ts';
import { decimalOf, multiply } from '../import/decimal.ts';
import type { ModelPatch } from '../layers/layer.ts';
import type { IsoDate, Meter, Modality } from '../schema.ts';

/** A record of a provider's list, as it came. */
export type RawModel = Readonly<Record<string, unknown>>;

/** What one record says: an id with facts, other names of it, or why it is left out. */
export type ReadModel =
  | { readonly id: string; readonly patch: ModelPatch; readonly aliases?: readonly string[] }
  | { readonly problem: string };

/** An object by its name; empty for anything else. */
export function part(value: unknown, ...path: readonly string[]): RawModel {
  let found = value;
  for (const name of path) found = isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return isRecord(found) ? found : {};
}

/** Text that says something, of a sensible length. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 300 ? value : undefined;
}

/** A number of tokens; undefined for what cannot be one. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 100_000_000
    ? (value as number)
    : undefined;
}

/** `{ supported: boolean }` or a boolean. */
export function flag(value: unknown): boolean | undefined {
  const said = isRecord(value) ? value['supported'] : value;
  return typeof said === 'boolean' ? said : undefined;
}

/** The texts among a list's members. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.slice(0, 200).flatMap((each) => text(each) ?? []) : [];
}

/** A day from an ISO text or from seconds since 1970; undefined for the epoch itself, which vendors write for unknown. */
export function day(value: unknown): IsoDate | undefined {
  const seconds = typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 4e9;
  const said = seconds ? new Date((value as number) * 1000).toISOString() : text(value);
  const found = said === undefined ? undefined : /^(20\d\d-[01]\d-[0-3]\d)(?=$|T)/.exec(said)?.[1];
  return found;
}

/** Modalities by the words of a list; others are left aside. */
export function modalities(value: unknown): Modality[] | undefined {
  const known: Readonly<Record<string, Modality>> = {
    text: 'text',
    image: 'image',
    audio: 'audio',
    video: 'video',
    file: 'pdf',
    pdf: 'pdf',
    embeddings: 'embedding',
    embedding: 'embedding',
  };
  const found = texts(value).flatMap((word) => (Object.hasOwn(known, word) ? (known[word] ?? []) : []));
  return found.length === 0 ? undefined : [...new Set(found)];
}

/** Dollars as decimal text: `value` times `times`. Undefined for what is no price; zero is unknown. */
export function dollars(value: unknown, times: string): string | undefined {
  const isPlain = typeof value === 'string' && /^\d{1,6}(?:\.\d{1,15})?$/.test(value);
  const plain = isPlain ? value : decimalText(typeof value === 'string' ? Number(value) : value);
  const usd = plain === undefined ? undefined : multiply(plain, times);
  return usd === undefined || /^[0.]*$/.test(usd) || Number(usd) > 1e6 ? undefined : usd;
}

function decimalText(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  // Prices of single tokens have more places than a catalogue's rates.
  return value < 1e6 && value > 0 ? value.toFixed(12).replace(/\.?0+$/, '') : decimalOf(value);
}

/** Rates without those that are unknown; undefined when none is left. */
export function rates(
  table: Readonly<Partial<Record<Meter, string | undefined>>>,
): Partial<Record<Meter, string>> | undefined {
  const known = Object.entries(table).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** The value without members that are undefined or empty objects, deeply. */
export function said(value: Readonly<Record<string, unknown>>): ModelPatch {
  const known = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const inner = isRecord(member) ? said(member) : member;
    const isEmpty = inner === undefined || (isRecord(inner) && Object.keys(inner).length === 0);
    return isEmpty ? [] : [[name, inner]];
  });
  return Object.fromEntries(known) as ModelPatch;
}
