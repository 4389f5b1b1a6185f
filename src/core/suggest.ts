/** The known name nearest to a mistyped one, when it is near enough to be meant. */
export function suggestion(wrong: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(wrong.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of known) {
    const distance = distanceOf(wrong.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best ?? known.find((name) => wrong.length > 2 && name.toLowerCase().startsWith(wrong.toLowerCase()));
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(wrong: string, known: readonly string[]): string {
  const meant = suggestion(wrong, known);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
