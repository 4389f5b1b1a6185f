import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

test('UTF-8, without its mark, and malformed bytes made visible', () => {
  expect(decodeText(new TextEncoder().encode('grüß 👋'))).toBe('grüß 👋');
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('a');
  expect(decodeText(new Uint8Array([0x61, 0xff, 0x62]))).toBe('a\uFFFDb');
});
