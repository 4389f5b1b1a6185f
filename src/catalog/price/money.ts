/** A picodollar is a millionth of a millionth of a dollar: `$0.000001` per million tokens is one a token. */
const digits = 12;
const unit = 10n ** BigInt(digits);

/** A decimal number as a whole number divided by a power of ten. */
interface Decimal {
  readonly value: bigint;
  readonly decimals: number;
}

/**
 * What `count` units cost at `usd` dollars for `per` of them, in picodollars, rounded half up to a whole one. Prices in
 * millionths of a dollar per million tokens and whole counts need no rounding. Throws a TypeError for what is no
 * non-negative decimal number.
 */
export function picodollars(usd: string, count: number | string, per: number): bigint {
  return amountOf(unitPrice(usd, per), count);
}

/** What one unit costs in picodollars, as a fraction. */
export interface UnitPrice {
  readonly dividend: bigint;
  readonly divisor: bigint;
}

/** What one unit costs at `usd` dollars for `per` of them. Throws a TypeError for what is no non-negative decimal number. */
export function unitPrice(usd: string, per: number): UnitPrice {
  const { value, decimals } = decimalOf(usd);
  const dividend = value * unit;
  const divisor = BigInt(per) * 10n ** BigInt(decimals);
  return dividend % divisor === 0n ? { dividend: dividend / divisor, divisor: 1n } : { dividend, divisor };
}

/** What `count` units cost, in picodollars, rounded as {@link picodollars} are. Throws a TypeError for no such count. */
export function amountOf({ dividend, divisor }: UnitPrice, count: number | string): bigint {
  const isWhole = typeof count === 'number' && Number.isSafeInteger(count) && count >= 0;
  if (isWhole && divisor === 1n) return dividend * BigInt(count);
  const { value, decimals } = decimalOf(typeof count === 'number' ? plain(count) : count);
  const parts = divisor * 10n ** BigInt(decimals);
  return (dividend * value * 2n + parts) / (parts * 2n);
}

/** Picodollars as dollars in plain decimal notation, without zeros at the end: `0.0028`. */
export function dollars(amount: bigint): string {
  const isDebt = amount < 0n;
  const whole = isDebt ? -amount : amount;
  const fraction = String(whole % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  const text = `${whole / unit}${fraction === '' ? '' : `.${fraction}`}`;
  return isDebt ? `-${text}` : text;
}

/** Dollars in decimal notation as picodollars; digits beyond the twelfth decimal are rounded. */
export function parseDollars(usd: string): bigint {
  return picodollars(usd, 1, 1);
}

/** Picodollars as the nearest binary number of dollars, for fields that are numbers. */
export function dollarNumber(amount: bigint): number {
  // Both numbers are exact then, and a division of exact numbers gives the nearest one.
  const isExact = amount <= Number.MAX_SAFE_INTEGER && amount >= -Number.MAX_SAFE_INTEGER;
  return isExact ? Number(amount) / 10 ** digits : Number(dollars(amount));
}

function decimalOf(text: string): Decimal {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new TypeError(`"${text}" is no non-negative decimal number.`);
  const [, whole = '0', fraction = ''] = match;
  return { value: BigInt(whole + fraction), decimals: fraction.length };
}

// `String` writes 1e-7 and 1e21 with an exponent.
function plain(value: number): string {
  const text = String(value);
  const match = /^(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const all = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  return point >= all.length ? all.padEnd(point, '0') : `${all.slice(0, point)}.${all.slice(point)}`;
}
