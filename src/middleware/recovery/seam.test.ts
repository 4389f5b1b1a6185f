import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { Delivered } from './delivered.ts';
import { heldChars, mayEcho, overlapOf } from './seam.ts';
import { Splice } from './splice.ts';

const before = 'It was a dark and stormy night; the rain fell in torrents';

describe('a repetition', () => {
  test('is found from twelve characters on, the longest first', () => {
    expect(overlapOf(before, 'the rain fell in torrents, and', false)).toBe(25);
    expect(overlapOf(before, 'in torrents, and', false)).toBe(0);
    expect(overlapOf('ab'.repeat(20), 'ab'.repeat(30), false)).toBe(40);
  });

  test('of white space counts where the model goes on in its own turn', () => {
    expect(overlapOf('one two ', ' three', true)).toBe(1);
    expect(overlapOf('one two\n\n', '\n\nthree', true)).toBe(2);
    expect(overlapOf('one two ', ' three', false)).toBe(0);
  });

  test('may be all of the answer', () => {
    expect(mayEcho(before, before.slice(0, 30))).toBe(true);
    expect(mayEcho(before, 'It was not')).toBe(false);
    expect(overlapOf(`${before} `, `${before} again`, true)).toBe(before.length + 1);
  });

  test('is cut off whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: Math.min(heldChars, before.length) }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
        (again, cuts) => {
          const rest = `${before.slice(before.length - again)}, except at occasional intervals.`;
          const delivered = new Delivered();
          delivered.add({ type: 'text', block: 0, text: before });
          const splice = new Splice(delivered, 1, false);
          const given: Chunk[] = [];
          let at = 0;
          for (const cut of [...cuts, rest.length]) {
            splice.take({ type: 'text', block: 0, text: rest.slice(at, at + cut) }, (chunk) =>
              given.push(chunk),
            );
            at += cut;
          }
          splice.release((chunk) => given.push(chunk));
          const text = given.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
          expect(text).toBe(', except at occasional intervals.');
          expect(given.find(({ type }) => type === 'recovery')).toMatchObject({
            event: { phase: 'seam', offset: before.length, trimmed: again },
          });
        },
      ),
    );
  });

  test('that broke off itself is not shown', () => {
    const delivered = new Delivered();
    delivered.add({ type: 'text', block: 0, text: before });
    const splice = new Splice(delivered, 1, false);
    const given: Chunk[] = [];
    splice.take({ type: 'text', block: 0, text: 'the rain' }, (chunk) => given.push(chunk));
    splice.breakOff((chunk) => given.push(chunk));
    expect(given).toEqual([]);
  });
});

test('blocks of a continuation come after those that were shown', () => {
  const delivered = new Delivered();
  delivered.add({ type: 'reasoning', block: 0, text: 'Hm.' });
  delivered.add({ type: 'text', block: 1, text: before });
  const splice = new Splice(delivered, 1, false);
  const given: Chunk[] = [];
  const give = (chunk: Chunk): void => {
    delivered.add(chunk);
    given.push(chunk);
  };
  splice.take({ type: 'reasoning', block: 0, text: 'Again.' }, give);
  splice.take({ type: 'text', block: 1, text: ' and on.' }, give);
  splice.take({ type: 'finish', reason: 'stop' }, give);
  expect(given.map((chunk) => ('block' in chunk ? chunk.block : chunk.type))).toEqual([
    2,
    'recovery',
    3,
    'finish',
  ]);
});
