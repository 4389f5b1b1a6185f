import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, nameLines, parseLines, shardOf } from './line.ts';

test('an id is a hash of what the line says, whatever the order of its members; a line that is there twice is two', () => {
  const [first, second, other] = nameLines([
    { prompt: 'Hi', options: { temperature: 0, seed: 1 } },
    { options: { seed: 1, temperature: 0 }, prompt: 'Hi' },
    { prompt: 'Hi', options: { temperature: 1, seed: 1 } },
  ]);
  expect(first?.id).toMatch(/^[0-9a-f]{16}$/);
  expect(second?.id).toBe(`${first?.id}-2`);
  expect(second?.hash).toBe(first?.hash);
  expect(other?.id).not.toBe(first?.id);
});

test('what cannot be run is named with its line', () => {
  for (const [text, said] of [
    ['{"prompt":"a"}\nnonsense', 'line 2 is no JSON'],
    ['[]', 'line 1 must be an object'],
    ['{"prompt":"a","promt":"b"}', 'has the member "promt"'],
    ['{}', 'either a `prompt` or `messages`'],
    ['{"prompt":"a","messages":[]}', 'either a `prompt` or `messages`'],
    ['{"prompt":7}', "`prompt` of the input's line 1 must be text"],
  ] as const)
    expect(() => parseLines(text), text).toThrow(said);
  expect(() =>
    nameLines([
      { id: 'a', prompt: 'x' },
      { id: 'a', prompt: 'y' },
    ]),
  ).toThrow('taken by line 1');
  expect(parseLines('\n{"prompt":"a"}\n\n')).toHaveLength(1);
});

test('shards hold every line exactly once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (ids, of) => {
      const lines = ids.map((id) => ({ id }));
      const parts = Array.from({ length: of }, (_, index) => shardOf(lines, { index: index + 1, of }));
      expect(
        parts
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(ids.toSorted());
    }),
  );
  expect(() => shardOf([], { index: 3, of: 2 })).toThrow('no shard 3 of 2');
});

test('a hash does not depend on the order of members, and on nothing else', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      expect(hashOf(turned)).toBe(hashOf(value));
      expect(hashOf({ ...value, more: 1 })).not.toBe(hashOf({ ...value, more: 2 }));
    }),
  );
});
