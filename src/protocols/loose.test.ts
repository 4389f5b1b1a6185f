import { expect, it } from 'vitest';
import { asObject, asSaid, asText, isTextWithinDepth, membersOf } from './loose.ts';

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

it('walks only texts that are long enough to be nested too deep', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const isWithin = (text: string): boolean => isTextWithinDepth(text, JSON.parse(text));
  expect(
    [nested(1), nested(512), nested(513), `{"a":[${nested(510)}]}`, `{"a":[${nested(511)}]}`].map(isWithin),
  ).toEqual([true, true, false, true, false]);
});
