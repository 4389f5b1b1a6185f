import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sliced, slices } from '../testing/conformance/slicing.ts';
import { createUtf8Decoder } from './utf8.ts';

const decode = (pieces: readonly Uint8Array[]): string => {
  const decoder = createUtf8Decoder();
  return pieces.map((piece) => decoder.decode(piece)).join('') + decoder.end();
};

// Bytes around the edges of UTF-8: leads, continuations, overlong forms, surrogates, beyond U+10FFFF, the BOM.
const edge = fc.constantFrom(
  0x00,
  0x41,
  0x7f,
  0x80,
  0x9f,
  0xa0,
  0xbb,
  0xbf,
  0xc0,
  0xc2,
  0xdf,
  0xe0,
  0xed,
  0xef,
  0xf0,
  0xf4,
  0xf5,
  0xff,
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.array(edge, { maxLength: 30 }).map((list) => Uint8Array.from(list)),
  fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
);

it('gives what TextDecoder gives for the whole, however the bytes are cut', () => {
  fc.assert(
    fc.property(bytes, slices(fc), (all, cuts) => {
      expect(decode(sliced(all, cuts))).toBe(new TextDecoder().decode(all));
    }),
    { numRuns: 3000 },
  );
});

it('drops a byte order mark also when it comes alone or in pieces', () => {
  const marked = new TextEncoder().encode('\uFEFFa');
  for (const cuts of [[], [3], [1], [2], [1, 2, 3]]) expect(decode(sliced(marked, cuts))).toBe('a');
  expect(decode([marked.slice(0, 3)])).toBe('');
});

it('does not depend on the buffer of a read once it is read', () => {
  const decoder = createUtf8Decoder();
  const buffer = Uint8Array.of(0x61, 0xe2, 0x82);
  const first = decoder.decode(buffer);
  buffer.fill(0x7a);
  expect(first + decoder.decode(Uint8Array.of(0xac))).toBe('a€');
});
