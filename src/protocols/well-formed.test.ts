import { expect, it } from 'vitest';
import { wellFormed } from './well-formed.ts';

it('replaces lone surrogates in texts and names, at any depth', () => {
  const value = { 'a\ud800': ['b\udc00', { c: '\ud83d\ude00' }], d: 1, e: null };
  expect(wellFormed(value)).toEqual({ 'a\ufffd': ['b\ufffd', { c: '\ud83d\ude00' }], d: 1, e: null });
  expect(wellFormed('\ud800')).toBe('\ufffd');
});

it('leaves out undefined members and keeps those of any name', () => {
  expect(wellFormed({ a: undefined, b: { c: undefined } })).toStrictEqual({ b: {} });
  const named = JSON.parse('{"__proto__": "x"}');
  expect(JSON.stringify(wellFormed(named))).toBe('{"__proto__":"x"}');
});
