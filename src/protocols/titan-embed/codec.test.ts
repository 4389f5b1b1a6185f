import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { titanEmbedCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('titan-embed', () => {
  it('speaks the forms of Titan and of Nova', () => {
    const titan = operationCall('embed', 'amazon-bedrock:amazon.titan-embed-text-v2:0', {
      values: ['a'],
      dimensions: 256,
    });
    expect(titanEmbedCodec().encode(titan)).toMatchObject({
      path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
      body: { inputText: 'a', dimensions: 256 },
    });
    const nova = operationCall('embed', 'amazon-bedrock:amazon.nova-2-multimodal-embeddings-v1:0', {
      values: [{ data: 'AA==', mediaType: 'audio/mpeg' }],
    });
    expect(titanEmbedCodec().encode(nova).body).toEqual({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_INDEX',
        audio: { format: 'mp3', source: { bytes: 'AA==' } },
      },
    });
  });

  it('takes one value and reads one vector', () => {
    const two = operationCall('embed', 'amazon-bedrock:amazon.titan-embed-text-v1', { values: ['a', 'b'] });
    expect(() => titanEmbedCodec().encode(two)).toThrow('one value');
    expect(read(titanEmbedCodec(), { embedding: [1, 2], inputTextTokenCount: 5 }).slice(1, 3)).toMatchObject([
      { values: [1, 2] },
      { usage: { inputTokens: 5 } },
    ]);
    expect(() => read(titanEmbedCodec(), { message: 'no' })).toThrow('no vector');
  });
});
