import { isRecord, setOwn } from '../core/json.ts';

/** Lays a patch over a value as RFC 7396 says: objects deep, arrays and the rest replaced, `null` deletes. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete merged[member];
    else
      setOwn(merged, member, mergePatch(Object.hasOwn(merged, member) ? merged[member] : undefined, value));
  }
  return merged;
}
