import { joinBytes } from './bytes.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index += 1) values[letters.charCodeAt(index)] = index;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** Bytes as base64 text, padded. */
export function toBase64(bytes: Uint8Array): string {
  const whole = bytes.length - (bytes.length % 3);
  const pieces: string[] = [];
  // In slices, as String.fromCharCode takes its input as arguments.
  for (let from = 0; from < whole; from += 24_576) {
    const codes: number[] = [];
    for (let at = from; at < Math.min(from + 24_576, whole); at += 3) {
      const bits =
        ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
      codes.push(code(bits >> 18), code((bits >> 12) & 63), code((bits >> 6) & 63), code(bits & 63));
    }
    pieces.push(String.fromCharCode(...codes));
  }
  const rest = bytes.length - whole;
  if (rest === 1) {
    const bits = bytes[whole] as number;
    pieces.push(`${letters[bits >> 2]}${letters[(bits & 3) << 4]}==`);
  } else if (rest === 2) {
    const bits = ((bytes[whole] as number) << 8) | (bytes[whole + 1] as number);
    pieces.push(`${letters[bits >> 10]}${letters[(bits >> 4) & 63]}${letters[(bits & 15) << 2]}=`);
  }
  return pieces.join('');
}

/** The bytes of a base64 or base64url text; padding and white space are optional. Undefined when it is neither. */
export function fromBase64(text: string): Uint8Array | undefined {
  const clean = text.replace(/[\s=]+/g, '');
  if (clean.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < clean.length; index += 1) {
    const value = values[clean.charCodeAt(index)] ?? 255;
    if (value === 255) return undefined;
    bits = ((bits << 6) | value) & 0xff_ffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at] = (bits >> held) & 255;
      at += 1;
    }
  }
  return bytes;
}

/** The base64 text of bytes that came in pieces. */
export function base64OfPieces(pieces: readonly Uint8Array[]): string {
  return toBase64(joinBytes(pieces));
}

function code(value: number): number {
  return letters.charCodeAt(value);
}
