import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { cohereEmbedCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('cohere-embed', () => {
  it('says what the vectors are for, also unasked', () => {
    const plain = cohereEmbedCodec().encode(operationCall('embed', 'cohere:embed-v4.0', { values: ['a'] }));
    expect(plain.body).toMatchObject({
      texts: ['a'],
      input_type: 'search_document',
      embedding_types: ['float'],
    });
    expect(plain.changes).toMatchObject([{ code: 'added', setting: 'purpose' }]);
    const asked = operationCall('embed', 'cohere:embed-v4.0', {
      values: ['a'],
      purpose: 'query',
      dimensions: 256,
    });
    expect(cohereEmbedCodec().encode(asked).body).toMatchObject({
      input_type: 'search_query',
      output_dimension: 256,
    });
  });

  it('has the model in the path on Bedrock, and leaves out what version 3 refuses', () => {
    const dialect = { path: '/model/{model}/invoke', modelInBody: false, plainModels: ['*v3*'] };
    const call = operationCall('embed', 'amazon-bedrock:cohere.embed-english-v3', {
      values: ['a'],
      dimensions: 4,
    });
    const { path, body, changes } = cohereEmbedCodec(dialect).encode(call);
    expect(path).toBe('/model/cohere.embed-english-v3/invoke');
    expect(body).toEqual({ texts: ['a'], input_type: 'search_document' });
    expect(changes.map(({ setting }) => setting)).toEqual(['dimensions', 'purpose']);
  });

  it('reads vectors by type, and plain lists of them', () => {
    const vectors = [{ type: 'vector', index: 0, values: [1, 2] }];
    expect(read(cohereEmbedCodec(), { embeddings: { float: [[1, 2]] } })).toMatchObject([
      {},
      ...vectors,
      {},
      {},
    ]);
    expect(read(cohereEmbedCodec(), { embeddings: [[1, 2]] })).toMatchObject([{}, ...vectors, {}, {}]);
    expect(() => read(cohereEmbedCodec(), { embeddings: [['a']] })).toThrow('no list of numbers');
  });
});
