import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { googleVideosCodec } from './codec.ts';

const name = 'models/veo-3.1-generate-preview/operations/abc';

function read(body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  googleVideosCodec().decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('google-videos', () => {
  it('asks for videos, in the words of the API', () => {
    const call = operationCall('video', 'google:veo-3.1-generate-preview', {
      prompt: 'a wave',
      count: 2,
      durationSeconds: 8,
      aspectRatio: '9:16',
      resolution: '4K',
      negativePrompt: 'rain',
      seed: 3,
      audio: true,
      firstFrame: { data: 'AAAA', mediaType: 'image/png' },
      lastFrame: { data: 'BBBB', mediaType: 'image/jpeg' },
    });
    const { path, body, changes } = googleVideosCodec().encode(call);
    expect(path).toBe('/models/veo-3.1-generate-preview:predictLongRunning');
    expect(body).toEqual({
      instances: [
        {
          prompt: 'a wave',
          image: { bytesBase64Encoded: 'AAAA', mimeType: 'image/png' },
          lastFrame: { bytesBase64Encoded: 'BBBB', mimeType: 'image/jpeg' },
        },
      ],
      parameters: {
        sampleCount: 2,
        durationSeconds: 8,
        aspectRatio: '9:16',
        resolution: '4k',
        negativePrompt: 'rain',
        seed: 3,
      },
    });
    expect(changes).toMatchObject([{ code: 'dropped', setting: 'audio' }]);
  });

  it('refuses a picture that is only named', () => {
    const firstFrame = { url: 'https://example.com/a.png' };
    const call = operationCall('video', 'google:veo-3.1-generate-preview', { prompt: 'a', firstFrame });
    expect(() => googleVideosCodec().encode(call)).toThrow('first frame');
  });

  it('asks about an operation by its name', () => {
    const token = {
      version: 1,
      provider: 'google',
      protocol: 'google-videos',
      model: 'veo',
      id: name,
    } as const;
    const { resume } = googleVideosCodec();
    expect(resume?.(token, { stream: false })).toMatchObject({ method: 'GET', path: `/${name}` });
    expect(() => resume?.({ ...token, id: 'models/../files' }, { stream: false })).toThrow('no id of a job');
  });

  it('reads an operation that goes on, one that is done, and one that failed', () => {
    expect(read({ name })).toEqual([
      { type: 'start', id: name },
      { type: 'job', id: name },
    ]);
    const generatedSamples = [{ video: { uri: 'https://a/b' } }, { video: {} }, null];
    const made = { generatedSamples, raiMediaFilteredReasons: ['One was withheld.'] };
    expect(read({ name, done: true, response: { generateVideoResponse: made } }).slice(1)).toMatchObject([
      { type: 'media-url', block: 0, url: 'https://a/b', mediaType: 'video/mp4' },
      { type: 'warning', warning: { message: 'One was withheld.' } },
      { type: 'usage', usage: { status: 'unknown' } },
      { type: 'finish', reason: 'stop' },
    ]);
    const failed = { name, done: true, error: { code: 3, message: 'Bad image.' } };
    expect(() => read(failed)).toThrow('Bad image.');
  });

  it('tells why there is no video', () => {
    const withheld = { generateVideoResponse: { raiMediaFilteredReasons: ['People.'] } };
    expect(() => read({ name, done: true, response: withheld })).toThrow(
      expect.objectContaining({ message: 'People.', code: 'content-filter' }),
    );
    expect(() => read({ done: true })).toThrow('no video');
    expect(() => read({ name, done: true })).toThrow('no video');
    expect(() => read({})).toThrow('no operation');
  });
});
