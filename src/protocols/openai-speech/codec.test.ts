import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { openaiSpeechCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('openai-speech', () => {
  it('names a voice where one must be named', () => {
    const call = operationCall('speech', 'openai:tts-1', {
      text: 'Hello',
      mediaType: 'audio/wav',
      language: 'en',
    });
    const { body, changes } = openaiSpeechCodec().encode(call);
    expect(body).toEqual({ model: 'tts-1', input: 'Hello', voice: 'alloy', response_format: 'wav' });
    expect(changes.map(({ code, setting }) => [code, setting])).toEqual([
      ['added', 'voice'],
      ['dropped', 'language'],
    ]);
  });

  it('reads bytes as they come, and a sound inside JSON', () => {
    const chunks: Chunk[] = [];
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const reader = openaiSpeechCodec().openBytes?.('audio/mpeg');
    reader?.read(Uint8Array.of(1, 2), emit);
    reader?.read(Uint8Array.of(3), emit);
    reader?.end(emit);
    expect(chunks.map(({ type }) => type)).toEqual(['start', 'media', 'media', 'finish']);
    expect(() => openaiSpeechCodec().openBytes?.('audio/mpeg')?.end(emit)).toThrow('ended before');
    expect(read(openaiSpeechCodec(), { audio_data: 'UklGRg==' })[1]).toMatchObject({
      mediaType: 'audio/wav',
    });
    expect(() => read(openaiSpeechCodec(), {})).toThrow('no sound');
  });
});
