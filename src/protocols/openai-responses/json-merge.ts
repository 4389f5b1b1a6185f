import { isRecord, type Json, type JsonObject, setOwn } from '../../core/json.ts';

/** The members of `over` on top of those of `under`; objects are merged, everything else is replaced. */
export function mergeJson(under: JsonObject, over: JsonObject | undefined): JsonObject {
  if (over === undefined) return under;
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
    const isBoth = isRecord(before) && isRecord(value);
    setOwn(merged, name, isBoth ? mergeJson(before as JsonObject, value as JsonObject) : value);
  }
  return merged as JsonObject;
}

/** A copy whose texts can be sent as UTF-8 and whose members are all defined. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isRecord(value)) return value;
  const copy: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) setOwn(copy, name.toWellFormed(), wellFormed(member as Json));
  return copy;
}
