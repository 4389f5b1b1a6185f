import { describe, expect, it } from 'vitest';
import { modelOf } from '../../core/model.ts';
import type { ImageCall } from '../../core/operation.ts';
import { callFor } from '../../testing/call-for.ts';
import { openaiImagesCodec } from './codec.ts';

function call(id: string, more: Partial<ImageCall> = {}): ImageCall {
  const model = modelOf({ provider: 'openai', id });
  const { control } = callFor({ model, messages: [], stream: false });
  return { operation: 'image', model, stream: false, prompt: 'a cat', control, ...more };
}

const png = { data: 'iVBORw0KGgo=', mediaType: 'image/png' };

describe('encodeCall', () => {
  it('asks the older models for base64, and sends the newer ones no word that they refuse', () => {
    const codec = openaiImagesCodec();
    expect(codec.encode(call('dall-e-3', { size: '1024x1024' })).body).toEqual({
      model: 'dall-e-3',
      prompt: 'a cat',
      size: '1024x1024',
      response_format: 'b64_json',
    });
    expect(codec.encode(call('gpt-image-1', { mediaType: 'image/webp', count: 2 })).body).toEqual({
      model: 'gpt-image-1',
      prompt: 'a cat',
      n: 2,
      output_format: 'webp',
    });
  });

  it('sends images to change as a form, or as addresses where the host takes those', () => {
    const form = openaiImagesCodec().encode(call('gpt-image-1', { images: [png], mask: png }));
    expect(form.path).toBe('/images/edits');
    expect(form.files?.map(({ name, filename }) => [name, filename])).toEqual([
      ['image[]', 'image-1.png'],
      ['mask', 'mask.png'],
    ]);
    const addresses = openaiImagesCodec({ inputs: 'images' }).encode(call('grok-imagine', { images: [png] }));
    expect(addresses.body).toMatchObject({
      images: [{ type: 'image_url', url: 'data:image/png;base64,iVBORw0KGgo=' }],
    });
  });

  it('says what has no member', () => {
    expect(openaiImagesCodec().encode(call('gpt-image-1', { seed: 7 })).changes).toMatchObject([
      { code: 'dropped', setting: 'seed' },
    ]);
  });
});
