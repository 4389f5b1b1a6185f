import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { cohereRerankCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('cohere-rerank', () => {
  it('sends objects as text where the host takes texts only, and says so', () => {
    const call = operationCall('rerank', 'cohere:rerank-v3.5', {
      query: 'q',
      documents: ['a', { b: 1 }],
      topN: 1,
    });
    const { body, changes } = cohereRerankCodec().encode(call);
    expect(body).toEqual({ model: 'rerank-v3.5', query: 'q', documents: ['a', '{"b":1}'], top_n: 1 });
    expect(changes).toMatchObject([{ code: 'changed', setting: 'documents' }]);
    expect(cohereRerankCodec({ objects: true, topField: 'top_k' }).encode(call).body).toMatchObject({
      documents: ['a', { b: 1 }],
      top_k: 1,
    });
  });

  it('reads searches that are billed, and tokens', () => {
    const results = [{ index: 1, relevance_score: 0.5 }];
    const billed = read(cohereRerankCodec(), { results, meta: { billed_units: { search_units: 2 } } });
    expect(billed[1]).toEqual({ type: 'score', index: 1, score: 0.5 });
    expect(billed[2]).toMatchObject({ usage: { units: { searches: 2 }, status: 'final' } });
    const counted = read(cohereRerankCodec(), { data: results, usage: { total_tokens: 43 } });
    expect(counted[2]).toMatchObject({ usage: { inputTokens: 43, outputTokens: 0 } });
    expect(() => read(cohereRerankCodec(), { results: [{ index: 'a' }] })).toThrow('no index and score');
  });
});
