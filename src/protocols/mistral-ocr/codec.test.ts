import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import type { MediaSource } from '../../core/message.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { mistralOcrCodec } from './codec.ts';
import { mistralOcrServer } from './server.ts';

const codec = mistralOcrCodec();

function asked(document: MediaSource, more: { pages?: number[]; images?: boolean } = {}): unknown {
  return codec.encode(operationCall('ocr', 'mistral:mistral-ocr-latest', { document, ...more })).body;
}

function read(body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

describe('encodeCall', () => {
  it('tells documents, images and uploaded files apart', () => {
    const url = 'https://example.com/a';
    expect(asked({ url: `${url}.pdf` })).toEqual({
      model: 'mistral-ocr-latest',
      document: { type: 'document_url', document_url: `${url}.pdf` },
    });
    expect(asked({ url: `${url}.png?x=1` })).toMatchObject({
      document: { type: 'image_url', image_url: `${url}.png?x=1` },
    });
    expect(asked({ data: 'AA==', mediaType: 'image/png' })).toMatchObject({
      document: { type: 'image_url', image_url: 'data:image/png;base64,AA==' },
    });
    expect(asked({ fileId: 'f1' }, { pages: [0, 3], images: true })).toEqual({
      model: 'mistral-ocr-latest',
      document: { type: 'file', file_id: 'f1' },
      pages: [0, 3],
      include_image_base64: true,
    });
  });

  it('believes the type that is said over the ending, and refuses a file of others', () => {
    expect(asked({ url: 'https://example.com/a', mediaType: 'image/png' })).toMatchObject({
      document: { type: 'image_url' },
    });
    expect(() => asked({ fileId: 'f1', provider: 'openai' })).toThrow('held by openai');
  });
});

describe('readBody', () => {
  it('reads pages with their pictures, also without the head of their addresses', () => {
    const corners = { top_left_x: 1, top_left_y: 2, bottom_right_x: 3, bottom_right_y: 4 };
    const images = [
      { id: 'img-0.jpeg', image_base64: 'data:image/png;base64,AAAA', ...corners },
      { id: 'img-1.webp', image_base64: 'BBBB' },
      { id: 'img-2.jpeg', image_base64: null, top_left_x: 1 },
    ];
    const page = { index: 4, markdown: '', images, dimensions: { dpi: 93, height: 10, width: 20 } };
    expect(
      read({ model: 'm', pages: [page], usage_info: { pages_processed: 1, doc_size_bytes: 9 } }),
    ).toMatchObject([
      { type: 'start', model: 'm' },
      {
        page: {
          index: 4,
          markdown: '',
          images: [
            {
              source: { data: 'AAAA', mediaType: 'image/png' },
              place: { left: 1, top: 2, right: 3, bottom: 4 },
            },
            { source: { data: 'BBBB', mediaType: 'image/webp' } },
            { id: 'img-2.jpeg' },
          ],
          size: { width: 20, height: 10 },
        },
      },
      { usage: { units: { pages: 1 }, status: 'final' } },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('counts nothing where nothing is counted', () => {
    const [, , used] = read({ pages: [{ markdown: 'a' }] });
    expect(used).toMatchObject({ usage: { status: 'unknown' } });
  });

  it('refuses what holds no pages', () => {
    expect(() => read({ pages: null })).toThrow('no `pages`');
    expect(() => read({ pages: [{}] })).toThrow('the page at 0 has no text');
    expect(() => read({ pages: [{ markdown: 'a' }, null] })).toThrow('the page at 1 has no text');
    expect(() => read({ object: 'error', message: 'out of order' })).toThrow('out of order');
  });
});

describe('mistralOcrServer', () => {
  it('refuses what the host would', () => {
    const parse = (body: object): unknown =>
      mistralOcrServer().parse({ path: '/v1/ocr', headers: {}, body: { model: 'm', ...body } as never });
    expect(() => parse({})).toThrow('`document`');
    expect(() => parse({ document: { type: 'document_url' } })).toThrow('`document`');
    expect(() => parse({ document: { type: 'file', file_id: 'f' }, pages: ['1'] })).toThrow('`pages`');
  });
});
