import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { xaiVideosCodec } from './codec.ts';

const openrouter = { vendor: 'openrouter', path: '/videos', frames: 'frame_images', answer: 'urls' } as const;
const picture = { data: 'AAAA', mediaType: 'image/png' };
const last = { url: 'https://example.com/last.png' };

function read(body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  xaiVideosCodec(openrouter).decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('xai-videos', () => {
  const said = { prompt: 'a wave', durationSeconds: 1, aspectRatio: '16:9', firstFrame: picture } as const;

  it('asks xAI for a video, in its words', () => {
    const call = operationCall('video', 'xai:grok-imagine-video', {
      ...said,
      resolution: '480P',
      lastFrame: last,
      audio: false,
    });
    const { path, body, changes } = xaiVideosCodec().encode(call);
    expect(path).toBe('/videos/generations');
    expect(body).toEqual({
      model: 'grok-imagine-video',
      prompt: 'a wave',
      duration: 1,
      aspect_ratio: '16:9',
      resolution: '480p',
      image: { url: 'data:image/png;base64,AAAA' },
    });
    expect(changes.map(({ setting }) => setting)).toEqual(['lastFrame', 'audio']);
  });

  it('asks OpenRouter, with both frames, sound and a size', () => {
    const call = operationCall('video', 'openrouter:google/veo-3.1', {
      ...said,
      resolution: '1280x720',
      lastFrame: last,
      audio: false,
      seed: 7,
    });
    const dialect = { ...openrouter, sizes: true, seeds: true, audio: true };
    const { path, body, changes } = xaiVideosCodec(dialect).encode(call);
    expect(path).toBe('/videos');
    expect(body).toMatchObject({
      size: '1280x720',
      generate_audio: false,
      seed: 7,
      frame_images: [
        {
          type: 'image_url',
          image_url: { url: 'data:image/png;base64,AAAA' },
          frame_type: 'first_frame',
        },
        { type: 'image_url', image_url: last, frame_type: 'last_frame' },
      ],
    });
    expect(changes).toEqual([]);
  });

  it('asks about a job by its id alone, and about no other path', () => {
    const { resume } = xaiVideosCodec();
    const token = { version: 1, provider: 'xai', protocol: 'xai-videos', model: 'm' } as const;
    expect(resume?.({ ...token, id: 'a-b_1' }, { stream: false })).toMatchObject({
      method: 'GET',
      path: '/videos/a-b_1',
      body: null,
    });
    for (const id of ['../files', 'a/../../b', 'a?b', 'a%2e', '', 'a b', './a', '/a'])
      expect(() => resume?.({ ...token, id }, { stream: false }), id).toThrow('no id of a job');
  });

  it('takes a word for a state that is new for work that goes on', () => {
    expect(read({ id: 'j', status: 'upscaling', progress: 250 })).toEqual([
      { type: 'start', id: 'j' },
      { type: 'job', id: 'j', progress: 1 },
    ]);
    expect(read({ status: 'pending', progress: 'much', error: null }).at(-1)).toEqual({ type: 'job' });
  });

  it('reads several videos, what they cost, and the name of the generation', () => {
    const body = {
      id: 'j',
      generation_id: 'gen-1',
      status: 'completed',
      unsigned_urls: ['https://a/0', 7, 'https://a/1'],
      usage: { cost: 0.1 },
    };
    expect(read(body).slice(1)).toMatchObject([
      { type: 'media-url', block: 0, url: 'https://a/0' },
      { type: 'media-url', block: 1, url: 'https://a/1' },
      { type: 'usage', usage: { status: 'final', cost: { total: 0.1 } } },
      { type: 'extra', provider: 'openrouter', value: { generationId: 'gen-1' } },
      { type: 'finish', reason: 'stop' },
    ]);
    expect(read({ video: { url: 'https://a/v' } })).toContainEqual({
      type: 'media-url',
      block: 0,
      url: 'https://a/v',
      mediaType: 'video/mp4',
    });
  });

  it.each(['failed', 'cancelled', 'expired'])('tells that a job is %s', (status) => {
    expect(() => read({ id: 'j', status })).toThrow(status);
    expect(() => read({ id: 'j', status, error: 'Too many people.' })).toThrow('Too many people');
  });
});
