import { isRecord, type JsonObject, setOwn } from '../core/json.ts';

/**
 * The members of `over` on top of those of `under`; objects are merged, everything else is replaced. What `over` holds
 * as `undefined` counts as not said.
 */
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
