import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64OfPieces, fromBase64, toBase64 } from './base64.ts';

describe('base64', () => {
  it('agrees with the runtime in both directions', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
      }),
    );
  });

  it('takes long inputs in slices', () => {
    const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => index & 255);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(base64OfPieces([bytes.subarray(0, 7), bytes.subarray(7)])).toBe(toBase64(bytes));
  });

  it.each(['a', 'ab*d', 'äbcd'])('knows that %s is none', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});
