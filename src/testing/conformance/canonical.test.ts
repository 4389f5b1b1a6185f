import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { unknownUsage } from '../../core/usage.ts';
import { canonical, coalesce, coalesceBlocks } from './canonical.ts';
import { disorderOf } from './order.ts';

const text = (block: number, words: string): Chunk => ({ type: 'text', block, text: words });
const finish: Chunk = { type: 'finish', reason: 'stop' };

describe('coalesce', () => {
  it('joins adjacent pieces of one block and drops empty ones', () => {
    expect(
      coalesce([text(0, 'a'), text(0, ''), text(0, 'b'), text(1, ''), text(2, 'c'), text(0, 'd'), finish]),
    ).toEqual([text(0, 'ab'), text(2, 'c'), text(0, 'd'), finish]);
  });

  it('keeps signatures, also those on empty text', () => {
    const signed: Chunk = { type: 'reasoning', block: 0, text: '', signature: 's' };
    expect(coalesce([{ type: 'reasoning', block: 0, text: 'a' }, signed])).toEqual([
      { type: 'reasoning', block: 0, text: 'a', signature: 's' },
    ]);
    expect(coalesce([signed])).toEqual([signed]);
  });

  it('puts what has no place behind the blocks, metadata merged, the last usage only', () => {
    const usage = (inputTokens: number): Chunk => ({
      type: 'usage',
      usage: { ...unknownUsage, inputTokens, raw: { inputTokens } },
    });
    const extra = (value: Record<string, number>): Chunk => ({ type: 'extra', provider: 'p', value });
    expect(
      coalesce([
        { type: 'start', id: '1' },
        usage(1),
        extra({ a: 1 }),
        text(0, 'a'),
        usage(2),
        extra({ b: 2 }),
        text(0, 'b'),
        finish,
      ]),
    ).toEqual([
      { type: 'start', id: '1' },
      text(0, 'ab'),
      extra({ a: 1, b: 2 }),
      { type: 'usage', usage: { ...unknownUsage, inputTokens: 2 } },
      finish,
    ]);
  });

  it('joins bytes of one kind', () => {
    const media = (...bytes: number[]): Chunk => ({
      type: 'media',
      block: 0,
      mediaType: 'image/png',
      data: Uint8Array.from(bytes),
    });
    expect(coalesce([media(1), media(2, 3)])).toEqual([media(1, 2, 3)]);
  });

  it('brings interleaved blocks together when asked to', () => {
    const call = (block: number): Chunk => ({ type: 'tool-call', block, id: String(block), name: 'f' });
    const input = (block: number, json: string): Chunk => ({ type: 'tool-input', block, json });
    expect(coalesceBlocks([call(0), call(1), input(0, '{'), input(1, '['), input(0, '}'), finish])).toEqual([
      call(0),
      input(0, '{}'),
      call(1),
      input(1, '['),
      finish,
    ]);
  });
});

it('canonical does not see the order of members, and sees bytes and __proto__', () => {
  expect(canonical({ b: 1, a: [{ d: 1, c: undefined }] })).toBe('{"a":[{"d":1}],"b":1}');
  expect(canonical(Uint8Array.of(1))).not.toBe(canonical(Uint8Array.of(2)));
  expect(canonical(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
});

describe('disorderOf', () => {
  const call: Chunk = { type: 'tool-call', block: 0, id: '1', name: 'f' };
  const source: Chunk = { type: 'source', block: 0, source: { kind: 'url' } };
  it.each<[string, Chunk[], RegExp]>([
    ['a whole reply', [{ type: 'start' }, text(0, 'a'), source, finish], /^fine$/],
    ['no finish', [text(0, 'a')], /without a finish/],
    ['a finish before the end', [finish, text(0, 'a'), finish], /not the last/],
    ['two starts', [{ type: 'start' }, { type: 'start' }, finish], /not the first/],
    [
      'a block that changes kind',
      [text(0, 'a'), { type: 'reasoning', block: 0, text: 'b' }, finish],
      /into another kind/,
    ],
    [
      'arguments without a call',
      [{ type: 'tool-input', block: 0, json: '' }, finish],
      /arguments to the unknown/,
    ],
    ['a call that begins twice', [call, call, finish], /again/],
    ['a citation of no text', [call, source, finish], /cites/],
    ['a block number that is none', [text(-1, 'a'), finish], /block number/],
  ])('%s', (_title, chunks, problem) => {
    expect(disorderOf(chunks, { isWhole: true }) ?? 'fine').toMatch(problem);
  });
});
