import { expect, test } from 'vitest';
import { joinBytes } from './bytes.ts';

test('all bytes come in their order; one piece is not copied', () => {
  const one = Uint8Array.of(1, 2);
  expect(joinBytes([])).toEqual(new Uint8Array());
  expect(joinBytes([one])).toBe(one);
  expect(joinBytes([one, new Uint8Array(), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3));
});
