/** The value without its members that are `undefined`: one loop for what would be a row of conditional spreads. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const members = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const member in members) if (members[member] !== undefined) copy[member] = members[member];
  return copy as { [K in keyof T]: Exclude<T[K], undefined> };
}
