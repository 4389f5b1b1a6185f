import { describe, expect, it } from 'vitest';
import type { Chunk } from '../core/chunk.ts';
import { failureOf, streamed } from '../../test/support/decoded.ts';
import { bodyPerFrame, fileReader, numbersOf, replyOf } from './operation-reply.ts';

const truncated = { code: 'truncated', phase: 'stream', retryable: true };

describe('a body where a stream would come', () => {
  const codec = {
    open: () => bodyPerFrame((body, emit) => emit({ type: 'start', id: String(body) })),
    decode: () => {},
  };
  it('is read whole, once', () => {
    expect(streamed(codec, ['7', '8'])).toEqual([{ type: 'start', id: '7' }]);
    const reader = codec.open();
    expect(reader.read({ data: '7' }, () => {})).toBe('done');
    expect(() => reader.end(() => {})).not.toThrow();
  });
  it('must be JSON, and must come', () => {
    expect(failureOf(() => streamed(codec, ['nope']))).toMatchObject({
      code: 'bad-response',
      phase: 'decode',
    });
    expect(failureOf(() => streamed(codec, []))).toMatchObject(truncated);
  });
});

describe('a file', () => {
  const read = (...pieces: number[][]): Chunk[] => {
    const chunks: Chunk[] = [];
    const reader = fileReader('audio/mpeg');
    for (const piece of pieces) reader.read(new Uint8Array(piece), (chunk) => chunks.push(chunk));
    reader.end((chunk) => chunks.push(chunk));
    return chunks;
  };
  it('is one block that grows', () => {
    const media = (...data: number[]): object => ({
      type: 'media',
      block: 0,
      mediaType: 'audio/mpeg',
      data: new Uint8Array(data),
    });
    expect(read([1], [], [2, 3])).toEqual([
      { type: 'start' },
      media(1),
      media(2, 3),
      { type: 'finish', reason: 'stop' },
    ]);
  });
  it('of nothing is none', () => {
    expect(failureOf(() => read())).toMatchObject(truncated);
    expect(failureOf(() => read([]))).toMatchObject(truncated);
  });
});

it('lists of numbers and objects are told from all else', () => {
  expect(numbersOf([1, -2.5])).toEqual([1, -2.5]);
  for (const other of [[1, '2'], 'text', undefined]) expect(numbersOf(other)).toBeUndefined();
  const reply = { a: 1 };
  expect(replyOf(reply)).toBe(reply);
  for (const other of [[], null, 'text']) expect(failureOf(() => replyOf(other)).code).toBe('bad-response');
});
