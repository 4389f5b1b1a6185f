/**
 * A price of the source as a decimal string, rounded to six places: 149 prices upstream carry binary noise such as
 * 0.30000000000000004. Undefined for what is no price.
 */
export function decimalOf(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e6) return undefined;
  const text = value.toFixed(6);
  return text.replace(/\.?0+$/, '') || '0';
}

/** The exact product of two decimal strings. */
export function multiply(left: string, right: string): string {
  const [a, b] = [scaled(left), scaled(right)];
  const digits = (a.value * b.value).toString();
  const places = a.places + b.places;
  if (places === 0) return digits;
  const padded = digits.padStart(places + 1, '0');
  const text = `${padded.slice(0, -places)}.${padded.slice(-places)}`;
  return text.replace(/\.?0+$/, '');
}

function scaled(text: string): { value: bigint; places: number } {
  const [whole = '0', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction), places: fraction.length };
}
