import { expect, test } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { HalfCharacter } from './half-character.ts';

const text = (said: string, block: number = 0): Chunk => ({ type: 'text', block, text: said });
const finish: Chunk = { type: 'finish', reason: 'stop' };

test.each<[string, Chunk[], Chunk[]]>([
  ['a character in two halves', [text('a\ud83d'), text('\ude00b')], [text('a'), text('\u{1F600}b')]],
  ['a half of its own', [text('\ud83d'), text('\ude00')], [text('\u{1F600}')]],
  ['halves that never meet', [text('\ud83d'), finish], [text('\ud83d'), finish]],
  ['a half before another block', [text('\ud83d'), text('b', 1)], [text('\ud83d'), text('b', 1)]],
  ['two first halves', [text('\ud83d'), text('\ud83d'), text('\ude00')], [text('\ud83d'), text('\u{1F600}')]],
  ['whole characters', [text('a'), text('\u{1F600}'), text('')], [text('a'), text('\u{1F600}'), text('')]],
])('%s', (_what, said, shown) => {
  const half = new HalfCharacter();
  expect(said.flatMap((chunk) => half.take(chunk))).toEqual(shown);
});

test('a half is no part of what there is when the rest is lost', () => {
  const half = new HalfCharacter();
  expect(half.take(text('a\ud83d'))).toEqual([text('a')]);
  half.drop();
  expect(half.take(text('b'))).toEqual([text('b')]);
});
