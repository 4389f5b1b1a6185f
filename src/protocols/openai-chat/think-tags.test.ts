import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ThinkTags } from './think-tags.ts';

function split(pieces: readonly string[]): { text: string; reasoning: string } {
  const said = { text: '', reasoning: '' };
  const tags = new ThinkTags();
  const say = (kind: 'text' | 'reasoning', piece: string): void => void (said[kind] += piece);
  for (const piece of pieces) tags.push(piece, say);
  tags.end(say);
  return said;
}

it.each<[string, string, string]>([
  ['<think>a</think>b', 'a', 'b'],
  ['\n <think>a</think>\n\nb', 'a', 'b'],
  ['<think></think>b', '', 'b'],
  ['<think>never closed', 'never closed', ''],
  ['<think>a</thin', 'a</thin', ''],
  ['<thi', '', '<thi'],
  ['  ', '', '  '],
  ['a <think>b</think>', '', 'a <think>b</think>'],
  ['<think>a</think>b <think>c</think>', 'a', 'b <think>c</think>'],
  ['<think>a<</think>b', 'a<', 'b'],
])('%j', (text, reasoning, rest) => {
  expect(split([text])).toEqual({ text: rest, reasoning });
  expect(split(text.split(''))).toEqual({ text: rest, reasoning });
});

it('gives the same however it is cut', () => {
  const piece = fc.constantFrom('<think>', '</think>', '<', '/think>', 'a', '\n', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(split(pieces)).toEqual(split(pieces.join('').split('')));
    }),
  );
});
