import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { maxJsonDepth, parseJson } from '../../src/core/json.ts';
import { findJson } from '../../src/schema/find-json.ts';
import { createPartialJson } from '../../src/schema/partial-json.ts';
import { repairJson } from '../../src/schema/repair-json.ts';
import { fuzzProperty } from './fuzz.ts';
import { hostile, typed } from './hostile.ts';

// Target 3 of the reliability plan: JSON that comes in pieces, such as the arguments of a tool. What must hold:
// `JSON.parse` agrees about every text, the cuts do not matter, nothing throws, and the time is linear.

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '"__proto__"',
  'true',
  'null',
  'nul',
  '-',
  '0',
  '1',
  '1e',
];
const escapes = [
  '.5',
  '+',
  '\\',
  '\\"',
  '\\u00e9',
  '\\ud83d',
  '\\x',
  '\n',
  '\t',
  ' ',
  '\u0000',
  '\uD800',
  '😀',
  'x',
];
const nearly = fc.array(fc.constantFrom(...tokens, ...tokens, ...escapes), { maxLength: 16 });
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 8 });
const sound = fc.json({ maxDepth: 4 });

interface ReadJson {
  readonly value: unknown;
  readonly state: string;
}

function readInPieces(text: string, places: readonly number[]): ReadJson {
  const partial = createPartialJson();
  const all = [0, ...places.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [index, place] of all.entries()) {
    partial.push(text.slice(all[index - 1] ?? 0, place));
    // Looking must change nothing.
    void partial.value;
  }
  partial.end();
  return { value: partial.value, state: partial.state };
}

function parsed(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

describe('JSON in pieces', () => {
  fuzzProperty(
    { target: 3, title: 'any cut of any JSON ends as JSON.parse has it', share: 0.45 },
    fc.tuple(sound, cuts),
    ([text, places]) => {
      const { value, state } = readInPieces(text, places);
      expect(state).toBe('complete');
      expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
    },
  );

  fuzzProperty(
    { target: 3, title: 'what nearly is JSON is taken and refused as by JSON.parse', share: 0.45 },
    fc.tuple(
      nearly.map((pieces) => pieces.join('')),
      cuts,
    ),
    ([text, places]) => {
      const theirs = parsed(text);
      const { value, state } = readInPieces(text, places);
      expect(state === 'complete').toBe(theirs !== undefined);
      if (theirs !== undefined) expect({ value }).toEqual(theirs);
      expect(parseJson(text).ok).toBe(theirs !== undefined);
    },
  );

  fuzzProperty(
    { target: 3, title: 'no text makes a reader throw', share: 0.09 },
    fc.array(fc.oneof(hostile, sound), { maxLength: 6 }),
    (texts) => {
      const text = texts.join('');
      readInPieces(text, [3, 5]);
      findJson(text);
      typed(() => repairJson(text));
    },
  );

  const shapes: readonly ((size: number) => string)[] = [
    (size) => JSON.stringify('x'.repeat(size)),
    (size) => JSON.stringify('\u0001"\\'.repeat(size / 3)),
    (size) => JSON.stringify(Array.from({ length: size / 4 }, (_, index) => index % 10)),
    (size) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`k${at}`, at]))),
    (size) => `${'['.repeat(maxJsonDepth)}${' '.repeat(size)}${']'.repeat(maxJsonDepth)}`,
    (size) => JSON.stringify({ a: 'y'.repeat(size / 2), b: [{ c: 'z'.repeat(size / 2) }] }),
  ];
  fuzzProperty(
    { target: 3, title: 'looking at each piece takes time in proportion to the text', share: 0.01 },
    fc.record({
      shape: fc.constantFrom(...shapes),
      size: fc.integer({ min: 60, max: 3_000 }),
      piece: fc.integer({ min: 1, max: 40 }),
    }),
    ({ shape, size, piece }) => {
      const text = shape(size * 2);
      const partial = createPartialJson();
      for (let at = 0; at < text.length; at += piece) {
        partial.push(text.slice(at, at + piece));
        void partial.value;
      }
      expect(partial.state).toBe('complete');
      // Each character is read once, and pays for at most 32 slots of a copy; small ones are copied at each look.
      expect(partial.work).toBeLessThanOrEqual(text.length * (1 + 32) + (text.length / piece) * 600 + 1_200);
    },
  );
});
