// Images and speech: replies with everything in them that is read.
import { describe, expect, it } from 'vitest';
import { unknownUsage, usage } from '../../src/core/usage.ts';
import { googleImagenCodec } from '../../src/protocols/google-imagen/codec.ts';
import { openaiImagesCodec } from '../../src/protocols/openai-images/codec.ts';
import { openaiSpeechCodec } from '../../src/protocols/openai-speech/codec.ts';
import { decoded, failureOf, streamed } from '../support/decoded.ts';

const over = { type: 'finish', reason: 'stop' };
const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const base64 = (...values: number[]): string => btoa(String.fromCharCode(...values));
const png = [0x89, 0x50, 0x4e, 0x47];

describe('images', () => {
  it('of OpenAI keep what the reply says of the request', () => {
    const body = {
      id: 'i',
      model: 'm',
      output_format: 'webp',
      size: '1x1',
      quality: 'low',
      background: 'auto',
      data: [
        { b64_json: base64(...png), revised_prompt: 'a cat' },
        { url: 'https://a.example/1', mime_type: 'image/gif' },
        { url: 'https://a.example/2' },
      ],
      usage: {
        input_tokens: 2,
        output_tokens: 3,
        input_tokens_details: { cached_tokens: 1, audio_tokens: 0 },
      },
    };
    expect(decoded(openaiImagesCodec({ vendor: 'v' }), body)).toEqual([
      { type: 'start', id: 'i', model: 'm' },
      { type: 'media', block: 0, mediaType: 'image/webp', data: bytes(...png) },
      { type: 'media-url', block: 1, url: 'https://a.example/1', mediaType: 'image/gif' },
      { type: 'media-url', block: 2, url: 'https://a.example/2', mediaType: 'image/webp' },
      {
        type: 'extra',
        provider: 'v',
        value: {
          size: '1x1',
          quality: 'low',
          background: 'auto',
          output_format: 'webp',
          revisedPrompts: ['a cat', null, null],
        },
      },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 2,
          outputTokens: 3,
          cacheReadTokens: 1,
          inputAudioTokens: 0,
          raw: body.usage,
        }),
      },
      over,
    ]);
  });

  it.each([
    [[0xff, 0xd8, 0], 'image/jpeg'],
    [[0xff, 0, 0xd8], 'image/png'],
    [[0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57], 'image/webp'],
    [[0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x41], 'image/png'],
    [[0x52, 0, 0x46, 0x46, 0, 0, 0, 0, 0x57], 'image/png'],
    [png, 'image/png'],
  ])('are told by their first bytes %o', (data, mediaType) => {
    const [start, image, counted, ...rest] = decoded(openaiImagesCodec(), {
      data: [{ b64_json: base64(...data) }],
    });
    expect([start, image]).toEqual([
      { type: 'start' },
      { type: 'media', block: 0, mediaType, data: bytes(...data) },
    ]);
    expect(counted).toEqual({ type: 'usage', usage: { ...usage({}), units: { images: 1 } } });
    expect(rest).toEqual([over]);
  });

  it('of a model that is paid by the image may still cost what the host says', () => {
    const [, , counted] = decoded(openaiImagesCodec(), {
      data: [{ url: 'https://a.example', media_type: 'image/png' }],
      usage: { cost_in_usd_ticks: 2e8 },
    });
    expect(counted).toMatchObject({
      usage: { units: { images: 1 }, status: 'final', cost: { total: 0.02 } },
    });
  });

  it('that count their output alone are not paid by the image', () => {
    const [, , counted] = decoded(openaiImagesCodec(), {
      data: [{ url: 'https://a.example' }],
      usage: { output_tokens: 3 },
    });
    expect(counted).toEqual({ type: 'usage', usage: usage({ outputTokens: 3, raw: { output_tokens: 3 } }) });
  });

  it('that are refused for their prompt are no failure to try again', () => {
    const fail = (code: string): object =>
      openaiImagesCodec().fail(500, { error: { code, message: 'no' } }, {});
    expect(fail('moderation_blocked')).toMatchObject({ code: 'content-filter', retryable: false });
    expect(fail('server_error')).toMatchObject({ code: 'server', retryable: true });
  });

  it('of a stream come after their previews', () => {
    const preview = { type: 'image_generation.partial_image', b64_json: base64(...png) };
    const completed = {
      type: 'image_generation.completed',
      b64_json: base64(0xff, 0xd8),
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const shown = { type: 'media', block: 0, mediaType: 'image/png', data: bytes(...png), preview: true };
    expect(
      streamed(openaiImagesCodec(), [
        '[DONE]',
        '7',
        { type: 'new' },
        { ...preview, b64_json: '' },
        preview,
        preview,
        completed,
        '[DONE]',
      ]),
    ).toEqual([
      { type: 'start' },
      shown,
      shown,
      { type: 'start' },
      { type: 'media', block: 0, mediaType: 'image/jpeg', data: bytes(0xff, 0xd8) },
      { type: 'usage', usage: usage({ inputTokens: 1, outputTokens: 2, raw: completed.usage }) },
      over,
    ]);
    const reader = openaiImagesCodec().open();
    const states = [JSON.stringify(completed), '[DONE]'].map((data) => reader.read({ data }, () => {}));
    expect(states).toEqual(['done', 'done']);
    expect(() => reader.end(() => {})).not.toThrow();
    expect(failureOf(() => streamed(openaiImagesCodec(), [preview]))).toMatchObject({
      code: 'truncated',
      phase: 'stream',
      retryable: true,
    });
    expect(failureOf(() => streamed(openaiImagesCodec(), ['{']))).toMatchObject({ code: 'bad-response' });
    const failed = { type: 'error', error: { code: 'moderation_blocked', message: 'no' } };
    expect(failureOf(() => streamed(openaiImagesCodec(), [preview, failed]))).toMatchObject({
      phase: 'stream',
      providerCode: 'moderation_blocked',
    });
  });

  it.each([
    [{}, 'no `data`'],
    [{ data: [{ b64_json: base64(...png) }, {}] }, 'the image at 1'],
    [{ data: [{ b64_json: '*' }] }, 'the image at 0'],
    [{ error: { message: 'too busy' } }, 'too busy'],
  ])('are refused in %o', (body, words) => {
    expect(failureOf(() => decoded(openaiImagesCodec(), body)).message).toContain(words);
  });

  it('of Imagen may be filtered in part', () => {
    const codec = googleImagenCodec({ vendor: 'v' });
    const body = {
      predictions: [
        { raiFilteredReason: 'one was filtered' },
        { bytesBase64Encoded: base64(1), mimeType: 'image/jpeg', prompt: 'a cat' },
        { bytesBase64Encoded: base64(2) },
      ],
    };
    expect(decoded(codec, body)).toEqual([
      { type: 'start' },
      { type: 'media', block: 0, mediaType: 'image/jpeg', data: bytes(1) },
      { type: 'media', block: 1, mediaType: 'image/png', data: bytes(2) },
      { type: 'warning', warning: { code: 'reply', message: 'one was filtered' } },
      { type: 'extra', provider: 'v', value: { revisedPrompts: [null, 'a cat', null] } },
      { type: 'usage', usage: { ...usage({}), units: { images: 2 } } },
      over,
    ]);
    expect(decoded(codec, { predictions: [{ bytesBase64Encoded: base64(1) }] })).toHaveLength(4);
    const filtered = { code: 'content-filter', phase: 'decode' };
    expect(failureOf(() => decoded(codec, {}))).toMatchObject(filtered);
    expect(failureOf(() => decoded(codec, { predictions: [body.predictions[0]] }))).toMatchObject({
      ...filtered,
      message: 'one was filtered',
    });
    expect(failureOf(() => decoded(codec, { predictions: 7 })).message).toContain('no list');
    expect(failureOf(() => decoded(codec, { error: { message: 'quota' } })).message).toContain('quota');
  });
});

describe('speech', () => {
  const codec = openaiSpeechCodec({ mediaType: 'audio/x-own' });
  it.each([
    ['RIFF', 'audio/wav'],
    ['fLaC', 'audio/flac'],
    ['OggS', 'audio/ogg'],
    ['ID3x', 'audio/mpeg'],
    ['????', 'audio/x-own'],
  ])('that begins with %s is %s', (head, mediaType) => {
    expect(decoded(codec, { audio_data: btoa(head) })).toEqual([
      { type: 'start' },
      { type: 'media', block: 0, mediaType, data: new TextEncoder().encode(head) },
      { type: 'usage', usage: unknownUsage },
      over,
    ]);
  });
  it('is refused where there is none', () => {
    expect(failureOf(() => decoded(codec, {})).message).toContain('no sound');
    expect(failureOf(() => decoded(codec, { audio_data: '*' })).message).toContain('no sound');
    expect(failureOf(() => decoded(codec, { error: 'no voice' })).message).toContain('no voice');
  });
});
