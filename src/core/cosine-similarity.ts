/**
 * How near two vectors are: 1 for the same direction, 0 for unrelated, -1 for opposite ones. 0 where one has no length.
 * Throws a TypeError for vectors of different lengths, as those come from different models.
 */
export function cosineSimilarity(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length)
    throw new TypeError(`Vectors of ${left.length} and ${right.length} numbers cannot be compared.`);
  const [most, otherMost] = [largest(left), largest(right)];
  if (most === 0 || otherMost === 0) return 0;
  let [product, squares, others] = [0, 0, 0];
  for (const [index, each] of left.entries()) {
    const value = each / most;
    const other = (right[index] as number) / otherMost;
    product += value * other;
    squares += value * value;
    others += other * other;
  }
  return product / (Math.sqrt(squares) * Math.sqrt(others));
}

// Squares of very small numbers are nothing, and of very large ones no number any more: vectors are scaled first.
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
