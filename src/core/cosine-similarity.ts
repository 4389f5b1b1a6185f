/**
 * How near two vectors are: 1 for the same direction, 0 for unrelated, -1 for opposite ones. 0 where one has no length.
 * Throws a TypeError for vectors of different lengths, as those come from different models.
 */
export function cosineSimilarity(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length)
    throw new TypeError(`Vectors of ${left.length} and ${right.length} numbers cannot be compared.`);
  let [product, squares, others] = [0, 0, 0];
  for (const [index, value] of left.entries()) {
    const other = right[index] as number;
    product += value * other;
    squares += value * value;
    others += other * other;
  }
  const length = Math.sqrt(squares) * Math.sqrt(others);
  return length === 0 ? 0 : product / length;
}
