import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { openaiEmbeddingsCodec } from './codec.ts';

function vectors(body: unknown, encoding: 'base64' | 'int8' = 'base64'): unknown[] {
  const chunks: Chunk[] = [];
  openaiEmbeddingsCodec({ encoding }).decode(body, (chunk) => chunks.push(chunk));
  return chunks.filter((chunk) => chunk.type === 'vector').map((chunk) => chunk.values);
}

describe('readBody', () => {
  it('reads numbers, floats as base64, and the signed bytes of Perplexity', () => {
    expect(vectors({ data: [{ index: 0, embedding: [1, -2.5] }] })).toEqual([[1, -2.5]]);
    expect(vectors({ data: [{ index: 0, embedding: 'AACAPwAAIMA=' }] })).toEqual([[1, -2.5]]);
    expect(vectors({ data: [{ index: 0, embedding: 'fwCA' }] }, 'int8')).toEqual([[127, 0, -128]]);
  });

  it('refuses what holds no vectors', () => {
    expect(() => vectors({ data: null })).toThrow('no `data`');
    expect(() => vectors({ data: [{ embedding: [1, 'x'] }] })).toThrow('no list of numbers');
    expect(() => vectors('text')).toThrow('not a JSON object');
    expect(() => vectors({ error: { message: 'out of order', type: 'server_error' } })).toThrow(
      'out of order',
    );
  });
});
