import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { googleEmbedCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

const call = operationCall('embed', 'google:gemini-embedding-001', {
  values: ['a'],
  purpose: 'query',
  dimensions: 128,
});

describe('google-embed', () => {
  it('asks in each of the three forms', () => {
    const batch = googleEmbedCodec().encode(call);
    expect(batch.path).toBe('/models/gemini-embedding-001:batchEmbedContents');
    const content = { parts: [{ text: 'a' }] };
    const settings = { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 128 };
    expect(batch.body).toEqual({
      requests: [{ model: 'models/gemini-embedding-001', content, ...settings }],
    });
    expect(googleEmbedCodec({ form: 'content' }).encode(call).body).toEqual({ content, ...settings });
    expect(googleEmbedCodec({ form: 'predict' }).encode(call).body).toEqual({
      instances: [{ content: 'a', task_type: 'RETRIEVAL_QUERY' }],
      parameters: { outputDimensionality: 128 },
    });
  });

  it('reads each of the three forms, and that a text was cut', () => {
    const vector = { type: 'vector', index: 0, values: [1] };
    expect(read(googleEmbedCodec(), { embeddings: [{ values: [1] }] })[1]).toEqual(vector);
    expect(read(googleEmbedCodec(), { embedding: { values: [1] } })[1]).toEqual(vector);
    const statistics = { token_count: 3, truncated: true };
    const predicted = read(googleEmbedCodec(), {
      predictions: [{ embeddings: { values: [1], statistics } }],
    });
    expect(predicted.slice(1, 4)).toMatchObject([
      vector,
      { warning: { setting: 'values[0]' } },
      { usage: { inputTokens: 3 } },
    ]);
    expect(() => read(googleEmbedCodec(), {})).toThrow('no embeddings');
  });
});
