/** An amount of US dollars for people: two digits that count, at least whole cents. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0.00';
  const digits = Math.max(2, 1 - Math.floor(Math.log10(Math.abs(amount))));
  return `$${amount.toFixed(Math.min(digits, 12))}`;
}
