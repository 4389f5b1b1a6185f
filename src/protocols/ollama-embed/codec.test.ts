import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { ollamaEmbedCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('ollama-embed', () => {
  it('asks for vectors and reads them', () => {
    const call = operationCall('embed', 'ollama:all-minilm', { values: ['a'], purpose: 'query' });
    const { path, body, changes } = ollamaEmbedCodec().encode(call);
    expect([path, body]).toEqual(['/api/embed', { model: 'all-minilm', input: ['a'] }]);
    expect(changes).toMatchObject([{ setting: 'purpose' }]);
    expect(read(ollamaEmbedCodec(), { embeddings: [[1]], prompt_eval_count: 4 })).toMatchObject([
      { type: 'start' },
      { type: 'vector', values: [1] },
      { usage: { inputTokens: 4 } },
      { type: 'finish' },
    ]);
    expect(() => read(ollamaEmbedCodec(), { error: 'model not found' })).toThrow('model not found');
  });
});
