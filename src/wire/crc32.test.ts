import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

describe('crc32', () => {
  it('gives the check value of the catalogue of CRCs', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcb_f4_39_26);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it('is what zlib computes, for any span and any cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (bytes, at) => {
        const cut = at % (bytes.length + 1);
        expect(crc32(bytes, cut)).toBe(zlibCrc32(bytes.subarray(cut)));
        expect(crc32(bytes, cut, bytes.length, crc32(bytes, 0, cut))).toBe(zlibCrc32(bytes));
      }),
    );
  });
});
