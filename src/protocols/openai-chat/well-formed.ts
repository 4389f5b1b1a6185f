import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/** The value with every text made well formed, as a lone surrogate in a prompt is refused by most hosts. */
export function wellFormed<T extends Json>(value: T): T;
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item) => wellFormed(item as Json));
  if (!isRecord(value)) return value;
  const copy: Record<string, Json | undefined> = {};
  for (const [key, member] of Object.entries(value as JsonObject)) {
    if (member !== undefined) setOwn(copy, key.toWellFormed(), wellFormed(member));
  }
  return copy;
}
