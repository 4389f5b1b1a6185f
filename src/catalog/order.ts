/** The order of everything in the catalogue: by code units, the same on every machine. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
