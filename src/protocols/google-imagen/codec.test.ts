import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { googleImagenCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('google-imagen', () => {
  it('asks for images, in the words of the API', () => {
    const call = operationCall('image', 'google:imagen-4.0-generate-001', {
      prompt: 'a cat',
      count: 2,
      aspectRatio: '16:9',
      size: '1024x1024',
    });
    const { path, body, changes } = googleImagenCodec().encode(call);
    expect(path).toBe('/models/imagen-4.0-generate-001:predict');
    expect(body).toEqual({
      instances: [{ prompt: 'a cat' }],
      parameters: { sampleCount: 2, aspectRatio: '16:9' },
    });
    expect(changes).toMatchObject([{ code: 'dropped', setting: 'size' }]);
  });

  it('reads images, and tells why there is none', () => {
    const predictions = [{ bytesBase64Encoded: 'AAEC', mimeType: 'image/jpeg' }];
    expect(read(googleImagenCodec(), { predictions })).toMatchObject([
      {},
      { type: 'media', mediaType: 'image/jpeg' },
      { usage: { units: { images: 1 } } },
      { type: 'finish' },
    ]);
    expect(() => read(googleImagenCodec(), {})).toThrow('filtered');
    expect(() => read(googleImagenCodec(), { predictions: [{ raiFilteredReason: 'People' }] })).toThrow(
      'People',
    );
  });
});
