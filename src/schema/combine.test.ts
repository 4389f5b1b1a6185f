import { expect, it } from 'vitest';
import { combine } from './combine.ts';

it('puts members together and takes the stricter of two limits', () => {
  const left = { type: 'object', properties: { a: { minimum: 1 } }, required: ['a'], description: 'left' };
  const right = { properties: { a: { minimum: 2 }, b: {} }, required: ['b', 'a'], description: 'right' };
  expect(combine([left, right])).toEqual({
    schema: {
      type: 'object',
      properties: { a: { minimum: 2 }, b: {} },
      required: ['a', 'b'],
      description: 'right',
    },
    lost: [],
  });
  expect(
    combine([
      { maxLength: 9, enum: [1, 2] },
      { maxLength: 5, enum: [2, 3] },
    ]).schema,
  ).toEqual({
    maxLength: 5,
    enum: [2],
  });
});

it('says what cannot be put together, and keeps the first', () => {
  expect(
    combine([
      { type: 'string', pattern: 'a' },
      { type: 'number', pattern: 'b' },
    ]),
  ).toEqual({
    schema: { type: 'string', pattern: 'a' },
    lost: ['type', 'pattern'],
  });
});
