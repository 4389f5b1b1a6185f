import { expect, it } from 'vitest';
import { mergeJson } from './json-merge.ts';

it('merges objects and replaces everything else', () => {
  const under = { a: { b: 1, c: [1, 2] }, d: 'text', e: { f: 1 } };
  const over = { a: { c: [3], g: null }, d: { h: true }, e: 2 };
  expect(mergeJson(under, over)).toEqual({ a: { b: 1, c: [3], g: null }, d: { h: true }, e: 2 });
  expect(under).toEqual({ a: { b: 1, c: [1, 2] }, d: 'text', e: { f: 1 } });
});

it('takes what is undefined as not said', () => {
  const under = { a: 1 };
  expect(mergeJson(under, undefined)).toBe(under);
  expect(mergeJson(under, { a: undefined, b: undefined })).toStrictEqual({ a: 1 });
});

it('keeps a member of any name as a plain one', () => {
  const over = JSON.parse('{"__proto__": {"polluted": true}, "toString": {"a": 1}}');
  const merged = mergeJson({}, over);
  expect(JSON.stringify(merged)).toBe(JSON.stringify(over));
  expect(merged['polluted']).toBeUndefined();
});
