import { isRecord, type Json, setOwn } from '../core/json.ts';

/** A copy whose texts hold no lone surrogates, which are no UTF-8 and refused by most hosts, and no `undefined` members. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isRecord(value)) return value;
  const copy: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) setOwn(copy, name.toWellFormed(), wellFormed(member as Json));
  return copy;
}
