import { expect, it } from 'vitest';
import { asObject, asSaid, asText, membersOf } from './loose.ts';

it('takes objects alone for objects, as they are', () => {
  const value = { a: 1 };
  expect(asObject(value)).toBe(value);
  expect(membersOf(value)).toBe(value);
  for (const other of [undefined, null, 'text', 7, true, [value]]) {
    expect(asObject(other)).toBeUndefined();
    expect(membersOf(other)).toStrictEqual({});
  }
});

it('tells a text from one that says something', () => {
  expect([asText('said'), asSaid('said')]).toEqual(['said', 'said']);
  expect([asText(''), asSaid('')]).toEqual(['', undefined]);
  for (const other of [undefined, null, 0, ['text'], { text: 'text' }])
    expect([asText(other), asSaid(other)]).toEqual([undefined, undefined]);
});
