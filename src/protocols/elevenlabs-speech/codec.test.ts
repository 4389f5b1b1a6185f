import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../test/support/decoded.ts';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { elevenlabsSpeechCodec } from './codec.ts';

const codec = elevenlabsSpeechCodec();

describe('elevenlabs-speech', () => {
  it('puts the voice in the path, the format in the query, and the rest in the body', () => {
    const call = operationCall('speech', 'elevenlabs:eleven_flash_v2_5', {
      text: 'Hallo',
      voice: 'a/b c',
      language: 'de',
      speed: 1.1,
      mediaType: 'audio/wav',
      providerOptions: {
        elevenlabs: { voice_settings: { stability: 0.4, similarity_boost: 0.8 }, enable_logging: false },
      },
    });
    expect(codec.encode(call)).toEqual({
      method: 'POST',
      path: '/v1/text-to-speech/a%2Fb%20c',
      query: { output_format: 'wav_24000', enable_logging: 'false' },
      headers: { accept: '*/*' },
      body: {
        text: 'Hallo',
        model_id: 'eleven_flash_v2_5',
        language_code: 'de',
        voice_settings: { speed: 1.1, stability: 0.4, similarity_boost: 0.8 },
      },
      changes: [],
    });
  });

  it('names a voice where none is, and tells what the model does not take', () => {
    const call = operationCall('speech', 'elevenlabs:eleven_multilingual_v2', {
      text: 'Hello',
      language: 'en',
      mediaType: 'audio/flac',
      instructions: 'softly',
      user: 'u',
    });
    const { path, query, body, changes } = codec.encode(call);
    expect(path).toBe('/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb');
    expect(query).toBeUndefined();
    expect(body).toEqual({ text: 'Hello', model_id: 'eleven_multilingual_v2' });
    expect(changes.map(({ code, setting }) => [code, setting])).toEqual([
      ['dropped', 'instructions'],
      ['dropped', 'user'],
      ['dropped', 'mediaType'],
      ['dropped', 'language'],
      ['added', 'voice'],
    ]);
  });

  it('reads bytes; JSON is no sound', () => {
    const chunks: Chunk[] = [];
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const reader = codec.openBytes?.('audio/mpeg');
    reader?.read(Uint8Array.of(1, 2), emit);
    reader?.end(emit);
    expect(chunks.map(({ type }) => type)).toEqual(['start', 'media', 'finish']);
    expect(() => codec.decode({}, emit)).toThrow('no sound');
    expect(failureOf(() => codec.decode({ error: 'no' }, emit)).message).toBe('no');
  });

  it('tells failures in its own words, and used up credits from wrong keys', () => {
    const fail = (status: number, detail: unknown): object =>
      codec.fail(status, { detail }, { 'request-id': 'r-1' });
    expect(fail(401, { status: 'invalid_api_key', message: 'Invalid API key' })).toMatchObject({
      code: 'auth',
      providerCode: 'invalid_api_key',
      message: 'Invalid API key',
      requestId: 'r-1',
      retryable: false,
    });
    expect(fail(401, { status: 'quota_exceeded', message: '0 credits remaining' })).toMatchObject({
      code: 'quota',
      status: 401,
    });
    expect(fail(429, { code: 'rate_limit_exceeded', message: 'Slow down' })).toMatchObject({
      code: 'rate-limited',
      retryable: true,
    });
    expect(fail(422, [{ loc: ['body', 'text'], msg: 'Field required' }])).toMatchObject({
      code: 'invalid-request',
      message: 'Field required',
    });
  });
});
